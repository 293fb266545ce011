"""What the reader process does with files that hold several invoices: finds the plan of one, reads a part of it.

Pages are kept one by one as they are read. A long stack is read for some time and then goes back to the queue: whoever
goes on with it, after that or after a crash, finds what was read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from models.document import Document, Page
from models.errors import EmptyDocument
from models.pages import PageWords
from models.stack import Part, PartKind, StackPlan
from worker import stacks_pages
from worker.page_files import PageFiles
from worker.page_tasks import remember

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from extractor.settings import Settings
    from extractor.splitting import PageTraits
    from models.source import Source


@dataclass(frozen=True, slots=True)
class Proposed:
    """How a file is split, and what is known of its pages: both as JSON."""

    plan: str
    traits: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The time for one go is over: `read` pages of the file are kept."""

    read: int


@dataclass(frozen=True, slots=True)
class ReadStack:
    """Read all pages of a scanner's output, and find its likeliest boundaries. `seconds` are for one go."""

    name: str
    data: bytes
    pages: PageFiles
    seconds: float

    def run(self) -> str | Proposed | Unfinished:
        """The plan, by which its invoices are read one by one; that there is more to do; or one extraction as JSON.

        That is where a file turns out to be none: an electronic invoice, or papers without an invoice among them.
        """
        from extractor.pipeline import read_source  # noqa: PLC0415
        from extractor.splitting import plan  # noqa: PLC0415
        from models.source import SourceKind  # noqa: PLC0415
        from worker.tasks import ocr  # noqa: PLC0415

        source, settings = _opened(self.name, self.data)
        if source.kind is SourceKind.XML or source.embedded is not None:
            return next(one.to_json() for _, one in read_source(source, ocr=ocr, settings=settings))
        pages = _all(self.pages, source, settings, self.seconds)
        if isinstance(pages, Unfinished):
            return pages
        traits = _traits(pages)
        found = plan(traits)
        if not any(part.kept for part in found.invoices):
            return _json(source, pages, settings)
        return Proposed(found.model_dump_json(), _dumped(traits))


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Read the invoice on these pages of a file, by OCR only those that are not kept."""

    name: str
    data: bytes
    pages: PageFiles
    numbers: tuple[int, ...]

    def run(self) -> tuple[str]:
        """Its extraction as JSON."""
        source, settings = _opened(self.name, self.data)
        pages = tuple(stacks_pages.page_at(self.pages, source, number, settings) for number in self.numbers)
        if not any(page.words for page in pages):
            raise EmptyDocument(source.name)
        return (_json(source, pages, settings),)


@dataclass(frozen=True, slots=True)
class Propose:
    """How a file that is one document could be split."""

    name: str
    data: bytes
    pages: PageFiles
    seconds: float

    def run(self) -> Proposed | Unfinished:
        from extractor.splitting import plan  # noqa: PLC0415

        source, settings = _opened(self.name, self.data)
        pages = _all(self.pages, source, settings, self.seconds)
        if isinstance(pages, Unfinished):
            return pages
        traits = _traits(pages)
        return Proposed(plan(traits).model_dump_json(), _dumped(traits))


def proposed(documents: tuple[Document, ...], source: Source, files: PageFiles | None, settings: Settings) -> Proposed:
    """What was split unasked, as a plan: its parts begin where the documents do. Pages left out of them are read."""
    from extractor.splitting import plan  # noqa: PLC0415

    known = {page.number: page for document in documents for page in document.pages}
    pages = tuple(stacks_pages.pages_from(files, source, settings, known))
    if files is not None:
        remember(files, source.sha256, map(PageWords.of, pages))
    traits = _traits(pages)
    found = plan(traits)
    parts = tuple(_parts(documents, found))
    return Proposed(StackPlan(pages=found.pages, parts=parts).model_dump_json(), _dumped(traits))


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


def replanned(plan: StackPlan, starts: tuple[tuple[int, Any], ...], traits: list[Any]) -> StackPlan:
    """The plan with a person's boundaries; `traits` as they are stored."""
    from extractor import splitting  # noqa: PLC0415

    return splitting.replanned(plan, starts, _adapter().validate_python(traits))


def _all(files: PageFiles, source: Source, settings: Settings, seconds: float) -> tuple[Page, ...] | Unfinished:
    until = time.monotonic() + seconds
    pages: list[Page] = []
    for page in stacks_pages.pages_from(files, source, settings):
        pages.append(page)
        if time.monotonic() > until:
            return Unfinished(len(pages))
    if not any(page.words for page in pages):
        raise EmptyDocument(source.name)
    remember(files, source.sha256, map(PageWords.of, pages))
    return tuple(pages)


def _traits(pages: tuple[Page, ...]) -> tuple[PageTraits, ...]:
    from extractor.splitting import traits_of  # noqa: PLC0415

    return tuple(map(traits_of, pages))


def _dumped(traits: tuple[PageTraits, ...]) -> str:
    return _adapter().dump_json(traits).decode()


@cache
def _adapter() -> TypeAdapter[tuple[PageTraits, ...]]:
    from pydantic import TypeAdapter  # noqa: PLC0415

    from extractor.splitting import PageTraits  # noqa: PLC0415

    return TypeAdapter(tuple[PageTraits, ...])


def _json(source: Source, pages: tuple[Page, ...], settings: Settings) -> str:
    from extractor.pipeline import extract_document  # noqa: PLC0415
    from extractor.reading import read_again  # noqa: PLC0415

    again = read_again(source, pages, settings=settings)
    return extract_document(stacks_pages.document_of(source, pages), again=again).to_json()


def _opened(name: str, data: bytes) -> tuple[Source, Settings]:
    from extractor.intake import open_source  # noqa: PLC0415
    from extractor.settings import Settings  # noqa: PLC0415

    settings = Settings()
    return open_source(name, data, settings=settings), settings
