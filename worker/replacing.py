"""A rejected invoice made anew: a document of its own with the same values but its number, before a person again.

The platform never takes a number twice, so the new one has to be given; everything else is corrected like any other
document's. The two know of each other by their histories.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extractor.correction import correct
from models.correction import Correction
from models.lifecycle import EventKind, State, WayOut
from models.service import DocumentView, Principal
from models.service_errors import WrongState
from worker import checks, documents, history, views
from worker.service import Service
from worker.store.tables import AttachmentRow, CorrectionRow, DocumentRow
from worker.visibility import document_row
from worker.ways_out import standing


def replace(service: Service, principal: Principal, document_id: str, version: int) -> DocumentView:
    """The new document. Raises NotFound, StaleVersion, and WrongState where the invoice was not rejected."""
    with service.store.session() as session:
        old = document_row(session, principal, document_id, lock=True)
        standing(session, old, version, WayOut.REPLACE)
        extraction = views.extraction_of(old)
        if extraction is None:
            raise WrongState(old.state)
        row = _copy(session, old)
        blank = correct(extraction, Correction(fields={"invoice_number": None}))
        row.extraction, row.first_extraction = views.stored(blank), old.first_extraction
        views.summarise(row, blank)
        session.add(row)
        session.flush()
        _bring_along(session, old, row)
        if old.number is not None:
            change = CorrectionRow(
                document_id=row.id, actor=principal.actor, field="invoice_number", old=old.number, new=None
            )
            session.add(change)
        views.summarise(row, blank, checks.findings(session, row, blank))
        said = [
            _line(row, EventKind.STATE, State.TO_REVIEW, None, {"replaces": old.id}),
            _line(row, EventKind.ACTION, "replaces", principal.actor, {"replaces": old.id, "number": old.number}),
            _line(old, EventKind.ACTION, "replaced", principal.actor, {"replaced_by": row.id}),
        ]
        history.note_all(session, said)
        return documents.view(session, row)


def _copy(session: Session, old: DocumentRow) -> DocumentRow:
    """A row for another invoice of the same file."""
    same = {"structure_id": old.structure_id, "sha256": old.sha256, "member": old.member}
    last = session.scalar(select(func.max(DocumentRow.part)).filter_by(**same)) or old.part
    return DocumentRow(
        **same,
        part=last + 1,
        batch_id=old.batch_id,
        name=old.name,
        size=old.size,
        media_type=old.media_type,
        engine=old.engine,
        state=State.TO_REVIEW,
    )


def _bring_along(session: Session, old: DocumentRow, row: DocumentRow) -> None:
    for one in session.scalars(select(AttachmentRow).where(AttachmentRow.document_id == old.id)):
        session.add(
            AttachmentRow(
                document_id=row.id,
                name=one.name,
                designation=one.designation,
                media_type=one.media_type,
                size=one.size,
                sha256=one.sha256,
            )
        )


def _line(
    row: DocumentRow, kind: EventKind, code: str, actor: str | None, details: dict[str, str | None]
) -> history.Line:
    return history.Line(row.structure_id, row.id, kind, code, actor, details=details)
