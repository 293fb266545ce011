"""Sums over the documents of a run, reckoned by the database; what is long is read once, when the last is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import terms
from models.report import ValueChange
from models.reprocessing import FieldSum, Rereading, RunPlace, Step
from worker.store.tables import DepositRow, ReprocessedRow

SHOWN = frozenset(
    {RunPlace.READ, RunPlace.TO_APPLY, RunPlace.APPLYING, RunPlace.APPLIED, RunPlace.LEFT, RunPlace.OVERTAKEN}
)
"""Places of documents of which something can be told."""
_AT_ONCE = 200


@dataclass(slots=True)
class Sums:
    """How many documents there are by where they stand and what is done with them."""

    places: Counter[RunPlace] = field(default_factory=Counter)
    steps: Counter[Step] = field(default_factory=Counter)
    lacking: int = 0
    changed: int = 0


def documents(session: Session, run_id: str) -> Sums:
    """What the documents of a run come to now."""
    told = (ReprocessedRow.place, ReprocessedRow.step, ReprocessedRow.lacks, ReprocessedRow.changed)
    found = Sums()
    for place, step, lacks, changed, number in session.execute(
        select(*told, func.count()).where(ReprocessedRow.run_id == run_id).group_by(*told)
    ):
        found.places[RunPlace(place)] += number
        if place in SHOWN and step is not None:
            found.steps[Step(step)] += number
            found.lacking += number * lacks
            found.changed += number * changed
    return found


def deposits(session: Session, run_id: str) -> dict[str, int]:
    """How far the deposits of a run are."""
    asked = (
        select(DepositRow.state, func.count().label("number"))
        .join(ReprocessedRow, ReprocessedRow.deposit_id == DepositRow.id)
        .where(ReprocessedRow.run_id == run_id)
        .group_by(DepositRow.state)
        .order_by(DepositRow.state)
    )
    return {line.state: line.number for line in session.execute(asked)}


def fields(session: Session, run_id: str) -> list[dict[str, Any]]:
    """What changes in sum, field by field, as it is kept (models.reprocessing.FieldSum)."""
    asked = select(ReprocessedRow.reading).where(ReprocessedRow.run_id == run_id, ReprocessedRow.reading.is_not(None))
    read = session.scalars(asked.execution_options(yield_per=_AT_ONCE))
    changes = (one for reading in read for one in Rereading.model_validate(reading).changes)
    return [one.model_dump(exclude_defaults=True) for one in counted(changes)]


def counted(changes: Iterable[ValueChange]) -> tuple[FieldSum, ...]:
    """In how many values each field differs, in the order of the contract, tables last."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in changes:
        kind = "kept" if one.kept else "found" if one.old is None else "gone" if one.new is None else "changed"
        found[one.field.partition("[")[0]][kind] += 1
    order = [*terms.TERMS, "vat_breakdown", "lines", "pages"]
    return tuple(FieldSum(field=name, **found[name]) for name in order if name in found)
