"""What a reader process does for `--output`: makes each invoice of a file a file to deposit, and judges that one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.cli.errors import NoPage
from api.cli.work import Given, Line, corrected, ocr
from models.portal_terms import A1

if TYPE_CHECKING:
    from api.cli.outcome import Outcome
    from extractor.intake import Member
    from models.document import Document
    from models.extraction import Extraction
    from models.output import Supplements, Written


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line; plain values, since it goes to another process."""

    kind: str
    billing_mode: str | None = None
    legal_notes: bool = False
    frame: str = A1
    draft: bool = False
    check: bool = True
    given: Given = ()

    def supplements(self) -> Supplements:
        from models.output import Supplements

        return Supplements(billing_mode=self.billing_mode, legal_notes=self.legal_notes, chorus_frame=self.frame)


def written(order: Order, member: Member) -> Iterator[Line]:
    """One line per invoice, with the bytes of its file."""
    from extractor.intake import open_source
    from extractor.pipeline import read_source
    from extractor.settings import Settings

    settings = Settings()
    source = open_source(member.name, member.data, settings=settings)
    read = list(read_source(source, ocr=ocr, settings=settings))
    for index, (document, found) in enumerate(read, 1):
        extraction = corrected(found, order.given)
        number = index if len(read) > 1 else None
        outcome, data = one(order, source.data, document, extraction)
        whole = outcome.model_copy(update={"number": number, "invoice_number": extraction.invoice.number})
        yield Line(whole.model_dump_json(exclude_none=True), failed=whole.state in {"incomplete", "invalid"}, data=data)


def one(order: Order, data: bytes, document: Document, extraction: Extraction) -> tuple[Outcome, bytes]:
    """One invoice: what became of it, and its bytes where there are any."""
    from api.cli.outcome import Outcome, State
    from extractor.deposit import write
    from models.errors import IncompleteInvoice
    from models.output import OutputKind

    kind = OutputKind(order.kind)
    if kind is OutputKind.FACTURX and not document.pages:
        raise NoPage(extraction.source)
    try:
        file = write(data, document, extraction, kind, supplements=order.supplements())
    except IncompleteInvoice as error:
        if not order.draft:
            return Outcome(source=extraction.source, state=State.INCOMPLETE, gaps=error.gaps), b""
        file = write(data, document, extraction, kind, supplements=order.supplements(), draft=True)
        return told(extraction.source, file).model_copy(update={"state": State.DRAFT, "gaps": error.gaps}), file.data
    outcome = told(extraction.source, file)
    if order.check and kind in {OutputKind.FACTURX, OutputKind.CII, OutputKind.UBL}:
        return judged(outcome, file), file.data
    return outcome, file.data


def told(source: str, file: Written) -> Outcome:
    """What is to be said of a file."""
    from api.cli.outcome import Outcome, State
    from extractor.deposit import SUFFIXES

    completion = file.completion
    return Outcome(
        source=source,
        state=State.WRITTEN,
        suffix=SUFFIXES[file.kind],
        profile=completion.profile if completion else None,
        reason=completion.reason if completion else None,
        additions=completion.additions if completion else (),
    )


def judged(outcome: Outcome, file: Written) -> Outcome:
    """The same after validation; the page is not read again, since the XML was made of it."""
    from api.cli.outcome import State
    from extractor.settings import Settings
    from extractor.verification import validate_file
    from models.finding import Severity
    from models.validation import LayerName, LayerState, Verdict

    report = validate_file(file.name, file.data, ocr=ocr, settings=Settings(), with_page=False)
    skipped = tuple(
        layer.reason
        for layer in report.layers
        if layer.state is LayerState.SKIPPED and layer.name is not LayerName.PAGE and layer.reason is not None
    )
    if report.verdict is not Verdict.INVALID:
        return outcome.model_copy(update={"unchecked": skipped})
    blocking = tuple(finding for finding in report.findings if finding.severity is Severity.BLOCKING)
    return outcome.model_copy(update={"state": State.INVALID, "gaps": blocking, "unchecked": skipped})
