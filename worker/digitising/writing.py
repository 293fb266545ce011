"""What is made of one part of a scan, in the reader process: a searchable PDF/A, what was read of it, the Factur-X.

Everything is made of the pages as they were kept, so that a part that is written a second time has the same bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.memory import give_back
from models.document import Document, Page, Reading
from models.finding import Finding, Message, Severity
from models.output import OutputKind, Supplements
from models.report import Outcome, RunLine
from models.second_look import Again, Spot, Witness
from models.stack import Part, PartKind
from worker.digitising import shelf
from worker.digitising.names import name_of
from worker.digitising.order import Scan
from worker.digitising.plans import unread_in
from worker.digitising.tasks import CannotKeep, nothing_on

if TYPE_CHECKING:
    from models.extraction import Extraction
    from models.invoice import Party

KEY_FIELDS = ("invoice_number", "issue_date", "seller_siret", "seller_siren", "total_with_vat")
"""The fields that identify an invoice: the least sure of them tells how sure the whole is."""
NO_TEXT = Message(fr="Aucun texte n'a pu être lu sur ces pages.", en="No text could be read on these pages.")


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a part: the line of an invoice, None of another paper; files, relative to the run's folder."""

    line: RunLine | None
    files: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        line = None if self.line is None else self.line.model_dump(mode="json", exclude_none=True)
        return {"line": line, "files": list(self.files)}

    @classmethod
    def of(cls, told: dict[str, Any]) -> Made:
        line = told["line"]
        return cls(None if line is None else RunLine.model_validate(line), tuple(told["files"]))


@dataclass(frozen=True, slots=True)
class WritePart:
    """Write a part into `folder` (below the run's) and note it; `number` is that of the invoice a paper goes with."""

    scan: Scan
    shelf: shelf.Shelf
    part: Part
    key: str
    folder: str
    supplements: Supplements
    number: str | None = None

    def run(self) -> Made:
        from extractor.reading.ocr.turns import in_turns  # noqa: PLC0415

        try:
            with in_turns(self.shelf.turns):
                made = self._invoice() if self.part.kind is PartKind.INVOICE else self._paper()
            self.shelf.note(self.key, made.told())
        except OSError as error:
            raise CannotKeep(self.scan.name, error.strerror or "") from error
        finally:
            give_back()
        return made

    def _paper(self) -> Made:
        stem = name_of(self.part, self.number, attached=True)
        pages = [self.shelf.page(number) or nothing_on(number) for number in self.part.kept]
        return Made(None, (self._pdf(stem, pages, stem),))

    def _invoice(self) -> Made:
        from extractor.pipeline import extract_document  # noqa: PLC0415
        from worker.digitising.sheets import whole  # noqa: PLC0415

        scan, failures = self.scan, self.shelf.failures()
        kept = [self.shelf.page(number) or nothing_on(number) for number in self.part.kept]
        readings = {page.reading for page in kept if page.words} or {Reading.OCR}
        reading = next(iter(readings)) if len(readings) == 1 else Reading.MIXED
        source = whole(scan)
        document = Document(scan.name, scan.sha256, tuple(kept), reading)
        embedded = source.embedded if source else None
        extraction = extract_document(document, embedded=embedded, again=second_reader(scan, kept))
        number = extraction.invoice.number
        stem = name_of(self.part, number or self.part.number)
        files = [self._pdf(stem, kept, f"Facture {number}" if number else "Facture")]
        files.append(self._file(f"{stem}.json", (extraction.to_json() + "\n").encode()))
        unread = unread_in(self.part, failures) or (None if any(page.words for page in kept) else NO_TEXT)
        faults = () if unread else tuple(self._hybrid(stem, kept, extraction, files))
        if text := _told(extraction, faults, unread):
            files.append(self._file(f"{stem}-constats.txt", text.encode()))
        return Made(_line(scan.name, extraction, faults, unread, files), tuple(files))

    def _hybrid(self, stem: str, kept: Sequence[Page], extraction: Extraction, files: list[str]) -> Iterator[Finding]:
        """Write the Factur-X around the PDF/A, which is among the files; else what forbids it."""
        from extractor.deposit import write  # noqa: PLC0415
        from models.errors import IncompleteInvoice  # noqa: PLC0415

        data = (self.shelf.root / files[0]).read_bytes()
        # The PDF/A holds its words already: they are not laid over it twice.
        pages = (replace(page, number=at, reading=Reading.TEXT_LAYER) for at, page in enumerate(kept, 1))
        document = Document(self.scan.name, self.scan.sha256, tuple(pages), extraction.reading)
        try:
            file = write(data, document, extraction, OutputKind.FACTURX, supplements=self.supplements)
        except IncompleteInvoice as error:
            yield from error.gaps
        else:
            files.append(self._file(f"{stem}-facturx.pdf", file.data))

    def _pdf(self, stem: str, pages: Sequence[Page], title: str) -> str:
        from extractor.output.pdfa.upright import write_upright  # noqa: PLC0415

        target = self.shelf.root / self.folder / f"{stem}.pdf"
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=shelf.UNFINISHED, delete=False) as file:
            unfinished = Path(file.name)
        try:
            photos = {page.number: photo_of(self.scan, page.number) for page in pages if page.corners}
            write_upright(self.scan.path, unfinished, pages, title=title, photos=photos)
            shelf.put(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)
        return f"{self.folder}/{stem}.pdf"

    def _file(self, name: str, data: bytes) -> str:
        shelf.write(self.shelf.root / self.folder / name, data)
        return f"{self.folder}/{name}"


