"""Units of measure: from the printed word to the code that EN 16931 wants (BT-130).

The words are in `units.toml`. A word that is not there is written as C62, "one": the count stays right.

Sources: UN/ECE Recommendation 20 and 21 (codes of packages, with an X before) · code list of Factur-X 1.09

>>> code_of("Heures"), code_of("m²"), code_of("PCE"), code_of("HUR"), code_of("brouettée")
('HUR', 'MTK', 'H87', 'HUR', None)
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from types import MappingProxyType

ONE = "C62"

_DATA = Path(__file__).with_name("units.toml")
_IDLE = re.compile(r"[.\s]+")


def code_of(printed: str) -> str | None:
    """The code of a printed unit, or of a unit that is a code already; None where it is not known."""
    words, codes = _table()
    return words.get(_fold(printed)) or (printed if printed in codes else None)


def is_of_services(code: str) -> bool:
    """Whether this is a unit of time or of service, in which no goods are sold."""
    return code in _set("services")


def is_of_goods(code: str) -> bool:
    """Whether this is a weight, volume, energy or package, in which no services are sold."""
    return code in _set("goods")


def codes() -> frozenset[str]:
    """Every code that `code_of` gives."""
    return _table()[1]


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _IDLE.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


@cache
def _data() -> MappingProxyType[str, object]:
    return MappingProxyType(tomllib.loads(_DATA.read_text(encoding="utf-8")))


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(str(_data()[name]).split())


@cache
def _table() -> tuple[MappingProxyType[str, str], frozenset[str]]:
    words = _data()["words"]
    assert isinstance(words, dict)
    table = {_fold(word): code for code, listed in words.items() for word in listed.split("|")}
    return MappingProxyType(table), frozenset(words) | _set("services") | _set("goods") | _set("known")
