"""The words that tell kinds of paper, from `words.toml`.

>>> titles().match("bon de livraison n° 12").lastgroup
'delivery_note'
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("words.toml")


@cache
def _tables() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def titles() -> re.Pattern[str]:
    """Matches a title at the beginning of folded text; the group's name is the kind of paper."""
    kinds = (f"(?P<{kind}>(?:{'|'.join(patterns)})(?![a-z]))" for kind, patterns in _tables()["titles"].items())
    return re.compile("|".join(kinds))


@cache
def patterns(table: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of `cues` or `sums`, one for each name."""
    return {name: re.compile("|".join(found)) for name, found in _tables()[table].items()}
