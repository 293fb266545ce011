"""The stream of a structure's events, as programs and pages follow it; the lines are those of `worker.history`."""

from __future__ import annotations

from sqlalchemy import func, select

from models.operations import EventPage
from models.service import Principal
from worker import history
from worker.service import Service
from worker.store.tables import EventRow

MOST = 500
GREATEST = 2**31 - 1
"""Of an event's number: a column of the databases holds no more."""


def last(service: Service, principal: Principal) -> int:
    """The number of the structure's latest event; 0 where there is none."""
    of_structure = EventRow.structure_id == principal.structure_id
    with service.store.reading() as session:
        return session.scalar(select(func.max(EventRow.id)).where(of_structure)) or 0


def page(service: Service, principal: Principal, *, after: int = 0, limit: int = 100) -> EventPage:
    """Events that follow number `after`, in their order."""
    items = history.since(service, principal.structure_id, min(max(after, 0), GREATEST), max(1, min(limit, MOST)))
    return EventPage(items=items, last=items[-1].id if items else after)
