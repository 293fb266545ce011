"""Runs: made, followed, chosen in, applied and taken away. Making one reads and shows; nothing is changed before that.

A supplier sees the runs that they made; who reviews or manages sees all of the structure's.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from models.lifecycle import Role
from models.report import RunReport
from models.reprocessing import (
    MOST_DOCUMENTS,
    ItemPage,
    ItemView,
    NewRun,
    RunPage,
    RunPlace,
    RunView,
    Stage,
    StepChoice,
)
from models.service import Principal
from models.service_errors import InvalidRequest, NotFound, StaleVersion, WrongState
from worker.gateway import gateway_of
from worker.reprocessing import errand, leasing, readings, reporting, selecting, viewing
from worker.reprocessing.narrowing import EVERY, Wanted
from worker.service import Service
from worker.store.tables import DocumentRow, ReprocessedRow, ReprocessingRow, new_id, now
from worker.visibility import is_id

MOST = 100
"""Runs, or documents of one, that are told at once."""


def create(service: Service, principal: Principal, new: NewRun) -> RunView:
    """A run over a selection, which is read from now on. Raises InvalidRequest for an empty one or one too large."""
    with service.store.session() as session:
        found = selecting.chosen(session, principal, new.selection)
        if not found:
            raise InvalidRequest("aucun document ne répond à ces critères")
        if len(found) > MOST_DOCUMENTS:
            raise InvalidRequest(f"{len(found)} documents, {MOST_DOCUMENTS} au plus : resserrez les critères")
        run = ReprocessingRow(
            id=new_id(),
            structure_id=principal.structure_id,
            title=new.title.strip(),
            mode=new.mode.value,
            engine=readings.engine(),
            actor=principal.actor,
            asked=new.model_dump(mode="json", exclude_defaults=True),
        )
        session.add(run)
        session.flush()
        rows = [
            ReprocessedRow(id=new_id(), run_id=run.id, document_id=one.id, position=place, sha256=one.sha256)
            for place, one in enumerate(found, 1)
        ]
        session.add_all(rows)
        session.flush()
        told = viewing.run_view(session, run)
    service.queue.put_all("reprocess", [row.id for row in rows])
    return told


def page(service: Service, principal: Principal, limit: int = 20) -> RunPage:
    """The newest runs."""
    with service.store.reading() as session:
        asked = select(ReprocessingRow).where(_mine(principal))
        rows = session.scalars(asked.order_by(ReprocessingRow.created_at.desc(), ReprocessingRow.id).limit(limit))
        return RunPage(items=tuple(viewing.run_view(session, row) for row in rows))


def get(service: Service, principal: Principal, run_id: str) -> RunView:
    """A run. Raises NotFound."""
    with service.store.reading() as session:
        return viewing.run_view(session, _run(session, principal, run_id))


def items(
    service: Service,
    principal: Principal,
    run_id: str,
    *,
    wanted: Wanted = EVERY,
    limit: int = MOST,
    cursor: str | None = None,
) -> ItemPage:
    """Documents of a run in their order, from after `cursor` on; `total` of them. Raises NotFound, InvalidRequest."""
    if cursor is not None and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):  # noqa: PLR2004
        raise InvalidRequest("cursor : rendez celui de la page précédente, tel quel")
    with service.store.reading() as session:
        run = _run(session, principal, run_id)
        asked = viewing.pairs().where(ReprocessedRow.run_id == run.id, *wanted.conditions())
        total = session.scalar(asked.order_by(None).with_only_columns(func.count())) or 0
        asked = asked.where(ReprocessedRow.position > int(cursor or 0)).limit(limit + 1)
        found = [(item, row) for item, row in session.execute(asked)]
        told = viewing.items(session, found[:limit])
        after = str(found[limit - 1][0].position) if len(found) > limit else None
    return ItemPage(items=told, total=total, next=after)


def choose(
    service: Service, principal: Principal, run_id: str, item_id: str, *, version: int, choice: StepChoice
) -> tuple[ItemView, int]:
    """The document with another step, and the run's new version. Raises NotFound, StaleVersion, WrongState.

    InvalidRequest for a step that is not possible where the document stands.
    """
    with service.store.session() as session:
        run = seen(session, principal, run_id, version)
        item = session.get(ReprocessedRow, item_id) if is_id(item_id) else None
        if item is None or item.run_id != run.id:
            raise NotFound(item_id)
        if item.place != RunPlace.READ:
            raise WrongState(item.place)
        possible = errand.possible_for(item)
        if choice.step.value not in possible:
            raise InvalidRequest(f"{choice.step.value} ; possible ici : {', '.join(possible)}")
        errand.choose(item, choice, principal.actor)
        run.version += 1
        session.flush()
        row = session.get_one(DocumentRow, item.document_id)
        [told] = viewing.items(session, [(item, row)])
        return told, run.version


def apply(service: Service, principal: Principal, run_id: str, version: int) -> RunView:
    """Have what was shown and chosen done. Raises NotFound, StaleVersion, WrongState where it is not shown yet.

    WrongState too where the engine has changed since: what it reads now was not shown.
    """
    gateway_of(service)
    with service.store.session() as session:
        run = seen(session, principal, run_id, version)
        if run.engine != readings.engine():
            raise WrongState(f"moteur {run.engine} → {readings.engine()} : refaites l'essai")
        shown = (ReprocessedRow.run_id == run.id, ReprocessedRow.place == RunPlace.READ)
        begun = update(ReprocessedRow).where(*shown).values(tries=0, place=RunPlace.TO_APPLY, updated_at=now())
        ids = session.scalars(
            begun.returning(ReprocessedRow.id), execution_options={"synchronize_session": False}
        ).all()
        run.stage, run.applied_at, run.applied_by = Stage.APPLYING.value, now(), principal.actor
        leasing.advance(session, run)  # nothing may be left to do
        told = viewing.run_view(session, run)
    service.queue.put_all("reprocess", ids)
    return told


def delete(service: Service, principal: Principal, run_id: str) -> None:
    """Take a run away; what it did stays. Raises NotFound, WrongState while it is being applied."""
    with service.store.session() as session:
        run = _run(session, principal, run_id, lock=True)
        if run.stage == Stage.APPLYING:
            raise WrongState(run.stage)
        session.delete(run)


def report(service: Service, principal: Principal, run_id: str) -> RunReport:
    """What the run came to so far. Raises NotFound."""
    with service.store.reading() as session:
        return reporting.report_of(session, _run(session, principal, run_id))


def seen(session: Session, principal: Principal, run_id: str, version: int) -> ReprocessingRow:
    """The run that was shown, locked, in the version that was seen."""
    run = _run(session, principal, run_id, lock=True)
    if run.stage != Stage.SHOWN:
        raise WrongState(run.stage)
    if run.version != version:
        raise StaleVersion(run.version)
    return run


def _run(session: Session, principal: Principal, run_id: str, *, lock: bool = False) -> ReprocessingRow:
    if not is_id(run_id):
        raise NotFound
    query = select(ReprocessingRow).where(ReprocessingRow.id == run_id, _mine(principal))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound(run_id)
    return row


def _mine(principal: Principal) -> ColumnElement[bool]:
    ours = ReprocessingRow.structure_id == principal.structure_id
    return ours if principal.may(Role.REVIEWER) else and_(ours, ReprocessingRow.actor == principal.actor)
