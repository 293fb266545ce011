"""What is left to do of a run, for who does it without a queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select

from models.service import Principal
from worker import deposits
from worker.reprocessing import leasing, runs, work
from worker.service import Service
from worker.store.tables import DepositRow, ReprocessedRow

Job = tuple[str, Callable[[Service, str], None]]


def open_jobs(service: Service, principal: Principal, run_id: str) -> Iterator[Job]:
    """Documents that nobody has, in their order, then deposits that are not settled. Raises NotFound."""
    runs.get(service, principal, run_id)
    with service.store.reading() as session:
        waiting = list(leasing.due(session, run_id))
    yield from ((one, work.run) for one in waiting)
    asked = (
        select(DepositRow.id)
        .join(ReprocessedRow, ReprocessedRow.deposit_id == DepositRow.id)
        .where(ReprocessedRow.run_id == run_id, DepositRow.state.in_(("noted", "sent")))
        .order_by(ReprocessedRow.position)
    )
    with service.store.reading() as session:
        noted = session.scalars(asked).all()
    yield from ((one, deposits.run) for one in noted)
