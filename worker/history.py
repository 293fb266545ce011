"""The history of documents, in its three parts, and the stream of a structure's events, which is the same lines.

An event's number only grows, also in the eyes of those who read along: on PostgreSQL, where numbers are given before
transactions end, those who write events of one structure wait for each other. Without that a reader could see number 6,
remember it, and never be told of number 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.lifecycle import EventKind
from models.service import EventView, History, Principal
from worker import views
from worker.service import Service
from worker.store.tables import EventRow, now
from worker.visibility import document_row

CORRECTED: Final = "corrected"
PAUSE: Final = timedelta(minutes=2)
"""Between two corrections of a field that are told as one: values are saved while they are typed."""
_STREAM = 726574
"""The first number of the locks on streams, so that no other use of such locks meets them."""


@dataclass(frozen=True, slots=True)
class Line:
    """What happened to a document, or to a structure where `document_id` is None; `at` is now unless it is told."""

    structure_id: str
    document_id: str | None
    kind: EventKind
    code: str
    actor: str | None = None
    comment: str | None = None
    details: dict[str, Any] | None = None
    at: datetime | None = None


def note(
    session: Session,
    structure_id: str,
    document_id: str | None,
    kind: EventKind,
    code: str,
    *,
    actor: str | None = None,
    comment: str | None = None,
    details: dict[str, Any] | None = None,
) -> EventRow:
    """Write a line; it has its number when this returns, and is seen when the transaction ends."""
    [row] = note_all(session, [Line(structure_id, document_id, kind, code, actor, comment, details)])
    return row


def note_all(session: Session, lines: Sequence[Line]) -> list[EventRow]:
    """Write lines in their order, in one statement; as `note`."""
    if session.get_bind().dialect.name == "postgresql":
        for structure_id in sorted({line.structure_id for line in lines}):  # in one order: nobody waits in a circle
            session.execute(select(func.pg_advisory_xact_lock(_STREAM, func.hashtext(structure_id))))
    rows = [
        EventRow(
            structure_id=line.structure_id,
            document_id=line.document_id,
            kind=line.kind.value,
            code=line.code,
            actor=line.actor,
            comment=line.comment,
            details=line.details,
            at=line.at or now(),
        )
        for line in lines
    ]
    session.add_all(rows)
    session.flush()
    return rows


def of(service: Service, principal: Principal, document_id: str) -> History:
    """What happened to a document, oldest first; what one person corrected in one go is one line. Raises NotFound."""
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        query = select(EventRow).where(EventRow.document_id == row.id).order_by(EventRow.id)
        lines = [views.event(line) for line in session.scalars(query)]
    return History(
        states=tuple(line for line in lines if line.kind is EventKind.STATE),
        complementary=tuple(line for line in lines if line.kind is EventKind.COMPLEMENTARY),
        actions=tuple(in_one_go(line for line in lines if line.kind is EventKind.ACTION)),
    )


def in_one_go(lines: Iterable[EventView]) -> Iterator[EventView]:
    """Lines of a history without pauses in typing: a field that one person corrects again at once is told once.

    The line that is told is the last, with the number of `corrections` that it stands for.
    """
    told: EventView | None = None
    for line in lines:
        if told is not None and _goes_on(told, line):
            times = (told.details or {}).get("corrections", 1) + 1
            told = line.model_copy(update={"details": {**(line.details or {}), "corrections": times}})
            continue
        if told is not None:
            yield told
        told = line
    if told is not None:
        yield told


def _goes_on(before: EventView, line: EventView) -> bool:
    """Whether a line tells of the same hand in the same field, soon after."""
    fields = [(one.details or {}).get("fields", ()) for one in (before, line)]
    same = before.code == line.code == CORRECTED and before.actor == line.actor
    return same and len(fields[0]) == 1 and fields[0] == fields[1] and line.at - before.at <= PAUSE


def since(service: Service, structure_id: str, after_id: int, limit: int) -> tuple[EventView, ...]:
    """The events of a structure that follow number `after_id`, in their order."""
    query = (
        select(EventRow)
        .where(EventRow.structure_id == structure_id, EventRow.id > after_id)
        .order_by(EventRow.id)
        .limit(limit)
    )
    with service.store.reading() as session:
        return tuple(views.event(line) for line in session.scalars(query))
