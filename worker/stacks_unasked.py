"""What was split unasked, as a plan that a person can move: in the reader process."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from models.document import Document
from models.pages import PageWords
from models.stack import Part, PartKind, StackPlan
from worker import stacks_pages
from worker.page_files import PageFiles
from worker.page_tasks import remember
from worker.stacks_tasks import Proposed, dumped, traits_of_all

if TYPE_CHECKING:
    from extractor.settings import Settings
    from models.source import Source


def proposed(documents: tuple[Document, ...], source: Source, files: PageFiles | None, settings: Settings) -> Proposed:
    """What was split unasked, as a plan: its parts begin where the documents do. Pages left out of them are read."""
    from extractor.splitting import plan  # noqa: PLC0415

    known = {page.number: page for document in documents for page in document.pages}
    pages = tuple(stacks_pages.pages_from(files, source, settings, known))
    if files is not None:
        remember(files, source.sha256, map(PageWords.of, pages))
    traits = tuple(traits_of_all(pages))
    found = plan(traits)
    parts = tuple(_parts(documents, found))
    return Proposed(StackPlan(pages=found.pages, parts=parts).model_dump_json(), dumped(traits))


def _parts(documents: tuple[Document, ...], found: StackPlan) -> Iterator[Part]:
    """The documents as parts, and what lies between them as far as it is known."""
    known = {part.pages[0]: part for part in found.parts}
    kinds = {page: part.kind for part in found.parts for page in part.pages}
    mine = {page.number: index for index, document in enumerate(documents) for page in document.pages}
    inside = {n: i for i, one in enumerate(documents) for n in range(one.pages[0].number, one.pages[-1].number + 1)}
    for number in sorted(page for part in found.parts for page in part.blank if part.kind is PartKind.INVOICE):
        if number not in inside and number - 1 in inside:
            inside[number] = inside[number - 1]  # a blank back stays with its invoice
    groups = groupby(range(1, found.pages + 1), lambda n: inside.get(n, kinds[n]))
    for owner, numbers in groups:
        pages = tuple(numbers)
        first = known.get(pages[0])
        sure, signs = (first.confidence, first.signs) if first else (1.0, ())
        if isinstance(owner, PartKind):
            kind = PartKind.OTHER if owner is PartKind.INVOICE else owner
            yield Part(kind=kind, pages=pages, confidence=sure, signs=signs)
        else:
            yield Part(
                kind=PartKind.INVOICE,
                pages=pages,
                confidence=sure,
                signs=signs,
                number=first.number if first else None,
                blank=tuple(page for page in pages if page not in mine),
            )
