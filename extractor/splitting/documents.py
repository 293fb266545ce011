"""Documents out of a file, by its plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.splitting.kinds import is_blank
from extractor.splitting.plans import plan
from extractor.splitting.sketches import plain
from extractor.splitting.traits import traits_of
from models.document import Document, Page
from models.stack import Part, PartKind, StackPlan

WELL_FOUNDED, SURELY_NONE = 0.97, 0.9
"""Confidence from which a file that nobody called a stack is split, and a paper between its invoices left unread."""
_SHORTEST = 3


def parts_of(document: Document, plan: StackPlan) -> tuple[Document, ...]:
    """One Document for each invoice of the plan: its pages without blank ones, with their numbers in the file."""
    by_number = {page.number: page for page in document.pages}
    found = (tuple(by_number[number] for number in part.kept if number in by_number) for part in plan.invoices)
    return tuple(_with(document, pages) for pages in found if pages)


def split(document: Document) -> tuple[Document, ...]:
    """The documents of any file, in page order; as it is where its boundaries are not well founded.

    It is split only between two invoices that both give sums and numbers of their own, no page of one telling the
    other's, with page numbers that allow it. Papers between them that are surely no invoices are left out.
    """
    if len(document.pages) < 2:
        return (document,)
    traits = [traits_of(page) for page in document.pages]
    numbered = all(one.number == at for at, one in enumerate(traits, 1))
    if not numbered or sum(bool(one.numbers) for one in traits) < 2 or all(map(is_blank, traits)):
        return (document,)
    found = plan(traits)
    groups = list(_founded(found, [one.sums for one in traits]))
    if len(groups) < 2:
        return (document,)
    by_number = {page.number: page for page in document.pages}
    return tuple(
        _with(document, tuple(by_number[number] for part in group for number in part.kept)) for group in groups
    )


def _founded(plan: StackPlan, sums: Sequence[int]) -> Iterator[list[Part]]:
    """Parts that are read together: an invoice with what could not be told from it for certain."""
    group: list[Part] = []
    for part in plan.parts:
        if part.kind in (PartKind.SEPARATOR, PartKind.BLANK):
            continue
        if part.kind is PartKind.INVOICE and group and _stands_alone(part, group, sums):
            yield group
            group = [part]
        elif not group or part.kind is PartKind.INVOICE or part.confidence < SURELY_NONE:
            group.append(part)
    if group:
        yield group


def _stands_alone(part: Part, group: Sequence[Part], sums: Sequence[int]) -> bool:
    """Whether an invoice is another one than what was gathered before it."""
    before = [other for other in group if other.kind is PartKind.INVOICE]
    numbers = {plain(other.number or "") for other in before}
    own = plain(part.number or "")
    given = any(sums[number - 1] & 12 for other in before for number in other.pages)
    return (
        part.confidence >= WELL_FOUNDED
        and bool(before)
        and given
        and any(sums[number - 1] & 12 for number in part.pages)
        and len(own) >= _SHORTEST
        and "" not in numbers
        and own not in numbers
    )


def _with(document: Document, pages: tuple[Page, ...]) -> Document:
    return Document(document.source, document.sha256, pages, document.reading)
