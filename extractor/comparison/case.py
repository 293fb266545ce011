"""What one comparison has before it: the XML, the page as printed, the page as read; and what may be decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from extractor.comparison.places import Hit
from extractor.comparison.printed import Printed
from extractor.text import fold
from models.comparison import Agreement
from models.field import Field, Place
from models.resolution import Resolution


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one value fares. `doubtful`: the difference may be the reader's, not the invoice's."""

    agreement: Agreement
    page_value: str | None = None
    place: Place | None = None
    doubtful: bool = False


UNSEEN = Verdict(Agreement.UNSEEN)


def same(value: str, hit: Hit | Field | None) -> Verdict:
    """The page prints the value of the XML."""
    return Verdict(Agreement.SAME, value, _place(hit))


def different(value: str | None, hit: Hit | Field | None = None, *, doubtful: bool = False) -> Verdict:
    """The page prints another value, or clearly not this one."""
    return Verdict(Agreement.DIFFERENT, value, _place(hit), doubtful)


@dataclass(frozen=True)
class Case:
    """`xml` is what the file says as data; `seen` is what was read off its pages without knowing the XML."""

    xml: Resolution
    printed: Printed
    seen: Resolution

    def field(self, name: str) -> Field | None:
        """What the page was read to say for a field."""
        return self.seen.fields.get(name)

    def value(self, name: str) -> str | None:
        """What the XML says for a field."""
        field = self.xml.fields.get(name)
        return None if field is None else field.value

    @cached_property
    def _claims(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for name, field in self.xml.fields.items():
            found.setdefault(plain(field.value), set()).add(name)
        return {value: frozenset(names) for value, names in found.items()}

    def claimed(self, value: str, name: str) -> bool:
        """Whether a value of the page is what the XML says for some other field: then it may well belong there."""
        return bool(self._claims.get(plain(value), frozenset()) - {name})


def plain(text: str) -> str:
    """Letters and digits alone, folded.

    >>> plain("N° F-2026/É")
    'nf2026e'
    """
    return "".join(character for character in fold(text) if character.isalnum())


def _place(hit: Hit | Field | None) -> Place | None:
    return hit.provenance if isinstance(hit, Field) else hit.place if hit is not None else None
