"""A document that one worker has for a time. When that is over the worker is taken for dead, and another one begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.lifecycle import State
from worker import states
from worker.service import Service
from worker.store.tables import DocumentRow, now


@dataclass(frozen=True, slots=True)
class Lease:
    """A document to read: `until` tells this lease from any later one."""

    document_id: str
    name: str
    sha256: str
    until: datetime


def take(service: Service, document_id: str) -> Lease | None:
    """Take a document that was received; None where another worker has it, or there is nothing to do."""
    with service.store.session() as session:
        row = session.get(DocumentRow, document_id, with_for_update=True)
        if row is None or row.state != State.RECEIVED:
            return None
        row.tries += 1
        row.leased_until = until = now() + timedelta(seconds=service.settings.lease_seconds)
        states.move(session, row, State.READING, details={"tries": row.tries})
        return Lease(row.id, row.name, row.sha256, until)


def held(session: Session, lease: Lease) -> DocumentRow | None:
    """The row, locked; None where it was deleted, or the lease went to another worker."""
    row = session.get(DocumentRow, lease.document_id, with_for_update=True)
    return row if row is not None and row.state == State.READING and row.leased_until == lease.until else None
