"""A document that one worker has for a time. When that is over the worker is taken for dead, and another one begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lifecycle import State
from worker import states
from worker.service import Service
from worker.store.tables import DocumentRow, now


@dataclass(slots=True)
class Lease:
    """A document to read: `until`, which moves when it is prolonged, tells this lease from any later one."""

    document_id: str
    name: str
    sha256: str
    media_type: str
    until: datetime


def take(service: Service, *document_ids: str) -> tuple[Lease, ...]:
    """Take documents that were received; without those that another worker has, or that need no reading."""
    with service.store.session() as session:
        asked = select(DocumentRow).where(DocumentRow.id.in_(document_ids), DocumentRow.state == State.RECEIVED)
        rows = session.scalars(asked.order_by(DocumentRow.id).with_for_update()).all()
        until = now() + timedelta(seconds=service.settings.lease_seconds)
        for row in rows:
            row.tries += 1
            row.leased_until = until
        states.move_held(session, [states.Move(row, State.READING, details={"tries": row.tries}) for row in rows])
        taken = {row.id: Lease(row.id, row.name, row.sha256, row.media_type, until) for row in rows}
    return tuple(taken[document_id] for document_id in dict.fromkeys(document_ids) if document_id in taken)


def prolong(service: Service, session: Session, lease: Lease) -> DocumentRow | None:
    """Have a document for as long again, as something of it is done: tries are counted from here.

    None where somebody else has it now, or nobody.
    """
    row = held(session, [lease]).get(lease.document_id)
    if row is not None:
        row.tries = 1
        row.leased_until = lease.until = now() + timedelta(seconds=service.settings.lease_seconds)
    return row


def hand_back(service: Service, leases: Sequence[Lease]) -> tuple[str, ...]:
    """Let go of documents whose reading has not begun: not a try of theirs. Those that wait for a reader again."""
    with service.store.session() as session:
        rows = held(session, leases)
        for row in rows.values():
            row.tries -= 1
            row.leased_until = None
        moves = [states.Move(row, State.RECEIVED, code="handed_back") for row in rows.values()]
        states.move_held(session, moves)
    return tuple(rows)


def held(session: Session, leases: Sequence[Lease]) -> dict[str, DocumentRow]:
    """The rows by their identifiers, locked; without those deleted since, or leased by another worker.

    They are in the order of their structures, then of the leases: who writes to several streams of events waits for
    them in one order.
    """
    until = {lease.document_id: lease.until for lease in leases}
    asked = select(DocumentRow).where(DocumentRow.id.in_(until), DocumentRow.state == State.READING)
    rows = {row.id: row for row in session.scalars(asked.order_by(DocumentRow.id).with_for_update())}
    mine = [rows[one] for one, own in until.items() if one in rows and rows[one].leased_until == own]
    return {row.id: row for row in sorted(mine, key=lambda row: row.structure_id)}
