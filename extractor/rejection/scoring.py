"""How strongly the sentences of a reason speak for each cause, by the lists of `lexicon.toml` and `phrases.toml`.

A turn of phrase tells a cause by itself; an object tells one with what is wrong near it, the nearer the more. What is
said to be right does not count. In a sentence the strongest sign counts in full, further ones less; sentences add up.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any, Final

from extractor.rejection.lexicon import Mention, mentions, turns
from extractor.rejection.sentences import Sentence, sentences
from extractor.rejection.wording import Word
from models.rejection import Cause

HIGHEST: Final = 3.0
"""What the lists say of one cause counts no more than this."""

TRUST: Final = 1.0
"""How much the lists count beside what words and letters say."""

ALONE: Final = 3.0
"""How much they count where no word was learnt: a platform's code, say."""

_WEIGHTS: Final = Path(__file__).with_name("weights.toml")
_SIGNS, _LATEST = 4, 4
_COMMA: Final = 2
"""A comma between a thing and what is said to be right keeps them as far apart as so many words."""

_GENERAL: Final = frozenset({"invoice", "number"})
_QUOTED: Final = 0.6
"""From this nearness on what is wrong is quoted with its object, and all between."""


@dataclass(slots=True)
class Evidence:
    """What speaks for a cause: how strongly, and the words that do, by their places among all words."""

    score: float = 0.0
    places: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Sign:
    cause: Cause
    weight: float
    start: int
    end: int


def score(words: Sequence[Word]) -> dict[Cause, Evidence]:
    """Every cause that something speaks for."""
    again = _weights()["again"]
    total: dict[Cause, Evidence] = defaultdict(Evidence)
    for number, sentence in enumerate(sentences(words)):
        found: dict[Cause, list[_Sign]] = defaultdict(list)
        for sign in _signs(sentence):
            found[sign.cause].append(sign)
        factor = _factor(sentence, number)
        for cause, signs in found.items():
            signs.sort(key=lambda sign: -sign.weight)
            strength = sum(sign.weight * again**rank for rank, sign in enumerate(signs[:_SIGNS]))
            evidence = total[cause]
            evidence.score += factor * _explained(sentence, cause) * strength
            for sign in signs:
                if sign.weight >= signs[0].weight / 2:
                    evidence.places |= sentence.within(sign.start, sign.end)
    return dict(total)


def _factor(sentence: Sentence, number: int) -> float:
    """How much a sentence counts: what is named the motive more, what is added by the way less, later ones less."""
    weights = _weights()
    factor: float = weights["later"] ** min(number, _LATEST)
    said = {one.name for one in mentions("cues", sentence.text) if one.start < weights["early"]}
    for name in said:
        factor *= weights[name]
    if any(one.start < weights["early"] for one in mentions("requests", sentence.text)):
        factor *= weights["request"]
    return factor


def _explained(sentence: Sentence, cause: Cause) -> float:
    """How much less a cause counts beside words that explain its signs otherwise."""
    explained = _weights()["explained"]
    hit = any(cause.value in explained[one.name] for one in mentions("explained", sentence.text))
    return float(explained["times"]) if hit else 1.0


def _signs(sentence: Sentence) -> Iterator[_Sign]:
    objects = tuple(mentions("objects", sentence.text))
    defects = tuple(mentions("defects", sentence.text))
    right = tuple(mentions("good", sentence.text))
    across = _weights()["across_mark"]
    for turn in turns(sentence.text):
        if not _is_right(sentence, (turn.start, turn.end), right, defects):
            weight = turn.weight * across ** sentence.breaks(*sentence.span(turn.start, turn.end))
            yield _Sign(turn.cause, weight, turn.start, turn.end)
    for one in objects:
        part_of_longer = any(_holds(other, one) for other in objects)
        if not part_of_longer and not _is_right(sentence, (one.start, one.end), right, defects):
            yield from _paired(sentence, one, objects, defects)


def _paired(
    sentence: Sentence, one: Mention, objects: Sequence[Mention], defects: Sequence[Mention]
) -> Iterator[_Sign]:
    """What an object tells with each thing that is wrong, and a little what it tells alone."""
    table: dict[str, list[Any]] = _weights()["pairs"].get(one.name, {})
    for cause, weight in _pairs(table.get("alone", [])):
        yield _Sign(cause, weight, one.start, one.end)
    for defect in defects:
        if defect.name not in table or one.start <= defect.start < one.end:
            continue
        near = _nearness(sentence, one, defect, objects)
        start, end = (one.start, one.end)
        if near >= _QUOTED:
            start, end = min(start, defect.start), max(end, defect.end)
        for cause, weight in _pairs(table[defect.name]):
            yield _Sign(cause, weight * near, start, end)


def _pairs(told: Sequence[Any]) -> Iterator[tuple[Cause, float]]:
    return ((Cause(cause), float(weight)) for cause, weight in zip(told[::2], told[1::2], strict=True))


def _nearness(sentence: Sentence, one: Mention, defect: Mention, objects: Sequence[Mention]) -> float:
    """1 for neighbours; less with each word, comma and other object between."""
    weights = _weights()
    here, there = sentence.span(one.start, one.end), sentence.span(defect.start, defect.end)
    low, high = (here[1], there[0]) if there[0] > here[1] else (there[1], here[0])
    others = sum(other.name not in {one.name, *_GENERAL} and low < sentence.at(other.start) < high for other in objects)
    near = exp(-max(0, high - low - 1) / weights["reach"])
    return float(
        near * weights["across_mark"] ** sentence.breaks(low, high) * weights["across_object"] ** min(others, 2)
    )


def _holds(other: Mention, one: Mention) -> bool:
    """Whether a longer object is meant: the SIRET of a supplier is not just any SIRET."""
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start


def _is_right(
    sentence: Sentence, stretch: tuple[int, int], right: Sequence[Mention], defects: Sequence[Mention]
) -> bool:
    """Whether something is said to be right: a word that says so stands near, and nothing wrong nearer."""
    here = sentence.span(*stretch)
    for good in right:
        there = sentence.span(good.start, good.end)
        distance = _apart(here, there)
        if distance > 0:
            distance += _COMMA * sentence.breaks(min(here[1], there[1]), max(here[0], there[0]))
        nearer = (
            one
            for one in defects
            if not good.start <= one.start < good.end
            and 0 <= _apart(here, sentence.span(one.start, one.end)) <= max(distance, 0)
        )
        if distance <= _weights()["good_reach"] and next(nearer, None) is None:
            return True
    return False


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Words from one stretch to another; negative where they overlap."""
    return max(other[0] - one[1], one[0] - other[1])


@lru_cache(maxsize=1)
def _weights() -> dict[str, Any]:
    return tomllib.loads(_WEIGHTS.read_text(encoding="utf-8"))
