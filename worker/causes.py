"""Why an invoice is stopped: the causes behind the platform's last word on it.

A platform stops a deposited invoice by a status; or it did not take the deposit, and a person has the document again.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lifecycle import EventKind, State
from models.rejection import CauseFound
from worker.stops import REFUSED, STOPS, read
from worker.store.tables import DocumentRow, EventRow

_OPEN: Final = frozenset({State.TO_REVIEW, State.READY})


def causes(session: Session, row: DocumentRow) -> tuple[CauseFound, ...]:
    """What stopped a document, best first; none where nothing stops it, or no words tell why."""
    code = stop_of(row)
    if code is None:
        return ()
    told = select(EventRow.comment).where(
        EventRow.document_id == row.id, EventRow.kind == EventKind.STATE.value, EventRow.code == code
    )
    comment = session.scalar(told.order_by(EventRow.id.desc()).limit(1))
    return read(code, comment or "")


def stop_of(row: DocumentRow) -> str | None:
    """The line of the history that says why a document is stopped now."""
    if row.state == State.DEPOSITED:
        return row.platform_status if row.platform_status in STOPS else None
    return REFUSED if State(row.state) in _OPEN and row.error is not None else None
