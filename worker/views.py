"""Rows of the store as the values that leave the worker, and the columns by which documents are listed."""

from __future__ import annotations

from typing import Any

from models.extraction import Extraction
from models.finding import Finding, Severity
from models.invoice import Party
from models.lifecycle import EventKind, State
from models.service import CorrectionView, DocumentSummary, DocumentView, DuplicateView, EventView, Problem
from worker.store.columns import storable
from worker.store.tables import CorrectionRow, DocumentRow, EventRow

KEY_FIELDS = ("invoice_number", "issue_date", "seller_siret", "seller_siren", "total_with_vat")
"""The fields that identify an invoice: the least sure of them tells how sure the whole is."""

MOST_TOTAL = 10**13
"""SQLite keeps amounts as floating-point numbers: below this, cents are exact."""


def summarise(row: DocumentRow, extraction: Extraction, findings: tuple[Finding, ...] = ()) -> None:
    """Fill the columns by which a document is listed and looked for; text is cut to what they hold.

    `findings` are those that need the store: they decide with the extraction's own whether it is ready.
    """
    invoice = extraction.invoice
    row.number = _cut(invoice.number, 100)
    row.seller, row.seller_name = identifier_of(invoice.seller), _cut(invoice.seller.name, 200)
    row.buyer, row.buyer_name = identifier_of(invoice.buyer), _cut(invoice.buyer.name, 200)
    row.issue_date = invoice.issue_date
    total = invoice.total_with_vat
    row.total = total if total is not None and total.is_finite() and abs(total) < MOST_TOTAL else None
    sure = [extraction.fields[name].confidence for name in KEY_FIELDS if name in extraction.fields]
    row.confidence = min(sure, default=0.0)
    row.ready = extraction.ready and not any(finding.severity is Severity.BLOCKING for finding in findings)


def identifier_of(party: Party) -> str | None:
    """By what a party is told from others: its SIRET, else SIREN, else VAT number."""
    return _cut(party.siret or party.siren or party.vat_number, 20)


def stored(extraction: Extraction) -> dict[str, Any]:
    """An extraction as it is kept in a row."""
    return extraction.model_dump(mode="json", exclude_none=True)


def extraction_of(row: DocumentRow) -> Extraction | None:
    """What stands in a row now."""
    return None if row.extraction is None else Extraction.model_validate(row.extraction)


def summary(row: DocumentRow) -> DocumentSummary:
    """A line of a list."""
    return DocumentSummary(**_told(row))


def document(
    row: DocumentRow, *, findings: tuple[Finding, ...] = (), duplicates: tuple[DuplicateView, ...] = ()
) -> DocumentView:
    """A document as a reviewer sees it; `findings` are those that need the store, told after the extraction's own."""
    extraction = extraction_of(row)
    return DocumentView(
        **_told(row),
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        tries=row.tries,
        extraction=extraction,
        findings=(*(extraction.findings if extraction else ()), *findings),
        duplicates=duplicates,
    )


def event(row: EventRow) -> EventView:
    """A line of a history."""
    return EventView(
        id=row.id,
        document_id=row.document_id,
        kind=EventKind(row.kind),
        code=row.code,
        at=row.at,
        actor=row.actor,
        comment=row.comment,
        details=row.details,
    )


def correction(row: CorrectionRow) -> CorrectionView:
    """A value that was changed."""
    return CorrectionView(field=row.field, old=row.old, new=row.new, actor=row.actor, at=row.at)


def _told(row: DocumentRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "batch_id": row.batch_id,
        "name": row.name,
        "part": row.part,
        "state": State(row.state),
        "platform_status": row.platform_status,
        "version": row.version,
        "ready": row.ready,
        "number": row.number,
        "seller": row.seller,
        "buyer": row.buyer,
        "seller_name": row.seller_name,
        "buyer_name": row.buyer_name,
        "issue_date": row.issue_date,
        "total": row.total,
        "confidence": row.confidence,
        "error": None if row.error is None else Problem.model_validate(row.error),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _cut(text: str | None, length: int) -> str | None:
    return None if text is None else storable(text)[:length]
