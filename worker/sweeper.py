"""Work that nobody does: found in the store, and put into the queue.

The queue may forget everything and any process may die at any moment; whatever was acknowledged stands in the store. A
worker takes a document for a time, its lease; when that is over and the document is still there, the worker is gone.
Several sweepers may run at once: a job that waits is not put twice, and a job that is not needed any more does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread
from typing import Final, Self

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from models.finding import Message
from models.lifecycle import State
from worker import following, logs, states, webhooks
from worker.portal import flow_leases
from worker.queue import Kind, job_id
from worker.reprocessing import leasing as reprocessing
from worker.service import Service
from worker.store.tables import DepositRow, DocumentRow, now

YOUNG_SECONDS: Final = 2.0  # what has just been stored is being put into the queue by who stored it
OPEN: Final = ("noted", "sent")  # states of a deposit that is not settled
MOST: Final = 1000  # jobs put at once
LEASE_OVER: Final = "lease_over"
INTERRUPTED: Final = Message(
    fr="La lecture de ce fichier a été interrompue à chaque essai. Vérifiez qu'il s'ouvre, réexportez-le en PDF, puis "
    "relancez la lecture.",
    en="Reading this file was cut short at every try. Check that it opens, export it as PDF again, then have it read "
    "anew.",
)


def sweep(service: Service) -> int:
    """Put what nobody does into the queue; how many jobs those were."""
    taken_back(service)
    waiting = service.queue.waiting()
    if waiting is None:
        return 0
    with service.store.reading() as session:
        due = [job for job in _due(session) if job_id(*job) not in waiting][:MOST]
    return sum(service.queue.renew(*job) for job in due)


def taken_back(service: Service) -> int:
    """Documents whose reader is gone wait again, or have failed where their tries are used up; how many there were."""
    gone = and_(DocumentRow.state == State.READING, _silent(service.settings.lease_seconds))
    with service.store.reading() as session:
        if session.scalar(select(DocumentRow.id).where(gone).limit(1)) is None:
            return 0
    with service.store.session() as session:
        rows = session.scalars(select(DocumentRow).where(gone).limit(MOST).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.leased_until = None
            if row.tries < service.settings.tries:
                states.move(session, row, State.RECEIVED, code=LEASE_OVER)
            else:
                row.error = {"code": "interrupted", "message": INTERRUPTED.model_dump()}
                states.move(session, row, State.FAILED, code="interrupted", comment=INTERRUPTED.fr)
        return len(rows)


def _due(session: Session) -> Iterator[tuple[Kind, str]]:
    """Every job that could be done now; what is waited for first."""
    for about in session.scalars(_deposits()):
        yield "deposit", about
    for about in following.due(session):
        yield "follow", about
    for about in flow_leases.due(session):
        yield "flow", about
    for about in webhooks.due(session):
        yield "tell", about
    old = now() - timedelta(seconds=YOUNG_SECONDS)
    received = select(DocumentRow.id).where(DocumentRow.state == State.RECEIVED, DocumentRow.updated_at < old)
    for about in session.scalars(received.order_by(DocumentRow.created_at)):
        yield "read", about
    for about in reprocessing.due(session):
        yield "reprocess", about


def _deposits() -> Select[str]:
    """Deposits that are noted and not settled, and that no worker has."""
    asked = select(DepositRow.id).join(DocumentRow, DocumentRow.id == DepositRow.document_id)
    open_ones = (DocumentRow.state == State.DEPOSITING, DepositRow.state.in_(OPEN), _silent(YOUNG_SECONDS))
    return asked.where(*open_ones).order_by(DepositRow.noted_at)


def _silent(seconds: float) -> ColumnElement[bool]:
    """Documents whose lease is over, or that have none and did not change for so long."""
    unleased = and_(DocumentRow.leased_until.is_(None), DocumentRow.updated_at < now() - timedelta(seconds=seconds))
    return or_(DocumentRow.leased_until < now(), unleased)


class Sweeping:
    """Sweeps now and then while it is open, in a thread of its own; what goes wrong is told and tried again."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._over = Event()
        self._thread = Thread(target=self._run, name="sweeper", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._service.settings.sweep_seconds):
            try:
                found = sweep(self._service)
            except Exception as error:  # noqa: BLE001 - whatever does not answer now may answer next time
                logs.get("sweeper").error("sweep_failed", error=type(error).__name__)
            else:
                if found:
                    logs.get("sweeper").info("work_found", jobs=found)
