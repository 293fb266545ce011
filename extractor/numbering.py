"""Page numbers: an invoice's own, from 1, and those of the file that it is a part of.

What is decided about an invoice counts its pages: titles stand on the first one. What is told names pages as the file
has them, where a person finds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol, Self, TypeVar

from models.document import Document
from models.field import Field, Place
from models.resolution import Resolution


class _Placed(Protocol):
    """What stands somewhere on a page."""

    @property
    def provenance(self) -> Place | None: ...

    def model_copy(self, *, update: Mapping[str, object]) -> Self: ...


P = TypeVar("P", bound=_Placed)


def from_one(document: Document) -> Document:
    """The same pages, counted from 1; the document itself where they are."""
    if all(page.number == place for place, page in enumerate(document.pages, 1)):
        return document
    return replace(document, pages=tuple(replace(page, number=n) for n, page in enumerate(document.pages, 1)))


def in_file(resolution: Resolution, document: Document) -> Resolution:
    """What was decided about `from_one(document)`, its places told by the page numbers of `document`."""
    numbers = {place: page.number for place, page in enumerate(document.pages, 1)}
    if all(place == number for place, number in numbers.items()):
        return resolution

    def moved(one: P) -> P:
        place = one.provenance
        if place is None:
            return one
        return one.model_copy(update={"provenance": place.model_copy(update={"page": numbers[place.page]})})

    def whole(field: Field) -> Field:
        return moved(field).model_copy(update={"alternatives": tuple(map(moved, field.alternatives))})

    return replace(
        resolution,
        fields={name: whole(field) for name, field in resolution.fields.items()},
        vat_breakdown=tuple(map(moved, resolution.vat_breakdown)),
        lines=tuple(map(moved, resolution.lines)),
        adjustments=tuple(map(moved, resolution.adjustments)),
        mentions=tuple(
            replace(one, provenance=replace(one.provenance, page=numbers[one.provenance.page]))
            for one in resolution.mentions
        ),
    )
