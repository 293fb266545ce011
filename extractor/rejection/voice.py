"""What words, pairs of words and runs of letters say of the cause, beside the lists: weights learnt from texts.

    python -m tests.benchmarks.learn_rejections

learns them anew; `voice.json` holds them. Words are taken as they were written, without case and accents: a word that
no list knows still speaks for the causes in whose texts it stood, and a mistyped one by the letters that it kept.

>>> sorted(signs("Code absent")[0])
['absent', 'code', 'code absent']
>>> sorted(signs("le 12/03")[1])
['<le', '<le>', 'le>']
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from extractor.text import fold
from models.rejection import Cause

DATA: Final = Path(__file__).with_name("voice.json")
CAUSES: Final = tuple(Cause)
FIGURE: Final = "#"
SHORTEST, LONGEST = 3, 6
"""Letters of a run, the marks of a word's start and end among them."""

UNIT: Final = 1000
"""Weights are kept as whole numbers of so many parts."""

_WORD: Final = re.compile(r"\d[\d.,/\-]*|[a-z]+(?:_[a-z0-9]+)+|[a-z]+|[€%]")

Signs = tuple[frozenset[str], frozenset[str]]


def heard(text: str) -> dict[Cause, float]:
    """How strongly a text speaks for each cause; empty where it holds no word, or none that was learnt.

    Words with their pairs, and runs of letters, are two voices of the same strength, however many signs each has.
    """
    total = [0.0] * len(CAUSES)
    said = False
    spoken = signs(text)
    if not spoken[1]:
        return {}
    for told, known in zip(spoken, _voices(), strict=True):
        found = [known[sign] for sign in told if sign in known]
        size = sum(telling**2 for telling, *_ in found) ** 0.5
        for telling, *weights in found:
            said = True
            for at, weight in enumerate(weights):
                total[at] += weight * telling / size
    return {cause: one / UNIT for cause, one in zip(CAUSES, total, strict=True)} if said else {}


def starting() -> Mapping[Cause, float]:
    """What speaks for each cause before anything is said."""
    return _data()[0]


def signs(text: str) -> Signs:
    """Words and pairs of words; runs of letters within a word. What begins with a figure is one sign.

    A platform's code is no word: its letters say nothing.
    """
    said = [FIGURE if word[0].isdigit() else word for word in _WORD.findall(fold(text))]
    pairs = (f"{one} {other}" for one, other in pairwise(said))
    spelt = (f"<{word}>" for word in set(said) - {FIGURE} if "_" not in word)
    return frozenset((*said, *pairs)), frozenset(run for word in spelt for run in _runs(word))


def _runs(word: str) -> Iterator[str]:
    for length in range(SHORTEST, min(LONGEST, len(word)) + 1):
        for start in range(len(word) - length + 1):
            yield word[start : start + length]


def _voices() -> tuple[Mapping[str, list[int]], ...]:
    """Words and letters; of each sign how telling it is (rare ones more), then what it says of each of `CAUSES`."""
    return _data()[1]


@lru_cache(maxsize=1)
def _data() -> tuple[Mapping[Cause, float], tuple[Mapping[str, list[int]], ...]]:
    told = json.loads(DATA.read_text(encoding="utf-8"))
    before = {Cause(name): weight / UNIT for name, weight in told["before"].items()}
    return before, (told["words"], told["letters"])
