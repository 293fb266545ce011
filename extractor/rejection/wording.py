"""A reason in one wording: no case, no accents, abbreviations in full, plural marks and small words left out.

Words that are mistyped, or misread by OCR, become the known word that they differ from by a letter (two in long words).
Each word keeps its place in the text, so that what was found can be shown as it stands there.

>>> [word.text for word in words("N° d'EJ non renseigné, CS erronné (pièces-jointes)") if not word.is_mark]
['numero', 'engagement juridique', 'non', 'renseigne', 'code service', 'errone', 'piece', 'jointe']
>>> [word.text for word in words("Serv1ce executant inc0nnu, mauvais SE. Il se peut")]
['service', 'executant', 'inconnu', ',', 'mauvais', 'service executant', '.', 'il', 'peut']
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from extractor.text import fold

_DATA: Final = Path(__file__).with_name("wording.toml")
_TOKEN: Final = re.compile(
    r"n\s?°|n\s?[o0]\s?(?=\d)|(?:[a-z]\.){2,}[a-z]?(?![a-z])|\d+(?:[.,/\-]\d+)*"
    r"|[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z0-9]+|[€%]|[.;:!?,\n()«»\"/+=]|[-*•>]+"
)
_FIGURES: Final = str.maketrans("0153849", "oisebag")
_SIGNS: Final = {"€": "euro", "%": "pourcent"}
_PLURAL, _ENOUGH, _LONG = 3, 5, 9
_MARKS: Final = frozenset(".;:!?,\n()")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its one form, which may be several for an abbreviation; from `start` to `end` in the text."""

    text: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        return self.text in _MARKS


def words(text: str) -> tuple[Word, ...]:
    """The words of a text and the marks between them, in their order."""
    data = _data()
    found: list[Word] = []
    for word in _raw(text):
        if word.is_mark:
            found.append(word)
            continue
        said = _meant(word.text, text[word.start : word.end])
        if said and said not in data.empty:
            found.append(Word(said, word.start, word.end))
    return tuple(found)


def _raw(text: str) -> Iterator[Word]:
    """Words as they are written; a word that a space split is joined again where that gives a known one."""
    folded = fold(text)
    spans = [match.span() for match in _TOKEN.finditer(folded)]
    known = _data().known
    at = 0
    while at < len(spans):
        start, end = spans[at]
        token = folded[start:end]
        if at + 1 < len(spans):
            after, until = spans[at + 1]
            joined = token + folded[after:until]
            both = token.isalpha() and folded[after:until].isalpha()
            split = folded[end:after] in {" ", "-\n", "- "} and len(joined) > _LONG - 2
            if both and split and joined in known and not known >= {token, folded[after:until]}:
                yield Word(joined, start, until)
                at += 2
                continue
        if token[0] in '-*•>«»"/+=':
            if token[0] in "-*•>" and folded[start - 1 : start] in {" ", "\n", ""}:
                yield Word(",", start, end)
        else:
            yield Word(token, start, end)
        at += 1


def _meant(token: str, written: str) -> str:
    """The form of a word that lists hold."""
    data = _data()
    if token[0] == "n" and not token.isalpha() and token.rstrip("° o0") in {"n", ""}:
        return "numero"
    if "." in token and not token[0].isdigit():
        token, written = token.replace(".", ""), written.replace(".", "").upper()
    if written.isupper() and len(written) > 1 and token in data.capitals:
        return data.capitals[token]
    if token in data.full:
        return data.full[token]
    if "_" in token or token.isdigit():
        return token
    return _single(_nearest(token))


def _single(token: str) -> str:
    if len(token) > _PLURAL and token.endswith("s") and token not in _data().kept:
        return token[:-1]
    return token


@lru_cache(maxsize=8192)
def _nearest(token: str) -> str:
    """The known word that this one is meant to be, where exactly such a word was mistyped; else as it is."""
    if len(token) < _ENOUGH or _is_known(token):
        return token
    if token[0] in "dljns" and token[1] in "aeiouh" and _is_known(token[1:]):
        return token[1:]  # an apostrophe was left out
    if not token.isalpha():
        letters = sum(one.isalpha() for one in token)
        if letters < max(len(token) - 2, _ENOUGH - 2):
            return token
    plain = token.translate(_FIGURES)
    for read in (plain, plain.replace("rn", "m")):
        if _is_known(read):
            return read
    most = 1 if len(plain) < _LONG else 2
    found = process.extract(plain, sorted(_data().known), scorer=OSA.distance, score_cutoff=most, limit=3)
    nearest = (one for one, distance, _ in found if distance == found[0][1] and one[0] == plain[0])
    return str(next(nearest, token))


def _is_known(token: str) -> bool:
    data = _data()
    return token in data.known or token in data.kept or _single(token) in data.known


@dataclass(frozen=True, slots=True)
class _Lists:
    empty: frozenset[str]
    kept: frozenset[str]
    known: frozenset[str]
    full: dict[str, str]
    capitals: dict[str, str]


@lru_cache(maxsize=1)
def _data() -> _Lists:
    told: dict[str, Any] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return _Lists(
        frozenset(told["empty"].split()),
        frozenset(told["kept"].split()),
        frozenset(told["words"]["known"].split()),
        {**_SIGNS, **told["short"], **told["joined"]},
        told["capitals"],
    )
