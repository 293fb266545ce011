"""What the reader process does with files from outside: reads them, writes invoices, draws pages.

A task is a frozen value that goes through a pipe, with a function that runs at the other end; what it gives comes back.
The engine is imported there only, once, when the process starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from models.document import Reading
from models.errors import EngineError, IncompleteInvoice, NotADocument
from models.finding import Finding, Message
from models.output import OutputKind, Supplements
from models.pages import PageWords
from worker.faults import here
from worker.opening import opened
from worker.page_files import PageFiles

if TYPE_CHECKING:
    from extractor.reading import Ocr
    from extractor.settings import Settings
    from models.document import Page, Word
    from models.extraction import Extraction
    from models.source import Source
    from worker.stacks_tasks import Proposed

FEW = 3
"""Pages with text that are read again rather than kept."""

R_co = TypeVar("R_co", covariant=True)


class Task(Protocol[R_co]):
    """Something to do in the reader process."""

    def run(self) -> R_co:
        """Do it there. An EngineError is told to who asked."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """What comes back instead of an answer; `refused` where the file itself is at fault."""

    code: str
    message: Message
    detail: str = ""
    refused: bool = False
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, error: EngineError) -> Failure:
        gaps = error.gaps if isinstance(error, IncompleteInvoice) else ()
        return cls(error.code, Message(fr=error.fr, en=error.en), error.detail, refused=True, findings=gaps)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive, put at `path`; or the reason why it could not be unpacked."""

    name: str
    path: Path | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Read the invoices of a file, given as bytes or as a path; an archive is unpacked into `folder`.

    `pages` is where the pages of a scan are kept, to be shown without being read again.
    """

    name: str
    data: bytes | Path
    folder: Path | None = None
    pages: PageFiles | None = None

    def run(self) -> tuple[str | Proposed, ...] | tuple[Member, ...]:
        """One extraction as JSON for each invoice, and how the file was split; of an archive its members."""
        from extractor.intake import expand, open_source  # noqa: PLC0415
        from extractor.settings import Settings  # noqa: PLC0415

        here(f"reader.{self.name}")
        settings = Settings()
        data = self.data if isinstance(self.data, bytes) else self.data.read_bytes()
        members: list[Member] = []
        for index, found in enumerate(expand(self.name, data, settings)):
            if isinstance(found, EngineError):
                if found.source == self.name and not members:
                    raise found
                members.append(Member(found.source, failure=Failure.of(found)))
            elif found.name == self.name or self.folder is None:
                return self._read(open_source(found.name, found.data, settings=settings), settings)
            else:
                members.append(_put(self.folder / str(index), found))
        if not members:
            raise NotADocument(self.name, "archive vide")
        return tuple(members)

    def _read(self, source: Source, settings: Settings) -> tuple[str | Proposed, ...]:
        from extractor.pipeline import read_source  # noqa: PLC0415
        from worker.stacks_unasked import proposed  # noqa: PLC0415

        read = tuple(read_source(source, ocr=ocr, settings=settings))
        documents = tuple(document for document, _ in read)
        self._keep(source.sha256, tuple(page for document in documents for page in document.pages))
        plan = (proposed(documents, source, self.pages, settings),) if len(read) > 1 else ()
        return (*(one.to_json() for _, one in read), *plan)

    def _keep(self, sha256: str, pages: tuple[Page, ...]) -> None:
        """Keep what takes long to be read again: any scan, many pages; a few with text take hundredths of a second."""
        slow = len(pages) > FEW or any(page.reading is not Reading.TEXT_LAYER for page in pages)
        if self.pages is not None and slow:
            from worker import stacks_pages  # noqa: PLC0415
            from worker.page_tasks import remember  # noqa: PLC0415

            remember(self.pages, sha256, map(PageWords.of, pages))
            stacks_pages.keep(self.pages, sha256, pages)


def _put(path: Path, found: Any) -> Member:  # noqa: ANN401 - intake's member; the engine is imported in the process only
    path.write_bytes(found.data)
    return Member(found.name, path)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was written; `draft` tells that `gaps` forbid its deposit."""

    name: str
    data: bytes
    draft: bool = False
    gaps: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Write an invoice, read before, as a file of the kind; `data` is the file that it was read from.

    `pages` is where its pages are kept: those that are lost are read again.
    """

    name: str
    data: bytes
    extraction: str
    kind: OutputKind
    supplements: Supplements = Supplements()  # noqa: RUF009 - frozen
    draft: bool = False
    pages: PageFiles | None = None

    def run(self) -> File:
        """The file. Raises IncompleteInvoice unless a draft will do."""
        from extractor.deposit import write  # noqa: PLC0415
        from models.document import Document  # noqa: PLC0415
        from models.extraction import Extraction  # noqa: PLC0415

        extraction = Extraction.model_validate_json(self.extraction).model_copy(update={"source": self.name})
        document = Document(self.name, extraction.sha256, (), extraction.reading)
        data = self.data
        if self.kind is OutputKind.FACTURX:
            data, document = _pages(self.name, self.data, extraction, self.pages)
        file = write(data, document, extraction, self.kind, supplements=self.supplements, draft=self.draft)
        gaps = file.completion.gaps if file.completion else ()
        return File(file.name, file.data, file.draft, gaps)


@dataclass(frozen=True, slots=True)
class WriteTable:
    """Write invoices as rows: `csv` (one per invoice), `csv_lines` (one per line) or `xlsx` (both and more)."""

    extractions: tuple[str, ...]
    kind: str

    def run(self) -> File:
        from models.extraction import Extraction  # noqa: PLC0415

        extractions = [Extraction.model_validate_json(text) for text in self.extractions]
        if self.kind == "xlsx":
            from extractor.output.spreadsheet import to_xlsx  # noqa: PLC0415

            file = to_xlsx(extractions)
        else:
            from extractor.output.tables import to_csv  # noqa: PLC0415

            file = to_csv(extractions)[self.kind == "csv_lines"]
        return File(file.name, file.data)


@dataclass(frozen=True, slots=True)
class PageImage:
    """Draw a page as it was read, `width` pixels wide, so that boxes in points lie where their words are."""

    name: str
    data: bytes
    page: int
    width: int

    def run(self) -> bytes:
        """A PNG."""
        from extractor.reading.page_image import page_image  # noqa: PLC0415

        source, settings = opened(self.name, self.data)
        return page_image(source, self.page, width=self.width, settings=settings)


def _pages(name: str, data: bytes, extraction: Extraction, files: PageFiles | None) -> tuple[bytes, Any]:
    """The file as it can be opened, and those of its pages that the invoice stands on, with their words."""
    from extractor.reading.page_image import NoSuchPage  # noqa: PLC0415
    from models.document import Document  # noqa: PLC0415
    from models.source import SourceKind  # noqa: PLC0415
    from worker.stacks_pages import page_at  # noqa: PLC0415

    source, settings = opened(name, data)
    if source.kind is SourceKind.XML:
        raise NoSuchPage(name)
    mine = tuple(page_at(files, source, number, settings) for number in extraction.pages)
    return source.data, Document(name, source.sha256, mine, extraction.reading)


def ocr(image: Any) -> tuple[Word, ...]:  # noqa: ANN401 - an array; NumPy is not this module's business
    """The OCR engine, loaded by the first image: most files have a text layer and need none."""
    return _engine()(image)


@cache
def _engine() -> Ocr:
    from extractor.reading import default_ocr  # noqa: PLC0415

    return default_ocr()
