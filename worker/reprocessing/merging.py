"""What a document would say: what stands and what today's engine reads, put together and checked again.

    keep     what stands
    fill     what stands, and what is read now where there was nothing
    replace  what is read now

In each, what a person said stands, an emptied field included. Tables (VAT rows, lines) are taken whole.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from extractor.correction import resolution_of
from extractor.pipeline import conclude
from models import terms
from models.document import Document, Page
from models.extraction import Extraction
from models.field import Field
from models.reprocessing import Mode
from models.resolution import Resolution

T = TypeVar("T")


def merged(old: Extraction | None, new: Extraction, mode: Mode, kept: Collection[str]) -> Extraction:
    """The extraction, with `kept` the fields and tables on which a person spoke. `old` as it is where nothing changes.

    Where nothing stood, what is read now is all there is, whatever the mode.
    """
    if old is None:
        return new
    if mode is Mode.KEEP:
        return old
    before, after = resolution_of(old), resolution_of(new)
    resolution = Resolution(
        fields=_fields(old, new, mode, kept),
        vat_breakdown=before.vat_breakdown
        if "vat_breakdown" in kept
        else _taken(before.vat_breakdown, after.vat_breakdown, mode),
        lines=before.lines if "lines" in kept else _taken(before.lines, after.lines, mode),
        mentions=_taken(before.mentions, after.mentions, mode),
        adjustments=_taken(before.adjustments, after.adjustments, mode),
        given=before.given if mode is Mode.FILL and old.given is not None else after.given,
    )
    if resolution == before:
        return old
    read = new if mode is Mode.REPLACE else old
    pages = tuple(Page(number, 0.0, 0.0, words=(), lines=(), blocks=()) for number in read.pages)
    return conclude(Document(old.source, old.sha256, pages, read.reading), resolution)


def _fields(old: Extraction, new: Extraction, mode: Mode, kept: Collection[str]) -> dict[str, Field]:
    found = {}
    for name in terms.TERMS:
        stands, read = old.fields.get(name), new.fields.get(name)
        value = stands if name in kept else (stands or read) if mode is Mode.FILL else read
        if value is not None:
            found[name] = value
    return found


def _taken(old: tuple[T, ...], new: tuple[T, ...], mode: Mode) -> tuple[T, ...]:
    return new if mode is Mode.REPLACE or not old else old
