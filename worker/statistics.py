"""Figures of a structure, for who answers for it: three queries over the documents received in a period.

A correction counts where the last value differs from the first one: what was typed and taken back, or confirmed as it
stood, changed nothing.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any, Final

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from models.lifecycle import EventKind, Role, State
from models.service import Principal
from models.service_errors import Forbidden, InvalidRequest
from models.statistics import (
    ConfidenceBand,
    Delay,
    FieldCorrections,
    Statistics,
    StraightThrough,
    Stretch,
    Week,
)
from worker.portal.french import FRANCE
from worker.service import Service
from worker.stops import STOPS, counted, reasons
from worker.store.tables import CorrectionRow, DocumentRow, EventRow, now

DAYS: Final = 30
MOST_DAYS: Final = 1100
FIRST_DAY: Final = date(2000, 1, 1)
MOST_FIELDS: Final = 10
BANDS: Final = (0.99, 0.95, 0.9, 0.6, 0.0)
PAID: Final = frozenset({"MISE_EN_PAIEMENT", "PAIEMENT_TRANSMIS", "ENCAISSEE"})
"""Words of platforms that an invoice is paid, or about to be."""

_READ: Final = frozenset({State.TO_REVIEW, State.READY, State.DEPOSITING, State.DEPOSITED})
_ACCEPTED: Final = _READ - {State.TO_REVIEW}
_OF_ROWS: Final = ("vat_breakdown", "lines")
_NOT_VALUES: Final = ("confidence", "origin", "provenance")


@dataclass(slots=True)
class _Story:
    """What is known of one document."""

    received: datetime
    state: State
    confidence: float | None = None
    by_person: bool = False
    corrected: dict[str, str | None] = field(default_factory=dict)  # what stood in the field before
    ready: datetime | None = None
    deposited: datetime | None = None
    paid: datetime | None = None
    stops: list[tuple[str, str]] = field(default_factory=list)


def of(
    service: Service, principal: Principal, first_day: date | None = None, last_day: date | None = None
) -> Statistics:
    """The figures of the caller's structure: of the last thirty days unless days are given, both included.

    Raises Forbidden for who answers for nothing, InvalidRequest for days that are no period.
    """
    if not principal.may(Role.MANAGER):
        raise Forbidden
    first, last = period(first_day, last_day)
    with service.store.reading() as session:
        stories = _stories(session, principal.structure_id, first, last)
    read = [one for one in stories if one.state in _READ]
    return Statistics(
        first_day=first,
        last_day=last,
        received=len(stories),
        read=len(read),
        states=dict(sorted(Counter(one.state for one in stories).items())),
        weeks=tuple(_weeks(stories, first, last)),
        straight_through=_straight(stories),
        corrections=_corrections(read),
        reasons=reasons(one.stops for one in stories),
        causes=counted(one.stops for one in stories),
        delays=_delays(stories),
        confidence=_bands(stories),
    )


def period(first: date | None, last: date | None) -> tuple[date, date]:
    """The days that are meant. Raises InvalidRequest."""
    today = now().astimezone(FRANCE).date()
    until = last or max(today, first or today)
    if not FIRST_DAY <= until <= today + timedelta(days=MOST_DAYS):
        raise InvalidRequest("date hors du calendrier")
    since = first or until - timedelta(days=DAYS - 1)
    if not FIRST_DAY <= since <= until < since + timedelta(days=MOST_DAYS):
        raise InvalidRequest(f"période : du premier au dernier jour, {MOST_DAYS} jours au plus")
    return since, until


def queries(structure_id: str, first: date, last: date) -> tuple[Select[*tuple[Any, ...]], ...]:
    """What is asked of the store: the documents, what happened to them, what persons changed in them."""
    cohort = and_(
        DocumentRow.structure_id == structure_id,
        DocumentRow.created_at >= _midnight(first),
        DocumentRow.created_at < _midnight(last + timedelta(days=1)),
        DocumentRow.state != State.EXPANDED.value,
    )
    documents = select(DocumentRow.id, DocumentRow.created_at, DocumentRow.state).where(cohort)
    told = (EventRow.document_id, EventRow.code, EventRow.at, EventRow.actor, EventRow.comment, EventRow.details)
    events = (
        select(*told)
        .join(DocumentRow, DocumentRow.id == EventRow.document_id)
        .where(cohort, EventRow.kind == EventKind.STATE.value)
        .order_by(EventRow.id)
    )
    ends = (
        select(func.min(CorrectionRow.id).label("first"), func.max(CorrectionRow.id).label("last"))
        .join(DocumentRow, DocumentRow.id == CorrectionRow.document_id)
        .where(cohort)
        .group_by(CorrectionRow.document_id, CorrectionRow.field)
        .subquery()
    )
    before, after = aliased(CorrectionRow), aliased(CorrectionRow)
    corrections = (
        select(before.document_id, before.field, before.old, after.new)
        .join(ends, ends.c.first == before.id)
        .join(after, after.id == ends.c.last)
        .where(before.old.is_distinct_from(after.new))
    )
    return documents, events, corrections


def _stories(session: Session, structure_id: str, first: date, last: date) -> list[_Story]:
    documents, events, corrections = queries(structure_id, first, last)
    found = {row.id: _Story(row.created_at, State(row.state)) for row in session.execute(documents)}
    for row in session.execute(events):
        if story := found.get(row.document_id):
            _happened(story, row)
    for row in session.execute(corrections):
        if (story := found.get(row.document_id)) and not _same(row.field, row.old, row.new):
            story.corrected[row.field] = row.old
    return list(found.values())


def _happened(story: _Story, line: Row[Any]) -> None:
    code, at, details = line.code, line.at, line.details or {}
    to = details.get("to")
    if to and "confidence" in details:
        story.confidence = details["confidence"]
    if to == State.READY and story.ready is None:
        story.ready = at
    if to == State.DEPOSITING:
        story.by_person = line.actor is not None
    if to == State.DEPOSITED and story.deposited is None:
        story.deposited = at
    if not to and code in PAID and story.paid is None:
        story.paid = at
    if code in STOPS:
        story.stops.append((code, line.comment or ""))


def _same(name: str, old: str | None, new: str | None) -> bool:
    """Whether rows say the same: who said it, and where it is printed, is kept with them."""
    return name in _OF_ROWS and _values(old) == _values(new)


def _values(rows: str | None) -> list[dict[str, Any]]:
    return [{key: one[key] for key in one if key not in _NOT_VALUES} for one in json.loads(rows or "[]")]


def _weeks(stories: Iterable[_Story], first: date, last: date) -> Iterable[Week]:
    counted: dict[date, Counter[State]] = defaultdict(Counter)
    for one in stories:
        counted[_monday(one.received.astimezone(FRANCE).date())][one.state] += 1
    monday = _monday(first)
    while monday <= last:
        states = counted[monday]
        yield Week(monday=monday, states=dict(sorted(states.items())), total=states.total())
        monday += timedelta(days=7)


def _straight(stories: Iterable[_Story]) -> StraightThrough:
    done = [one for one in stories if one.state is State.DEPOSITED]
    untouched = [one for one in done if not one.corrected]
    automatic = sum(not one.by_person for one in untouched)
    return StraightThrough(deposited=len(done), untouched=len(untouched), automatic=automatic)


def _corrections(read: Sequence[_Story]) -> tuple[FieldCorrections, ...]:
    changed, completed = Counter[str](), Counter[str]()
    for one in read:
        for name, old in one.corrected.items():
            (changed if old not in {None, "", "[]"} else completed)[name] += 1
    ordered = sorted((changed + completed).items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        FieldCorrections(field=name, changed=changed[name], completed=completed[name], read=len(read))
        for name, _ in ordered[:MOST_FIELDS]
    )


def _delays(stories: Sequence[_Story]) -> tuple[Delay, ...]:
    ends: dict[Stretch, list[tuple[datetime | None, datetime | None]]] = {
        Stretch.UNTIL_READY: [(one.received, one.ready) for one in stories],
        Stretch.UNTIL_DEPOSITED: [(one.ready, one.deposited) for one in stories],
        Stretch.UNTIL_PAID: [(one.deposited, one.paid) for one in stories],
    }
    return tuple(_delay(stretch, pairs) for stretch, pairs in ends.items())


def _delay(stretch: Stretch, pairs: Iterable[tuple[datetime | None, datetime | None]]) -> Delay:
    # a platform's clock may be behind ours
    spent = sorted(max(0.0, (end - begin).total_seconds()) for begin, end in pairs if begin and end)
    if not spent:
        return Delay(stretch=stretch, documents=0)
    nine_tenths = spent[ceil(len(spent) * 9 / 10) - 1]
    return Delay(stretch=stretch, documents=len(spent), median=statistics.median(spent), nine_tenths=nine_tenths)


def _bands(stories: Iterable[_Story]) -> tuple[ConfidenceBand, ...]:
    accepted, untouched = Counter[float](), Counter[float]()
    for one in stories:
        if one.state in _ACCEPTED and one.confidence is not None:
            least = next(least for least in BANDS if one.confidence >= least)
            accepted[least] += 1
            untouched[least] += not one.corrected
    return tuple(ConfidenceBand(least=one, accepted=accepted[one], untouched=untouched[one]) for one in BANDS)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), FRANCE).astimezone(UTC)
