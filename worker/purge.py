"""What is removed because its time is over: documents that are done with, what hangs on them, and what was left behind.

A document goes when it was deposited, or failed, and nothing happened to it for the days that its structure keeps
(`retention_days`, else the settings'). An archive goes when all that came out of it is done with. What was never
deposited stays, however old it is. A file goes when no row has it and nobody sent it again within the hour.

Sources: code de commerce, article L123-22 (ten years) · GDPR, article 5(1)(e)
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, false, func, or_, select
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, aliased

from models.lifecycle import State
from models.operations import Purged
from worker import stacks_store
from worker.page_files import PageFiles
from worker.reprocessing.forgetting import forget
from worker.service import Service
from worker.store.tables import (
    AttachmentRow,
    AuditRow,
    BatchRow,
    DepositRow,
    DocumentRow,
    EventRow,
    IdempotencyRow,
    PortalFileRow,
    PortalFlowRow,
    SessionRow,
    StructureRow,
    now as this_moment,
)

DONE_WITH = (State.DEPOSITED, State.FAILED)
IDEMPOTENCY_DAYS = 7
UNUSED_DAYS = 30
"""For so long a file that was put on the embedded portal waits for its invoice."""
FRESH = timedelta(hours=1)
"""For so long a file waits for the row that its upload is about to write."""

_AT_ONCE = 200
_Over = dict[type[DeclarativeBase], ColumnElement[bool]]


def purge(service: Service, *, now: datetime | None = None, dry_run: bool = False) -> Purged:
    """Remove what is over; with `dry_run` only count it. May be repeated, and cut off anywhere."""
    moment = now or this_moment()
    with service.store.reading() as session:
        over = _over(session, service.settings.retention_days, moment)
        counted = {name: _count(session, row, over_of) for name, row, over_of in _lists(over, moment)}
    if not dry_run:
        for _, row, over_of in _lists(over, moment):
            while _delete_some(service, row, over_of):
                pass
        stacks_store.forget(service)
        forget(service)
        PageFiles.of(service.settings).trim()
    return Purged(**counted, files=_files(service, over[DocumentRow], moment, dry_run=dry_run))


def _lists(over: _Over, moment: datetime) -> tuple[tuple[str, type[DeclarativeBase], ColumnElement[bool]], ...]:
    """What is purged, in this order: documents first, so that batches are left empty."""
    days, unused = moment - timedelta(days=IDEMPOTENCY_DAYS), moment - timedelta(days=UNUSED_DAYS)
    return (
        ("documents", DocumentRow, over[DocumentRow]),
        ("batches", BatchRow, over[BatchRow]),
        ("events", EventRow, over[EventRow]),
        ("audit_lines", AuditRow, over[AuditRow]),
        ("sessions", SessionRow, SessionRow.expires_at < moment),
        ("portal_files", PortalFileRow, PortalFileRow.invoice_id.is_(None) & (PortalFileRow.created_at < unused)),
        ("idempotency_keys", IdempotencyRow, IdempotencyRow.at < days),
    )


def _over(session: Session, default: int, moment: datetime) -> _Over:
    """Which rows are over, each structure by its own number of days."""
    kept = func.coalesce(StructureRow.retention_days, default)
    limits = {days: moment - timedelta(days=days) for days in session.scalars(select(kept).distinct())}

    def aged(structure: InstrumentedAttribute[str], at: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
        of = {days: select(StructureRow.id).where(kept == days) for days in limits}
        return or_(false(), *(structure.in_(of[days]) & (at < limit) for days, limit in limits.items()))

    is_empty = ~select(DocumentRow.id).where(DocumentRow.batch_id == BatchRow.id).exists()
    return {
        DocumentRow: _is_done_with() & aged(DocumentRow.structure_id, DocumentRow.updated_at),
        BatchRow: is_empty & aged(BatchRow.structure_id, BatchRow.created_at),
        EventRow: EventRow.document_id.is_(None) & aged(EventRow.structure_id, EventRow.at),
        AuditRow: AuditRow.at < moment - timedelta(days=default),
    }


def _is_done_with() -> ColumnElement[bool]:
    """Deposited or failed; of an archive, that nothing which came out of it waits for anybody."""
    member = aliased(DocumentRow)
    waits = (
        select(member.id)
        .join(EventRow, EventRow.document_id == member.id)
        .where(
            member.structure_id == DocumentRow.structure_id,
            member.state.not_in((*DONE_WITH, State.EXPANDED)),
            EventRow.details["archive"].as_string() == DocumentRow.id,
        )
    )
    return DocumentRow.state.in_(DONE_WITH) | ((DocumentRow.state == State.EXPANDED) & ~waits.exists())


def _count(session: Session, row: type[DeclarativeBase], over: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(row).where(over)) or 0


def _delete_some(service: Service, row: type[DeclarativeBase], over: ColumnElement[bool]) -> int:
    """A part in one short transaction; the condition holds at that moment, so what was read anew meanwhile stays."""
    key = row.__mapper__.primary_key[0]
    with service.store.session() as session:
        keys = session.scalars(select(key).where(over).limit(_AT_ONCE)).all()
        return len(session.execute(delete(row).where(key.in_(keys), over).returning(key)).all()) if keys else 0


def _files(service: Service, over: ColumnElement[bool], moment: datetime, *, dry_run: bool) -> int:
    """Remove files that no row has; with `dry_run`, count also those that only rows which are over have."""
    limit = moment - FRESH
    gone = 0
    digests = service.files.digests()
    while some := list(islice(digests, _AT_ONCE)):
        with service.store.reading() as session:
            had = {digest for query in _owners(some, over) for digest in session.scalars(query)}
        for digest in some:
            if digest in had or not service.files.is_older(digest, limit):
                continue
            if dry_run or service.files.delete_older(digest, limit):
                gone += 1
            if not dry_run:
                shutil.rmtree(PageFiles.of(service.settings).folder(digest), ignore_errors=True)
    return gone


def _owners(digests: list[str], over: ColumnElement[bool]) -> Iterator[Select[Any]]:
    """The rows that keep files from going: documents, what was deposited of them, what goes with them; the portal's."""
    yield select(DocumentRow.sha256).where(DocumentRow.sha256.in_(digests), ~over)
    for row in (AttachmentRow, DepositRow):
        asked = select(row.sha256).join(DocumentRow, DocumentRow.id == row.document_id)
        yield asked.where(row.sha256.in_(digests), ~over)
    for kept in (PortalFileRow, PortalFlowRow):
        yield select(kept.sha256).where(kept.sha256.in_(digests))
