"""Runs and their documents as they leave the worker, and sums over what changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import terms
from models.finding import Message
from models.lifecycle import State
from models.report import Outcome, ValueChange
from models.reprocessing import FieldSum, ItemOutcome, ItemView, NewRun, Rereading, RunPlace, RunView, Stage
from worker.reprocessing.errand import choice_of
from worker.reprocessing.ways import lacking
from worker.store.tables import DepositRow, DocumentRow, ReprocessedRow, ReprocessingRow

_SHOWN = frozenset(
    {RunPlace.READ, RunPlace.TO_APPLY, RunPlace.APPLYING, RunPlace.APPLIED, RunPlace.LEFT, RunPlace.OVERTAKEN}
)


def run_view(session: Session, run: ReprocessingRow) -> RunView:
    """A run with all its sums."""
    rows = session.scalars(select(ReprocessedRow).where(ReprocessedRow.run_id == run.id)).all()
    new = NewRun.model_validate(run.asked)
    read = [(row, _reading(row)) for row in rows]
    shown = [(row, told) for row, told in read if told is not None and row.place in _SHOWN]
    choices = [choice_of(row) for row, _ in shown]
    changed = sum(bool(told.taken) for _, told in shown)
    deposits = _deposits(session, (row.deposit_id for row in rows if row.deposit_id))
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
        total=len(rows),
        places=dict(sorted(Counter(RunPlace(row.place) for row in rows).items())),
        steps=dict(sorted(Counter(choice.step for choice in choices).items())),
        lacking=sum(lacking(choice) is not None for choice in choices),
        changed=changed,
        unchanged=len(shown) - changed,
        deposits=dict(sorted(Counter(deposits.values()).items())),
        fields=sums(change for _, told in shown for change in told.changes),
    )


def items(session: Session, rows: Iterable[tuple[ReprocessedRow, DocumentRow]]) -> tuple[ItemView, ...]:
    """Documents of a run."""
    pairs = list(rows)
    deposits = _deposits(session, (item.deposit_id for item, _ in pairs if item.deposit_id))
    return tuple(_item(item, row, deposits) for item, row in pairs)


def sums(changes: Iterable[ValueChange]) -> tuple[FieldSum, ...]:
    """In how many values each field differs, in the order of the contract, tables last."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in changes:
        kind = "kept" if one.kept else "found" if one.old is None else "gone" if one.new is None else "changed"
        counted[one.field.partition("[")[0]][kind] += 1
    order = [*terms.TERMS, "vat_breakdown", "lines", "pages"]
    return tuple(FieldSum(field=name, **counted[name]) for name in order if name in counted)


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
