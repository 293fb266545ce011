"""The language of a page: French, or English where the visitor chose it; words stand in words/fr.toml and en.toml.

A word is named by its place in the file, as `queue.title`; `{name}` in it is filled in. A word that is missing in
English is a defect that a test finds, not an empty page: the French one stands in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

from fastapi import Request

Language: TypeAlias = Literal["fr", "en"]
COOKIE: Final = "langue"
WORDS: Final = Path(__file__).with_name("words")


def of(request: Request) -> Language:
    """The language that the visitor chose, else French."""
    return "en" if request.cookies.get(COOKIE) == "en" else "fr"


@cache
def words(language: Language) -> Mapping[str, str]:
    """All words of a language by their names; every file of its folder adds its own."""
    found: dict[str, str] = {}
    for path in sorted((WORDS / language).glob("*.toml")):
        _flatten(path.stem, tomllib.loads(path.read_text(encoding="utf-8")), found)
    return found


def word(language: Language, name: str, /, **values: object) -> str:
    """A word in a language, with its places filled in. Raises KeyError for a name that no file has."""
    told = words(language).get(name)
    return (words("fr")[name] if told is None else told).format(**values)


def _flatten(prefix: str, table: Mapping[str, object], into: dict[str, str]) -> None:
    for name, value in table.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}.{name}", value, into)
        else:
            into[f"{prefix}.{name}"] = str(value)
