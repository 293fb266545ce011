"""Which documents a run is about: found by the database, by what platforms said, and by the cause behind it.

Documents that a worker has at the moment, and archives, are in no selection. A supplier's selection holds the documents
that they sent themselves; who reviews or manages has all of the structure's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from extractor.identity import engine_version
from models.lifecycle import Role, State
from models.reprocessing import MOST_DOCUMENTS, Selected, Selection
from models.service import Principal
from models.service_errors import InvalidRequest
from worker.listing import like
from worker.portal.french import FRANCE
from worker.reprocessing.stopped import Stop, stops_of
from worker.service import Service
from worker.stops import STOPS
from worker.store.tables import DocumentRow, EventRow
from worker.visibility import is_id

ENGINE: Final = "prefacture"
QUIET: Final = (State.TO_REVIEW, State.READY, State.DEPOSITED, State.FAILED)
"""States in which nobody has a document."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document of a selection."""

    id: str
    sha256: str
    state: State
    platform_status: str | None

    @property
    def may_be_stopped(self) -> bool:
        """Whether what a platform said last still stands."""
        return self.state is not State.DEPOSITED or self.platform_status in STOPS


def count(service: Service, principal: Principal, selection: Selection) -> Selected:
    """How many documents there are, and of which kinds; nothing is done. Raises InvalidRequest."""
    with service.store.reading() as session:
        found = chosen(session, principal, selection)
        stopped = stops_of(session, (one.id for one in found if one.may_be_stopped))
    return Selected(
        count=len(found),
        states=dict(sorted(Counter(one.state for one in found).items())),
        platform_statuses=dict(sorted(Counter(one.platform_status for one in found if one.platform_status).items())),
        causes=dict(sorted(Counter(stop.cause.cause for stop in stopped.values()).items())),
        too_many=len(found) > MOST_DOCUMENTS,
    )


def chosen(session: Session, principal: Principal, selection: Selection) -> tuple[Chosen, ...]:
    """The documents, oldest first. Raises InvalidRequest."""
    columns = (DocumentRow.id, DocumentRow.sha256, DocumentRow.state, DocumentRow.platform_status)
    asked = select(*columns).where(*_conditions(principal, selection))
    found = [
        Chosen(row.id, row.sha256, State(row.state), row.platform_status)
        for row in session.execute(asked.order_by(DocumentRow.created_at, DocumentRow.part, DocumentRow.id))
    ]
    if not (selection.reason or selection.causes):
        return tuple(found)
    stopped = stops_of(session, (one.id for one in found if one.may_be_stopped))
    return tuple(one for one in found if one.id in stopped and _told(stopped[one.id], selection))


def _told(stop: Stop, selection: Selection) -> bool:
    words = (selection.reason or "").casefold().split()
    return all(word in stop.said.casefold() for word in words) and (
        not selection.causes or stop.cause.cause in selection.causes
    )


def _conditions(principal: Principal, selection: Selection) -> list[ColumnElement[bool]]:
    states = [one.value for one in QUIET if one in selection.states or not selection.states]
    told = [DocumentRow.structure_id == principal.structure_id, DocumentRow.state.in_(states)]
    if not principal.may(Role.REVIEWER):
        told.append(_sent_by(principal.actor))
    if selection.platform_statuses:
        told.append(DocumentRow.platform_status.in_(selection.platform_statuses))
    if selection.document_ids:
        if not all(map(is_id, selection.document_ids)):
            raise InvalidRequest("document_ids")
        told.append(DocumentRow.id.in_(selection.document_ids))
    if supplier := (selection.supplier or "").replace("\x00", " ").strip():
        number = "".join(supplier.split()).upper()
        is_number = number.removeprefix("FR").isdecimal()
        told.append(
            like(DocumentRow.seller, number, start=True) if is_number else like(DocumentRow.seller_name, supplier)
        )
    if selection.confidence_below is not None:
        told.append(or_(DocumentRow.confidence < selection.confidence_below, DocumentRow.confidence.is_(None)))
    if selection.engine:
        told.append(_read_by(" ".join(selection.engine.replace("\x00", " ").split())))
    if selection.outdated:
        told.append(or_(DocumentRow.engine != engine_version(), DocumentRow.engine.is_(None)))
    return [*told, *_received(selection)]


def _read_by(engine: str) -> ColumnElement[bool]:
    """By this engine; of a version without its build, by any of its builds."""
    name = engine if engine.startswith(ENGINE) else f"{ENGINE} {engine}"
    builds = DocumentRow.engine.startswith(f"{name}+", autoescape=True)
    return or_(DocumentRow.engine == engine, DocumentRow.engine == name, builds)


def _received(selection: Selection) -> list[ColumnElement[bool]]:
    """Days of France, both included."""
    told = []
    try:
        if selection.received_from:
            told.append(DocumentRow.created_at >= _midnight(selection.received_from))
        if selection.received_to:
            after = _midnight(selection.received_to + timedelta(days=1))
            told.append(DocumentRow.created_at < after)
    except OverflowError as error:
        raise InvalidRequest("date hors du calendrier") from error
    return told


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), FRANCE).astimezone(UTC)


def _sent_by(actor: str) -> ColumnElement[bool]:
    """Whether somebody sent the document, or the file that it is a part of, or the archive that it came in."""
    received, file, first = aliased(EventRow), aliased(DocumentRow), aliased(EventRow)
    mine = and_(first.code == State.RECEIVED, first.actor == actor)
    itself = select(first.id).where(first.document_id == DocumentRow.id, mine).exists()
    same_file = (
        select(file.id)
        .join(first, first.document_id == file.id)
        .where(
            file.structure_id == DocumentRow.structure_id,
            file.sha256 == DocumentRow.sha256,
            file.member == DocumentRow.member,
            mine,
        )
        .exists()
    )
    archive = (
        select(received.id)
        .join(first, first.document_id == received.details["archive"].as_string())
        .where(received.document_id == DocumentRow.id, received.code == State.RECEIVED, mine)
        .exists()
    )
    return or_(itself, same_file, archive)
