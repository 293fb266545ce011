"""Ways out that a platform is asked for: noted before they are asked, and looked for before they are asked again."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.lifecycle import WayOut
from models.reprocessing import Step
from models.service import DocumentView
from models.service_errors import StaleVersion
from worker import following, replacing, ways_out
from worker.faults import here
from worker.gateway import Routing
from worker.reprocessing.errand import Errand, note
from worker.service import Service
from worker.standing import replaced as replacement_of, ways_out as possible
from worker.store.tables import DepositRow, DocumentRow, EventRow
from worker.visibility import document_row


def asked(service: Service, errand: Errand) -> None:
    """Recycle, complete or acknowledge, once. Raises what `worker.ways_out` does."""
    version = _begun(service, errand)
    if version is None:
        return
    here("reprocess.valued")
    _ASK[errand.choice.step](service, errand, version)


def replaced(service: Service, errand: Errand) -> str:
    """The document that takes the place of this one: made now, unless an earlier try has made it."""
    if errand.progress.made_id is not None:
        return errand.progress.made_id
    with service.store.reading() as session:
        row = document_row(session, errand.principal, errand.document_id)
        there = replacement_of(session, row) if errand.progress.asked_after is not None else None
        version, last = row.version, _last(session, row)
    if there is not None:
        return there
    if version != errand.version:
        raise StaleVersion(version)
    note(service, errand, asked_after=last)
    return replacing.replace(service, errand.principal, errand.document_id, version).id


def _begun(service: Service, errand: Errand) -> int | None:
    """The version to ask with; None where an earlier try was cut off after the platform had done it."""
    with service.store.reading() as session:
        row = document_row(session, errand.principal, errand.document_id)
        version, last = row.version, _last(session, row)
    if errand.progress.asked_after is None:
        if version != errand.version:
            raise StaleVersion(version)
        note(service, errand, asked_after=last)
        return version
    _look(service, errand.document_id)
    with service.store.reading() as session:
        row = document_row(session, errand.principal, errand.document_id)
        done = _noted_since(session, row, errand) or WayOut(errand.choice.step.value) not in possible(session, row)
        return None if done else row.version


def _look(service: Service, document_id: str) -> None:
    """Ask the platform where the invoice stands now."""
    with service.store.session() as session:
        done = (DepositRow.document_id == document_id, DepositRow.state == "done")
        deposit_id = session.scalar(select(DepositRow.id).where(*done))
        if deposit_id is not None:
            following.soon(session, deposit_id)
    if deposit_id is not None:
        following.run(service, deposit_id)


def _last(session: Session, row: DocumentRow) -> int:
    return session.scalar(select(func.max(EventRow.id)).where(EventRow.document_id == row.id)) or 0


_NOTED = MappingProxyType(
    {Step.RECYCLE: "recycled", Step.COMPLETE: "completed", Step.ACKNOWLEDGE: "rejection_acknowledged"}
)


def _noted_since(session: Session, row: DocumentRow, errand: Errand) -> bool:
    since = (EventRow.document_id == row.id, EventRow.id > (errand.progress.asked_after or 0))
    told = select(EventRow.id).where(*since, EventRow.code == _NOTED[errand.choice.step])
    return session.scalar(told.limit(1)) is not None


def _recycle(service: Service, errand: Errand, version: int) -> DocumentView:
    choice = errand.choice
    routing = Routing(choice.siret, choice.service_code, choice.engagement, choice.contract, choice.comment)
    return ways_out.recycle(service, errand.principal, errand.document_id, version, routing)


def _complete(service: Service, errand: Errand, version: int) -> DocumentView:
    ids, comment = errand.choice.attachment_ids, errand.choice.comment
    return ways_out.complete(
        service, errand.principal, errand.document_id, version, attachment_ids=ids, comment=comment
    )


def _acknowledge(service: Service, errand: Errand, version: int) -> DocumentView:
    return ways_out.acknowledge(service, errand.principal, errand.document_id, version)


_ASK: MappingProxyType[Step, Callable[[Service, Errand, int], DocumentView]] = MappingProxyType(
    {Step.RECYCLE: _recycle, Step.COMPLETE: _complete, Step.ACKNOWLEDGE: _acknowledge}
)
