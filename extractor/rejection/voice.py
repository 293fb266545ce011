"""What single words and pairs of words say of the cause, beside the lists: weights learnt from practice texts.

    python -m tests.benchmarks.learn_rejections

learns them anew; `voice.toml` holds them, by cause. A word that no list knows still speaks for the causes in whose
texts it stood.

>>> sorted(signs(("code", "service", "absent")))
['absent', 'code', 'code service', 'service', 'service absent']
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from extractor.rejection.wording import Word
from models.rejection import Cause

DATA: Final = Path(__file__).with_name("voice.toml")
FIGURE: Final = "#"


def heard(words: Sequence[Word]) -> dict[Cause, float]:
    """How strongly the words speak for each cause; the mean over known signs, times the square root of their number."""
    weights = _weights()
    told = signs(plain(words))
    if told <= {FIGURE, f"{FIGURE} {FIGURE}"}:
        return {}
    known = [weights[sign] for sign in told if sign in weights]
    total: dict[Cause, float] = defaultdict(float)
    for one in known:
        for cause, weight in one.items():
            total[cause] += weight / len(known) ** 0.5
    return total


def starting() -> Mapping[Cause, float]:
    """What speaks for each cause before anything is said."""
    return _data()[0]


def plain(words: Sequence[Word]) -> tuple[str, ...]:
    """The words one by one, without marks; what holds a figure is one sign."""
    said = (FIGURE if any(one.isdigit() for one in word.text) else word.text for word in words if not word.is_mark)
    return tuple(one for text in said for one in text.split())


def signs(said: Sequence[str]) -> frozenset[str]:
    """Words, and pairs of words that follow each other."""
    return frozenset(said) | {f"{one} {other}" for one, other in pairwise(said)}


def _weights() -> Mapping[str, Mapping[Cause, float]]:
    return _data()[1]


@lru_cache(maxsize=1)
def _data() -> tuple[Mapping[Cause, float], Mapping[str, Mapping[Cause, float]]]:
    told = tomllib.loads(DATA.read_text(encoding="utf-8"))
    found: dict[str, dict[Cause, float]] = {}
    for name, weights in told["words"].items():
        for sign, weight in weights.items():
            found.setdefault(sign, {})[Cause(name)] = float(weight)
    return {Cause(name): float(weight) for name, weight in told["before"].items()}, found
