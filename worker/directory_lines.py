"""The lines of a directory's CSV, one after the other, however long the file: see docs/directory.md for its columns.

Column names are those of the directory that Chorus Pro gives out, or words for the same; case, accents and what is no
letter do not count. A cell that is empty, or a column that is absent, says nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import BinaryIO
from unicodedata import normalize

from extractor.checkdigits import SIRET_LENGTH
from models.finding import Message
from models.service_errors import InvalidRequest

LONGEST_NAME, LONGEST_CODE = 200, 100
_LONGEST_LINE = 64 * 1024
_COLUMNS = MappingProxyType(
    {
        "siret": ("siret", "identifiant", "identifiantstructure", "siretstructure", "numerosiret"),
        "kind": ("typeidentifiant", "typeidentifiantstructure"),
        "name": ("raisonsociale", "designationstructure", "designation", "nomstructure", "denomination", "name"),
        "active": ("structureactive", "active", "actif", "statut", "statutstructure"),
        "service_code_required": ("gestionservice", "codeservicedoitetrerenseigne", "codeserviceobligatoire"),
        "engagement_required": ("gestionengagement", "numeroejdoitetrerenseigne", "engagementobligatoire"),
        "either_required": ("gestionserviceengagement", "gestionnumeroejoucodeservice", "engagementoucodeservice"),
        "code": ("codeservice", "servicecode", "code"),
        "service_name": ("nomservice", "libelleservice", "servicenom", "nom"),
        "service_active": ("serviceactif", "estactif", "statutservice"),
        "service_engagement": ("servicegestionegmt", "gestionegmt", "serviceengagement", "numeroengagement"),
    }
)
_YES = frozenset({"1", "oui", "o", "vrai", "true", "t", "yes", "y", "actif", "active", "a"})
_NO = frozenset({"0", "non", "n", "faux", "false", "f", "no", "inactif", "inactive", "i"})
_FLAGS = tuple(name for name in _COLUMNS if name.endswith(("active", "required", "engagement")))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a structure and, where `code` is given, one of its services. None says nothing."""

    line: int
    siret: str
    name: str | None = None
    active: bool | None = None
    service_code_required: bool | None = None
    engagement_required: bool | None = None
    either_required: bool | None = None
    code: str | None = None
    service_name: str | None = None
    service_active: bool | None = None
    service_engagement: bool | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that can't be taken."""

    line: int
    reason: Message


def entries(stream: BinaryIO) -> Iterator[Entry | Refusal]:
    """Every line below the header. Raises InvalidRequest where the header does not name the SIRET."""
    lines = _Lines(stream)
    first = next(lines, "")
    separator = max(";,\t|", key=first.count)
    reader = csv.reader(lines, delimiter=separator, strict=False)
    places = _places(next(csv.reader([first], delimiter=separator), []))
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a quotation mark that is never closed takes the rest of the file for one cell
            yield Refusal(lines.number, _said("un guillemet n'est pas refermé", "a quotation mark is not closed"))
            reader = csv.reader(lines, delimiter=separator)
            continue
        if lines.was_cut():
            yield Refusal(lines.number, _said("ligne trop longue", "the line is too long"))
        elif any(cell.strip() for cell in cells):
            yield _entry(lines.number, places, cells)


class _Lines:
    """Lines of a stream as text: UTF-8 where it is that, else Windows-1252; each cut at a sane length."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._cut = False
        self.number = 0

    def was_cut(self) -> bool:
        """Whether a line was too long since this was last asked."""
        cut, self._cut = self._cut, False
        return cut

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        raw = self._stream.readline(_LONGEST_LINE)
        if not raw:
            raise StopIteration
        rest = raw
        while not rest.endswith(b"\n") and (rest := self._stream.readline(_LONGEST_LINE)):
            self._cut = True  # what is beyond is dropped, and the line refused
        self.number += 1
        if self.number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("cp1252", errors="replace")


def _places(header: list[str]) -> dict[str, int]:
    named = {_folded(cell): place for place, cell in reversed(list(enumerate(header)))}
    places = {
        name: next(named[synonym] for synonym in synonyms if synonym in named)
        for name, synonyms in _COLUMNS.items()
        if any(synonym in named for synonym in synonyms)
    }
    if "siret" not in places:
        shown = ", ".join(cell.strip()[:30] for cell in header[:10] if cell.isprintable())
        raise InvalidRequest(
            "l'en-tête du fichier ne nomme pas la colonne du SIRET (Identifiant ou SIRET) ; "
            f"colonnes lues : {shown or 'aucune'}"
        )
    return places


def _entry(line: int, places: dict[str, int], cells: list[str]) -> Entry | Refusal:
    told = {name: " ".join(cells[place].split()) for name, place in places.items() if place < len(cells)}
    siret = re.sub(r"[\s.\-]", "", told.get("siret", ""))
    kind = _folded(told.get("kind", ""))
    if kind not in {"", "siret", "1"}:
        return Refusal(line, _said(f"identifiant de type {told['kind'][:30]}, non SIRET", "the identifier is no SIRET"))
    if len(siret) != SIRET_LENGTH or not (siret.isascii() and siret.isdigit()):
        return Refusal(
            line, _said(f"le SIRET « {siret[:30]} » n'a pas 14 chiffres", f"the SIRET '{siret[:30]}' is not 14 digits")
        )
    code = told.get("code", "")
    if len(code) > LONGEST_CODE:
        return Refusal(
            line, _said("le code service dépasse 100 caractères", "the service code has more than 100 characters")
        )
    if not all(text.isprintable() for text in told.values()):
        return Refusal(line, _said("caractère de contrôle dans la ligne", "a control character in the line"))
    flags = {name: _flag(told[name]) for name in _FLAGS if told.get(name)}
    wrong = next((name for name, value in flags.items() if value is None), None)
    if wrong is not None:
        shown = told[wrong][:30]
        return Refusal(line, _said(f"« {shown} » n'est ni oui ni non", f"'{shown}' is neither yes nor no"))
    return Entry(
        line,
        siret,
        name=told.get("name", "")[:LONGEST_NAME] or None,
        code=code or None,
        service_name=told.get("service_name", "")[:LONGEST_NAME] or None,
        **flags,
    )


def _flag(text: str) -> bool | None:
    folded = _folded(text)
    return True if folded in _YES else False if folded in _NO else None


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    plain = normalize("NFKD", text.lower())
    return "".join(character for character in plain if character.isascii() and character.isalnum())


def _said(fr: str, en: str) -> Message:
    return Message(
        fr=f"{fr} : corrigez la ligne et importez-la de nouveau", en=f"{en}: correct the line, import it again"
    )
