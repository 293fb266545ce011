"""Runs and their documents as they leave the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer

from models.finding import Message
from models.lifecycle import State
from models.report import Outcome
from models.reprocessing import FieldSum, ItemOutcome, ItemView, NewRun, Rereading, RunPlace, RunView, Stage
from worker.reprocessing import summing
from worker.reprocessing.errand import choice_of
from worker.store.tables import DepositRow, DocumentRow, ReprocessedRow, ReprocessingRow


def run_view(session: Session, run: ReprocessingRow) -> RunView:
    """A run with all its sums."""
    new = NewRun.model_validate(run.asked)
    sums = summing.documents(session, run.id)
    return RunView(
        id=run.id,
        title=run.title,
        stage=Stage(run.stage),
        mode=new.mode,
        version=run.version,
        engine=run.engine,
        actor=run.actor,
        created_at=run.created_at,
        shown_at=run.shown_at,
        applied_at=run.applied_at,
        applied_by=run.applied_by,
        ended_at=run.ended_at,
        selection=new.selection,
        deposit_as=new.deposit_as,
        total=sums.places.total(),
        places=dict(sorted(sums.places.items())),
        steps=dict(sorted(sums.steps.items())),
        lacking=sums.lacking,
        changed=sums.changed,
        unchanged=sums.steps.total() - sums.changed,
        deposits=summing.deposits(session, run.id),
        fields=tuple(map(FieldSum.model_validate, run.sums or ())),
    )


def pairs() -> Select[ReprocessedRow, DocumentRow]:
    """Documents of runs in their order, without what was read in them: that is long, and not told here."""
    lean = (defer(DocumentRow.extraction, raiseload=True), defer(DocumentRow.first_extraction, raiseload=True))
    return (
        select(ReprocessedRow, DocumentRow)
        .join(DocumentRow, DocumentRow.id == ReprocessedRow.document_id)
        .order_by(ReprocessedRow.position)
        .options(*lean)
    )


def items(session: Session, rows: Iterable[tuple[ReprocessedRow, DocumentRow]]) -> tuple[ItemView, ...]:
    """Documents of a run."""
    told = list(rows)
    deposits = _deposits(session, (item.deposit_id for item, _ in told if item.deposit_id))
    return tuple(_item(item, row, deposits) for item, row in told)


def outcome(item: ReprocessedRow, reading: Rereading | None, deposit_state: str | None) -> ItemOutcome | None:
    """What became of a document; None while it is not known."""
    if item.place in {RunPlace.SET_ASIDE, RunPlace.OVERTAKEN}:
        return Outcome.SET_ASIDE
    if reading is None:
        return None
    if deposit_state == "done":
        return Outcome.DEPOSITED
    return Outcome.CHANGED if reading.taken and item.place != RunPlace.LEFT else Outcome.UNCHANGED


def _item(item: ReprocessedRow, row: DocumentRow, deposits: Mapping[str, str]) -> ItemView:
    reading = _reading(item)
    deposit_state = deposits.get(item.deposit_id or "")
    return ItemView(
        id=item.id,
        document_id=row.id,
        document_version=item.version,
        name=row.name,
        state=State(row.state),
        platform_status=row.platform_status,
        number=row.number,
        seller_name=row.seller_name,
        buyer_name=row.buyer_name,
        total=row.total,
        place=RunPlace(item.place),
        outcome=outcome(item, reading, deposit_state),
        reading=reading,
        choice=choice_of(item) if reading else None,
        chosen_by=item.chosen_by,
        tries=item.tries,
        reason=Message.model_validate(item.reason) if item.reason else None,
        made_id=item.made_id,
        deposit_id=item.deposit_id,
        deposit_state=deposit_state,
    )


def _reading(item: ReprocessedRow) -> Rereading | None:
    return Rereading.model_validate(item.reading) if item.reading else None


def _deposits(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """How far deposits are, by their identifiers."""
    found: dict[str, str] = {}
    waiting = list(ids)
    for start in range(0, len(waiting), 400):
        asked = select(DepositRow.id, DepositRow.state).where(DepositRow.id.in_(waiting[start : start + 400]))
        found |= {line.id: line.state for line in session.execute(asked)}
    return found
