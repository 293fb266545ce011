"""What the reader process does for a run: opens files, reads pages, finds boundaries. See `worker.digitising.writing`.

What is read goes to disk there and then, and only a word of it comes back: the process that leads holds no page.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.memory import give_back
from models.document import Page, Reading
from models.errors import EngineError
from worker.digitising.order import Scan, Starts
from worker.digitising.shelf import Shelf
from worker.faults import here
from worker.tasks import Failure, ocr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.splitting import PageTraits

A4: Final = (595.28, 841.89)


class CannotKeep(EngineError):
    """The folder that is written to takes nothing."""

    code = "cannot_keep"
    fr = "Le dossier de sortie ne peut pas être écrit : vérifiez la place et vos droits, puis relancez la commande."
    en = "The output folder cannot be written: check the room left and your rights, then run the command again."


@dataclass(frozen=True, slots=True)
class OpenScan:
    """Tell what a file is; its digest first, which everything of it is kept by."""

    name: str
    path: Path
    shelf: Shelf
    member: bool = False

    def run(self) -> Scan:
        from worker.digitising.sheets import opened  # noqa: PLC0415

        here(f"digitise.{self.name}")
        return opened(self.name, self.path, self.shelf.sha256, self.shelf.told, member=self.member)


@dataclass(frozen=True, slots=True)
class Unpack:
    """Unpack an archive into a folder: names and paths, or why a member can't be unpacked."""

    name: str
    path: Path
    folder: Path

    def run(self) -> tuple[tuple[str, Path | Failure], ...]:
        from worker.digitising.sheets import unpacked  # noqa: PLC0415

        found = unpacked(self.name, self.path, self.folder)
        return tuple((name, Failure.of(one) if isinstance(one, EngineError) else one) for name, one in found)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """Read one page of a scan and keep it; the same content is read once, a blank sheet not at all."""

    scan: Scan
    number: int
    shelf: Shelf

    def run(self) -> None:
        from extractor.reading.ocr.turns import in_turns  # noqa: PLC0415
        from worker.digitising.sheets import alone  # noqa: PLC0415

        here(f"digitise.page-{self.number}")
        source = alone(self.scan, self.number)
        digest = hashlib.sha256(source.data).hexdigest()
        page = self.shelf.page_like(digest)
        try:
            if page is None:
                with in_turns(self.shelf.turns):
                    page = next(iter(_pages(source)), None) or nothing_on(self.number)
                self.shelf.keep_like(digest, page)
            self.shelf.keep(replace(page, number=self.number))
        except OSError as error:
            raise CannotKeep(self.scan.name, error.strerror or "") from error
        finally:
            give_back()


@dataclass(frozen=True, slots=True)
class PlanScan:
    """Find the boundaries of a scan whose pages are read, with those that a person gave; the plan as JSON."""

    scan: Scan
    shelf: Shelf
    starts: Starts | None = None

    def run(self) -> str:
        from extractor import splitting  # noqa: PLC0415
        from models.stack import PartKind  # noqa: PLC0415
        from worker.digitising.plans import alone, with_unread  # noqa: PLC0415

        traits = tuple(_traits(self.shelf, self.scan.pages))
        found = alone(self.scan.pages) if self.scan.data else splitting.plan(traits)
        found = with_unread(found, frozenset(self.shelf.failures()))
        if self.starts is not None:
            starts = [(page, PartKind(kind)) for page, kind in self.starts]
            found = splitting.replanned(found, starts, traits)
            found = with_unread(found, frozenset(self.shelf.failures()))
        return found.model_dump_json()


@dataclass(frozen=True, slots=True)
class WriteReport:
    """Write the report of a run; what makes workbooks is no business of the process that leads."""

    report: str
    folder: Path

    def run(self) -> tuple[Path, ...]:
        from models.report import RunReport  # noqa: PLC0415
        from worker import reports  # noqa: PLC0415

        try:
            return reports.write(RunReport.model_validate_json(self.report), self.folder)
        except OSError as error:
            raise CannotKeep(str(self.folder), error.strerror or "") from error


def nothing_on(number: int) -> Page:
    """A page of which nothing is known but that it is there."""
    return Page(number, *A4, (), (), (), reading=Reading.OCR)


def _traits(shelf: Shelf, pages: int) -> Iterator[PageTraits]:
    from extractor.splitting import traits_of  # noqa: PLC0415

    for number in range(1, pages + 1):
        yield traits_of(shelf.page(number) or nothing_on(number))


def _pages(source: Any) -> Iterator[Page]:  # noqa: ANN401 - a Source; the engine is imported in the process only
    from extractor.reading.blank import sparing  # noqa: PLC0415
    from extractor.reading.read import pages_of  # noqa: PLC0415
    from extractor.settings import Settings  # noqa: PLC0415

    return pages_of(source, ocr=sparing(ocr), settings=Settings())
