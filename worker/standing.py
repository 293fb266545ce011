"""Where a deposited invoice stands by the platform's word, and what its supplier can do from there."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models.lifecycle import VOID, WAYS_OUT, State, WayOut
from worker.store.tables import DepositRow, DocumentRow, EventRow

BY_PROGRAM = frozenset({"portal", "chorus"})
"""Gateways of platforms that let more be done by a program than deposit and ask."""


def ways_out(session: Session, row: DocumentRow) -> tuple[WayOut, ...]:
    """What can be done for a document now, the first thing first."""
    possible = WAYS_OUT.get(row.platform_status or "", ())
    if row.state != State.DEPOSITED or not possible:
        return ()
    done = (DepositRow.document_id == row.id, DepositRow.state == "done")
    gateway = session.scalar(select(DepositRow.gateway).where(*done))
    if gateway not in BY_PROGRAM:
        possible = tuple(way for way in possible if way is WayOut.REPLACE)
    over = {WayOut.ACKNOWLEDGE: _noted(session, row, "rejection_acknowledged"), WayOut.REPLACE: replaced(session, row)}
    return tuple(way for way in possible if not over.get(way))


def replaced(session: Session, row: DocumentRow) -> str | None:
    """The document that took the place of a rejected one; None where there is none, or not any more."""
    said = select(EventRow.details).where(EventRow.document_id == row.id, EventRow.code == "replaced")
    for details in session.scalars(said.order_by(EventRow.id.desc())):
        if details and session.get(DocumentRow, details["replaced_by"]) is not None:
            return str(details["replaced_by"])
    return None


def stands() -> ColumnElement[bool]:
    """The condition that leaves out what the platform has rejected: such an invoice is none."""
    return or_(DocumentRow.platform_status.is_(None), DocumentRow.platform_status.not_in(VOID))


def _noted(session: Session, row: DocumentRow, code: str) -> bool:
    told = select(EventRow.id).where(EventRow.document_id == row.id, EventRow.code == code)
    return session.scalar(told.limit(1)) is not None
