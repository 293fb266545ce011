"""Batches: files that came together, and how far they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from models.lifecycle import State
from models.operations import BatchPage
from models.service import BatchView, Principal
from models.service_errors import InvalidRequest, NotFound
from worker.health import WAITING
from worker.service import Service
from worker.store.tables import BatchRow, DocumentRow
from worker.visibility import is_id, mine

NAME_LENGTH = 200
MOST = 200  # batches on one page


def create(service: Service, principal: Principal, name: str) -> BatchView:
    """A new batch of the caller's structure; files are uploaded into it by its identifier."""
    name = " ".join(name.split())
    if len(name) > NAME_LENGTH:
        raise InvalidRequest(f"nom du lot : {NAME_LENGTH} caractères au plus")
    with service.store.session() as session:
        row = BatchRow(structure_id=principal.structure_id, name=name)
        session.add(row)
        session.flush()
        return _view(row, {})


def get(service: Service, principal: Principal, batch_id: str) -> BatchView:
    """One batch with its documents counted by state. Raises NotFound."""
    with service.store.reading() as session:
        query = select(BatchRow).where(BatchRow.id == batch_id, mine(principal, BatchRow.structure_id))
        row = session.scalar(query) if is_id(batch_id) else None
        if row is None:
            raise NotFound(batch_id)
        return _view(row, _counts(session, [row.id]).get(row.id, {}))


def page(service: Service, principal: Principal, *, limit: int = 50, cursor: str | None = None) -> BatchPage:
    """Batches of the caller's structure, newest first. Raises InvalidRequest for a cursor that is not ours."""
    limit = max(1, min(limit, MOST))
    wanted = select(BatchRow).where(mine(principal, BatchRow.structure_id))
    if cursor:
        wanted = wanted.where(tuple_(BatchRow.created_at, BatchRow.id) < _place(cursor))
    wanted = wanted.order_by(BatchRow.created_at.desc(), BatchRow.id.desc()).limit(limit + 1)
    with service.store.reading() as session:
        rows = list(session.scalars(wanted))
        counts = _counts(session, [row.id for row in rows[:limit]])
    last = rows[limit - 1] if len(rows) > limit else None
    return BatchPage(
        items=tuple(_view(row, counts.get(row.id, {})) for row in rows[:limit]),
        next=f"{last.created_at.isoformat()}~{last.id}" if last else None,
    )


def _place(cursor: str) -> tuple[datetime, str]:
    at, _, batch_id = cursor.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise InvalidRequest("cursor : reprenez la valeur « next » de la réponse précédente") from error
    if moment.tzinfo is None or not batch_id or "\0" in batch_id:
        raise InvalidRequest("cursor : reprenez la valeur « next » de la réponse précédente")
    return moment, batch_id


def _counts(session: Session, ids: Iterable[str]) -> dict[str, dict[State, int]]:
    counted: dict[str, dict[State, int]] = {}
    group = (DocumentRow.batch_id, DocumentRow.state)
    for batch_id, state, number in session.execute(
        select(*group, func.count()).where(DocumentRow.batch_id.in_(list(ids))).group_by(*group)
    ):
        counted.setdefault(batch_id or "", {})[State(state)] = number
    return counted


def _view(row: BatchRow, states: dict[State, int]) -> BatchView:
    """Done once nothing of the batch waits for a worker."""
    total = sum(states.values())
    done = total > 0 and not any(states.get(state) for state in WAITING)
    return BatchView(id=row.id, name=row.name, created_at=row.created_at, total=total, states=states, done=done)
