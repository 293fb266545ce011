"""Documents of a run that one worker has for a time; when that is over the worker is taken for dead.

A document that was tried too often is set aside with its reason, and the run goes on without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.finding import Message
from models.reprocessing import RunPlace, Stage
from worker.reprocessing import summing
from worker.service import Service
from worker.store.tables import ReprocessedRow, ReprocessingRow, now

PENDING: Final = {
    Stage.READING: (RunPlace.WAITING, RunPlace.READING),
    Stage.APPLYING: (RunPlace.TO_APPLY, RunPlace.APPLYING),
}
"""Places that a stage leaves behind."""
HELD: Final = {RunPlace.WAITING: RunPlace.READING, RunPlace.TO_APPLY: RunPlace.APPLYING}
YOUNG: Final = timedelta(seconds=2)  # what has just been written is being put into the queue by who wrote it
INTERRUPTED: Final = Message(
    fr="Interrompu à chaque essai : ce document est mis de côté.",
    en="Cut short at every try: this document is set aside.",
)


def take(session: Session, service: Service, asked: ReprocessedRow) -> tuple[ReprocessedRow, ...]:
    """The document, locked and leased, with those of the same run that wait for the same content to be read.

    None where somebody has it, or nothing is to be done.
    """
    waits = RunPlace.WAITING if asked.place in {RunPlace.WAITING, RunPlace.READING} else RunPlace.TO_APPLY
    free = or_(
        ReprocessedRow.place == waits,
        (ReprocessedRow.place == HELD[waits]) & (ReprocessedRow.leased_until < now()),
    )
    which = (
        (ReprocessedRow.run_id == asked.run_id, ReprocessedRow.sha256 == asked.sha256)
        if waits is RunPlace.WAITING
        else (ReprocessedRow.id == asked.id,)
    )
    rows = session.scalars(
        select(ReprocessedRow).where(*which, free).order_by(ReprocessedRow.position).with_for_update()
    ).all()
    until = now() + timedelta(seconds=service.settings.lease_seconds)
    taken = []
    for row in rows:
        row.updated_at = now()
        if row.tries >= service.settings.tries:
            settle(row, RunPlace.SET_ASIDE, INTERRUPTED if row.reason is None else Message.model_validate(row.reason))
            continue
        row.tries, row.place, row.leased_until = row.tries + 1, HELD[waits], until
        taken.append(row)
    return tuple(taken)


def held(session: Session, rows: Sequence[ReprocessedRow]) -> dict[str, ReprocessedRow]:
    """The rows as they are now, locked; without those that another worker has taken."""
    until = {row.id: (row.place, row.leased_until) for row in rows}
    asked = select(ReprocessedRow).where(ReprocessedRow.id.in_(until)).order_by(ReprocessedRow.id).with_for_update()
    return {row.id: row for row in session.scalars(asked) if (row.place, row.leased_until) == until[row.id]}


def settle(row: ReprocessedRow, place: RunPlace, reason: Message | None = None) -> None:
    """The document's part in this stage is over."""
    row.place, row.leased_until, row.updated_at = place, None, now()
    row.reason = reason.model_dump() if reason else None


def failed(row: ReprocessedRow, reason: Message, tries: int) -> bool:
    """One try has failed: whether the document waits for another; else it is set aside."""
    again = row.tries < tries
    back = RunPlace.WAITING if row.place == RunPlace.READING else RunPlace.TO_APPLY
    settle(row, back if again else RunPlace.SET_ASIDE, reason)
    return again


def locked(session: Session, run_id: str) -> ReprocessingRow:
    """The run: who settles its documents waits for it, so that one of them sees the last."""
    return session.get_one(ReprocessingRow, run_id, with_for_update=True)


def advance(session: Session, run: ReprocessingRow) -> bool:
    """Bring the run to its next stage where nothing of this one is left; whether that was so. The run is locked."""
    stage = Stage(run.stage)
    if stage not in PENDING:
        return False
    session.flush()
    left = select(ReprocessedRow.id).where(ReprocessedRow.run_id == run.id, ReprocessedRow.place.in_(PENDING[stage]))
    if session.scalar(left.limit(1)) is not None:
        return False
    if stage is Stage.READING:
        run.stage, run.shown_at, run.sums = Stage.SHOWN, now(), summing.fields(session, run.id)
    else:
        run.stage, run.ended_at = Stage.DONE, now()
    return True


def due(session: Session, run_id: str | None = None) -> Iterator[str]:
    """Documents that wait, or whose worker is gone; of any run, or of this one, where nothing is young."""
    waiting, held = tuple(HELD), tuple(HELD.values())
    mine = or_(
        ReprocessedRow.place.in_(waiting) & (ReprocessedRow.updated_at < now() - (timedelta(0) if run_id else YOUNG)),
        ReprocessedRow.place.in_(held) & (ReprocessedRow.leased_until < now()),
    )
    which = (mine, ReprocessedRow.run_id == run_id) if run_id else (mine,)
    yield from session.scalars(select(ReprocessedRow.id).where(*which).order_by(ReprocessedRow.position))
