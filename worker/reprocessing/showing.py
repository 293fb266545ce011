"""A document as it stands beside what today's engine reads: what changed, what would be done, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.extraction import Extraction
from models.finding import Finding, Message, Severity
from models.lifecycle import State
from models.report import ValueChange
from models.reprocessing import DepositAs, Mode, Rereading, Step
from worker import checks, deposits, views
from worker.reprocessing import comparing, merging, persons, ways
from worker.reprocessing.matching import match
from worker.reprocessing.reasons import Readings
from worker.reprocessing.stopped import stops_of
from worker.settings import ServiceSettings
from worker.store.tables import DepositRow, DocumentRow

AS_DEPOSITED = Message(
    fr="La facture déposée reste telle quelle : seule une nouvelle facture pourrait dire autre chose.",
    en="The deposited invoice stays as it is: only a new invoice could say something else.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run asks of each of its documents."""

    mode: Mode
    deposit_as: DepositAs
    engine: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """`found` as it is read today, with what persons said; `after` as the document would stand in the run's mode."""

    old: Extraction | None
    read: Extraction
    found: Extraction
    after: Extraction
    said: Mapping[str, str]


def outlook(session: Session, mode: Mode, row: DocumentRow, read: Sequence[Extraction]) -> Outlook | None:
    """None where what is read today has no such invoice."""
    old = views.extraction_of(row)
    mine = match(old, row.part, read)
    if mine is None:
        return None
    mine = mine.model_copy(update={"source": old.source if old else row.name})
    said = persons.said(session, row.id, old)
    found = merging.merged(old, mine, Mode.REPLACE, said)
    after = found if mode is Mode.REPLACE else merging.merged(old, mine, mode, said)
    return Outlook(old, mine, found, after, said)


def shown(session: Session, settings: ServiceSettings, asked: Asked, row: DocumentRow, told: Outlook) -> Rereading:
    """What is told of the document before anything is done."""
    empty = told.read.model_copy(update={"fields": {}, "vat_breakdown": (), "lines": ()})
    readings = Readings(told.old or empty, told.read, row.engine, asked.engine)
    changes = comparing.changes(readings, asked.mode if told.old else Mode.REPLACE, told.said)
    stop = stops_of(session, [row.id]).get(row.id)
    found = checks.findings(session, row, told.after)
    options = options_of(session, row, told.after, asked.deposit_as)
    blocking = (*_blocking((*told.after.findings, *found)), *deposits.gaps(told.after, options))
    case = ways.Case(
        row=row,
        old=told.old,
        found=told.found,
        after=told.after,
        stop=stop,
        changed=any(not one.kept for one in changes),
        blocked=bool(blocking),
        doubled=any(map(deposits.is_duplicate, found)),
    )
    proposal = ways.proposed(session, settings, case)
    possible = ways.possible(session, row)
    if row.state == State.DEPOSITED and Step.REPLACE not in possible:
        changes = tuple(map(_as_deposited, changes))
    return Rereading(
        changes=changes,
        proposal=proposal,
        cause=stop.cause if stop else None,
        said=stop.said if stop else None,
        currency=told.after.invoice.currency,
        confidence_before=row.confidence,
        confidence_after=case.sure,
        ready_before=row.ready,
        ready_after=not blocking,
        findings=tuple(dict.fromkeys(one.rule for one in blocking)),
        pages=told.read.pages,
        fields_read=len(told.read.fields),
        engine_before=row.engine,
        possible=possible,
    )


def options_of(session: Session, row: DocumentRow, extraction: Extraction, deposit_as: DepositAs) -> dict[str, object]:
    """How it is deposited: as it was the last time, else as the run asks; data has no page that could hold it."""
    last = select(DepositRow.options).where(DepositRow.document_id == row.id).order_by(DepositRow.noted_at.desc())
    before = session.scalar(last.limit(1))
    if before:
        return {"kind": before["kind"], "supplements": before["supplements"]}
    kind = "cii" if deposit_as.kind == "facturx" and not extraction.pages else deposit_as.kind
    return deposits.options_of(kind, deposit_as.supplements)


def _blocking(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.severity is Severity.BLOCKING)


def _as_deposited(change: ValueChange) -> ValueChange:
    return change if change.kept else change.model_copy(update={"kept": True, "why": AS_DEPOSITED})
