"""What the reader process does with files that hold several invoices: finds the plan of one, reads a part of it.

A file is opened by its path, and one page of it is in memory. What is read goes to disk there and then: whoever goes on
with a stack, after a crash or because others waited, finds what was read. See `worker.stacks_reading`, which leads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from extractor.memory import give_back
from models.document import Page
from models.errors import EmptyDocument, EngineError
from models.finding import Message
from models.pages import PageView, PageWords
from models.stack import StackPlan
from worker import stacks_pages, stacks_trouble
from worker.digitising.order import Scan
from worker.digitising.tasks import nothing_on
from worker.faults import here
from worker.page_files import PageFiles
from worker.page_tasks import remember_list, remember_words

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from extractor.splitting import PageTraits


class _OfFile(Protocol):
    """A task about a file where it lies."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> Path: ...
    @property
    def sha256(self) -> str: ...
    @property
    def pages(self) -> PageFiles: ...


TURNS: Final = "turns"
"""By which the readers of a machine know whose turn it is; see `extractor.reading.ocr.turns`."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """How a file is split, what is known of its pages, and why some can't be read (by their number): all as JSON."""

    plan: str
    traits: str
    unread: str = "{}"


@dataclass(frozen=True, slots=True)
class OpenStack:
    """Tell how the pages of a file are got at, and which are kept; nothing of a file that is data without pages.

    What is kept is for this process to say: the engine it loaded reads, whatever lies on disk by now.
    """

    name: str
    path: Path
    sha256: str
    pages: PageFiles

    def run(self) -> tuple[Scan, frozenset[int]] | None:
        from extractor.intake.kinds import HEADER_WITHIN, Kind, tell  # noqa: PLC0415

        with self.path.open("rb") as file:
            if tell(file.read(HEADER_WITHIN)) is Kind.XML:
                return None
        return scan_of(self), stacks_pages.known(self.pages, self.sha256)


@dataclass(frozen=True, slots=True)
class ReadStackPage:
    """Read one page of a stack and keep it; a blank sheet is not read by OCR."""

    scan: Scan
    number: int
    pages: PageFiles

    def run(self) -> None:
        from extractor.reading.ocr.turns import in_turns  # noqa: PLC0415

        here(f"stack.page-{self.number}")
        try:
            with in_turns(self.pages.root / TURNS):
                page = _read(self.scan, self.number)
        finally:
            give_back()
        folder = self.pages.folder(self.scan.sha256)
        stacks_pages.keep(self.pages, self.scan.sha256, (page,))
        if not (folder / stacks_pages.NAME.format(self.number)).exists():
            raise NoRoom(self.scan.name)
        remember_words(self.pages, self.scan.sha256, PageWords.of(page))


@dataclass(frozen=True, slots=True)
class PlanStack:
    """Find the likeliest boundaries of a stack whose pages are read, one page of it in memory."""

    scan: Scan
    pages: PageFiles

    def run(self) -> Proposed:
        """The plan. Raises EmptyDocument where nothing could be read on any page."""
        from extractor.splitting import plan  # noqa: PLC0415
        from worker.digitising.plans import with_unread  # noqa: PLC0415

        unread = stacks_trouble.failures(self.pages, self.scan.sha256)
        views: list[PageView] = []
        traits = tuple(traits_of_all(self._kept(unread, views)))
        if not any(one.words for one in traits) and not unread:
            raise EmptyDocument(self.scan.name)
        remember_list(self.pages, self.scan.sha256, views)
        found = with_unread(plan(traits), frozenset(unread))
        told = json.dumps({number: why.model_dump() for number, why in unread.items()})
        return Proposed(found.model_dump_json(), dumped(traits), told)

    def _kept(self, unread: Mapping[int, Message], views: list[PageView]) -> Iterator[Page]:
        for number in range(1, self.scan.pages + 1):
            page = page_of(self.scan, self.pages, number, unread)
            views.append(PageView(**PageWords.of(replace(page, words=())).model_dump(exclude={"words"})))
            yield page


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Read the invoice on these pages of a file, by OCR only those that are not kept."""

    name: str
    path: Path
    sha256: str
    pages: PageFiles
    numbers: tuple[int, ...]

    def run(self) -> tuple[str]:
        """Its extraction as JSON."""
        from extractor.pipeline import extract_document  # noqa: PLC0415
        from worker.digitising.writing import second_reader  # noqa: PLC0415

        scan = scan_of(self)
        unread = stacks_trouble.failures(self.pages, self.sha256)
        pages = tuple(page_of(scan, self.pages, number, unread) for number in self.numbers)
        if not any(page.words for page in pages):
            raise EmptyDocument(scan.name)
        try:
            document = stacks_pages.document_of(scan, pages)
            return (extract_document(document, again=second_reader(scan, pages)).to_json(),)
        finally:
            give_back()


class NoRoom(EngineError):
    """What is read of a stack can't be kept, so that it would never be whole."""

    code = "no_room"
    fr = "Les pages lues ne peuvent pas être gardées : prévenez l'administrateur (disque plein ou droits d'écriture)."
    en = "The pages that are read cannot be kept: tell the administrator (disk full, or no right to write)."


def scan_of(of: _OfFile) -> Scan:
    """How the pages of a file are got at. Raises EngineError."""
    from worker.digitising.sheets import opened  # noqa: PLC0415

    return opened(of.name, of.path, of.sha256, of.pages.folder(of.sha256), member=True)


def page_of(scan: Scan, files: PageFiles, number: int, unread: Mapping[int, Message]) -> Page:
    """A page as it is kept; one that was trimmed away is read again, one that can't be read has nothing on it."""
    if number in unread:
        return nothing_on(number)
    page = stacks_pages.kept(files, scan.sha256, number)
    if page is None:
        page = _read(scan, number)
        stacks_pages.keep(files, scan.sha256, (page,))
    return page


def _read(scan: Scan, number: int) -> Page:
    from extractor.reading.blank import sparing  # noqa: PLC0415
    from extractor.reading.read import pages_of  # noqa: PLC0415
    from extractor.settings import Settings  # noqa: PLC0415
    from worker.digitising.sheets import alone  # noqa: PLC0415
    from worker.tasks import ocr  # noqa: PLC0415

    read = pages_of(alone(scan, number), ocr=sparing(ocr), settings=Settings())
    return replace(next(iter(read), None) or nothing_on(number), number=number)


def replanned(plan: StackPlan, starts: tuple[tuple[int, Any], ...], traits: list[Any]) -> StackPlan:
    """The plan with a person's boundaries; `traits` as they are stored."""
    from extractor import splitting  # noqa: PLC0415

    return splitting.replanned(plan, starts, _adapter().validate_python(traits))


def traits_of_all(pages: Iterable[Page]) -> Iterator[PageTraits]:
    """What boundaries are judged by, of one page after the other."""
    from extractor.splitting import traits_of  # noqa: PLC0415

    return map(traits_of, pages)


def dumped(traits: tuple[PageTraits, ...]) -> str:
    """Traits as JSON."""
    return _adapter().dump_json(traits).decode()


@cache
def _adapter() -> TypeAdapter[tuple[PageTraits, ...]]:
    from pydantic import TypeAdapter  # noqa: PLC0415

    from extractor.splitting import PageTraits  # noqa: PLC0415

    return TypeAdapter(tuple[PageTraits, ...])
