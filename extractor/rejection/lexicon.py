"""What reasons speak of, what is wrong with it, and the turns of phrase that tell a cause: the lists, as patterns.

>>> [(mention.name, mention.text) for mention in mentions("objects", "numero engagement absent")]
[('engagement', 'numero engagement')]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from models.rejection import Cause

_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of a list, where it stands in a sentence in its one wording."""

    name: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of phrase that tells a cause, and how strongly."""

    cause: Cause
    weight: float
    start: int
    end: int


def mentions(table: str, sentence: str) -> Iterator[Mention]:
    """Every phrase of a table; of one name, those that do not overlap, left to right."""
    for name, pattern in _table(table):
        for match in pattern.finditer(sentence):
            yield Mention(name, match.start(), match.end(), match.group())


def turns(sentence: str) -> Iterator[Turn]:
    """Every turn of phrase; of one cause and weight, those that do not overlap."""
    for cause, weight, pattern in _turns():
        for match in pattern.finditer(sentence):
            yield Turn(cause, weight, match.start(), match.end())


@lru_cache(maxsize=8)
def _table(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads((_FOLDER / "lexicon.toml").read_text(encoding="utf-8"))
    return tuple((name, _pattern(phrases)) for name, phrases in data[table].items())


@lru_cache(maxsize=1)
def _turns() -> tuple[tuple[Cause, float, re.Pattern[str]], ...]:
    data: dict[str, Any] = tomllib.loads((_FOLDER / "phrases.toml").read_text(encoding="utf-8"))
    return tuple(
        (Cause(cause), float(weight), _pattern(phrases))
        for cause, levels in data.items()
        for weight, phrases in levels.items()
    )


@lru_cache(maxsize=1)
def _bodies() -> str:
    """Public bodies and others that an invoice may be meant for."""
    data = tomllib.loads((_FOLDER / "lexicon.toml").read_text(encoding="utf-8"))
    return f"(?:{'|'.join(data['bodies'])})"


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    """One pattern of all phrases: "*" ends a word in any way, "~ " stands for up to two words, {inst} for a body."""
    bodies = _bodies()
    written = (
        phrase.replace("{inst}", bodies).replace("~ ", r"(?:\w+ ){0,2}?").replace("*", r"\w*").strip()
        for phrase in phrases
    )
    return re.compile(r"\b(?:" + "|".join(f"(?:{one})" for one in written) + r")\b")