def photo_of(scan: Scan, number: int) -> bytes:
    """The sheet that was cut out of a photo, as PNG."""
    from extractor.reading.page_image import WIDEST, page_image  # noqa: PLC0415
    from extractor.settings import Settings  # noqa: PLC0415
    from worker.digitising.sheets import alone  # noqa: PLC0415

    return page_image(alone(scan, number), 1, width=WIDEST, settings=Settings())


def second_reader(scan: Scan, pages: Sequence[Page]) -> Again:
    """Reads what is doubtful on these pages of a scan a second time, one page of it in memory."""
    from extractor.reading import read_again  # noqa: PLC0415
    from extractor.settings import Settings  # noqa: PLC0415
    from worker.digitising.sheets import alone  # noqa: PLC0415

    by_number = {page.number: page for page in pages}
    held: dict[int, Again | None] = {}

    def again(spot: Spot) -> tuple[Witness, ...]:
        if spot.page not in held:
            held.clear()
            page = replace(by_number[spot.page], number=1)
            held[spot.page] = read_again(alone(scan, spot.page), (page,), settings=Settings())
        reader = held[spot.page]
        return () if reader is None else reader(replace(spot, page=1))

    return again


def _line(
    source: str, extraction: Extraction, faults: Sequence[Finding], unread: Message | None, files: Sequence[str]
) -> RunLine:
    invoice = extraction.invoice
    sure = [extraction.fields[name].confidence for name in KEY_FIELDS if name in extraction.fields]
    complete = not faults and unread is None
    return RunLine(
        source=source,
        pages=extraction.pages,
        outcome=Outcome.COMPLETE if complete else Outcome.TO_REVIEW,
        number=invoice.number,
        seller=_called(invoice.seller),
        buyer=_called(invoice.buyer),
        total=invoice.total_with_vat,
        currency=invoice.currency,
        confidence=min(sure, default=0.0),
        findings=tuple(dict.fromkeys(fault.rule for fault in faults)),
        fields_read=len(extraction.fields),
        reason=unread or (faults[0].message if faults else None),
        files=tuple(files),
    )


def _called(party: Party) -> str | None:
    return party.name or party.siret or party.siren or party.vat_number


def _told(extraction: Extraction, faults: Sequence[Finding], unread: Message | None) -> str:
    """What stands against the invoice, in words; nothing where nothing does."""
    blocking = dict.fromkeys(fault.message.fr for fault in faults)
    warnings = (one.message.fr for one in extraction.findings if one.severity is Severity.WARNING)
    lines = [unread.fr] if unread else []
    if blocking:
        lines += ["Le Factur-X n'est pas écrit. Il manque, ou il faut corriger :", *(f"- {one}" for one in blocking)]
    told = [one for one in dict.fromkeys(warnings) if one not in blocking]
    if told:
        lines += ["À regarder :", *(f"- {one}" for one in told)]
    return "".join(f"{line}\n" for line in lines)
