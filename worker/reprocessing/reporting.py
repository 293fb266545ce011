"""A run as the report that a manager reads: one line for each document, with what changed and what was done."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from models.finding import Message
from models.report import Outcome, RunKind, RunLine, RunReport
from models.reprocessing import ItemView, Stage, Step
from worker.reprocessing import viewing
from worker.store.tables import ReprocessedRow, ReprocessingRow, now

KINDS: Final = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
"""What a report can be taken away as, with its media type."""
_TITLE: Final = {Stage.DONE: "Relecture", Stage.APPLYING: "Relecture en cours d'application"}
_DRY_RUN: Final = "Relecture à blanc : rien n'est encore changé"


def report_of(session: Session, run: ReprocessingRow) -> RunReport:
    """The run as it is now; before it is applied it is told as what would be."""
    pairs = session.execute(viewing.pairs().where(ReprocessedRow.run_id == run.id)).all()
    found = viewing.items(session, ((item, row) for item, row in pairs))
    shas = {item.sha256 for item, _ in pairs}
    read = sum(len(one.reading.pages) for one in found if one.reading and not one.reading.known)
    title = _TITLE.get(Stage(run.stage), _DRY_RUN)
    return RunReport(
        kind=RunKind.REPROCESS,
        title=f"{title} : {run.title}" if run.title else title,
        began_at=run.created_at,
        seconds=_seconds(run),
        files=len(shas),
        pages=read,
        lines=tuple(map(_line, found)),
        engine=run.engine,
    )


def file_of(report: RunReport, kind: str) -> bytes:
    """The report as a file of one of KINDS."""
    from worker import reports  # noqa: PLC0415 - draws plots, which no other job needs

    return reports.file(report, kind)


def _seconds(run: ReprocessingRow) -> float:
    """The time that it took: reading, and once it is applied that as well."""
    total = ((run.shown_at or now()) - run.created_at).total_seconds()
    if run.applied_at is not None:
        total += ((run.ended_at or now()) - run.applied_at).total_seconds()
    return max(0.0, total)


def _line(item: ItemView) -> RunLine:
    reading = item.reading
    return RunLine(
        source=item.name,
        pages=reading.pages if reading else (),
        outcome=item.outcome or Outcome.TO_REVIEW,
        number=item.number,
        seller=item.seller_name,
        buyer=item.buyer_name,
        total=item.total,
        currency=reading.currency if reading else None,
        confidence=reading.confidence_after if reading else None,
        findings=reading.findings if reading else (),
        fields_read=reading.fields_read if reading else 0,
        changes=reading.changes if reading else (),
        cause=reading.cause.cause.value if reading and reading.cause else None,
        way_out=item.choice.step.value if item.choice and item.choice.step is not Step.LEAVE else None,
        reason=_reason(item),
    )


def _reason(item: ItemView) -> Message | None:
    return item.reason or (item.reading.proposal.why if item.reading else None)
