"""A person's corrections: kept one by one, checked at once, refused where somebody else was faster."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.correction import correct as corrected
from models.correction import Correction
from models.extraction import Extraction
from models.finding import Severity
from models.lifecycle import EventKind, State
from models.service import CorrectionView, DocumentView, Principal
from models.service_errors import NotReady, StaleVersion, WrongState
from worker import checks, documents, faults, history, states, views
from worker.service import Service
from worker.store.tables import CorrectionRow, DocumentRow
from worker.visibility import document_row

_OPEN = frozenset({State.TO_REVIEW, State.READY})


def correct(
    service: Service, principal: Principal, document_id: str, version: int, correction: Correction
) -> DocumentView:
    """The document with a person's values, checked again; it is READY where nothing forbids its deposit any more.

    Raises NotFound, StaleVersion, WrongState, and models.errors.InvalidCorrection for a value that can't be taken.
    """
    with service.store.reading() as session:
        before = _standing(document_row(session, principal, document_id), version)
    after = corrected(before, correction)  # outside the transaction that writes: others write meanwhile
    with service.store.session() as session:
        row = document_row(session, principal, document_id, lock=True)
        if after == _standing(row, version):
            return documents.view(session, row)
        changes = tuple(_changes(before, after, correction))
        session.add_all(
            CorrectionRow(document_id=row.id, actor=principal.actor, field=one.field, old=one.old, new=one.new)
            for one in changes
        )
        row.extraction = views.stored(after)
        found = checks.findings(session, row, after)
        views.summarise(row, after, found)
        details = {"fields": [one.field for one in changes]}
        history.note(
            session, row.structure_id, row.id, EventKind.ACTION, "corrected", actor=principal.actor, details=details
        )
        _settle(session, row, State.READY if row.ready else State.TO_REVIEW, principal)
        made = documents.view(session, row)
        faults.here("correction.made")
    faults.here("correction.stored")
    return made


def approve(service: Service, principal: Principal, document_id: str, version: int) -> DocumentView:
    """A person says that the invoice is right as it is. Raises NotReady with what forbids its deposit."""
    with service.store.session() as session:
        row = document_row(session, principal, document_id, lock=True)
        extraction = _standing(row, version)
        found = (*extraction.findings, *checks.findings(session, row, extraction))
        blocking = tuple(finding for finding in found if finding.severity is Severity.BLOCKING)
        if blocking:
            raise NotReady(blocking)
        row.ready = True
        history.note(session, row.structure_id, row.id, EventKind.ACTION, "approved", actor=principal.actor)
        _settle(session, row, State.READY, principal)
        return documents.view(session, row)


def corrections(service: Service, principal: Principal, document_id: str) -> tuple[CorrectionView, ...]:
    """Every value that was changed, in that order. Raises NotFound."""
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        query = select(CorrectionRow).where(CorrectionRow.document_id == row.id).order_by(CorrectionRow.id)
        return tuple(views.correction(one) for one in session.scalars(query))


@dataclass(frozen=True, slots=True)
class _Change:
    field: str
    old: str | None
    new: str | None


def _standing(row: DocumentRow, version: int) -> Extraction:
    """What may be corrected now."""
    if row.version != version:
        raise StaleVersion(row.version)
    extraction = views.extraction_of(row)
    if extraction is None or State(row.state) not in _OPEN:
        raise WrongState(row.state)
    return extraction


def _settle(session: Session, row: DocumentRow, new: State, principal: Principal) -> None:
    if State(row.state) is new:
        states.change(session, row)
    else:
        states.move(session, row, new, actor=principal.actor)


def _changes(before: Extraction, after: Extraction, correction: Correction) -> Iterator[_Change]:
    """What is another value now, or the same one said by a person."""
    for name in correction.fields:
        old, new = before.fields.get(name), after.fields.get(name)
        if old != new:
            yield _Change(name, old.value if old else None, new.value if new else None)
    if before.vat_breakdown != after.vat_breakdown:
        yield _Change("vat_breakdown", _text(before.vat_breakdown), _text(after.vat_breakdown))
    if before.lines != after.lines:
        yield _Change("lines", _text(before.lines), _text(after.lines))


def _text(rows: tuple[BaseModel, ...]) -> str:
    return json.dumps([row.model_dump(mode="json", exclude_none=True) for row in rows], ensure_ascii=False)
