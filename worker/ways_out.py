"""What a supplier can do where the platform stopped a deposited invoice, and doing it.

    A_RECYCLER → recycle: to the right recipient, under the same number
    SUSPENDUE  → complete: with the files or the word that was missing
    REJETEE    → acknowledge, and replace: a new document to be corrected, with a new number

Not every platform lets this be done by a program; replacing needs none of them. What was done is asked after at once,
so that the document tells where the invoice stands now.

Sources: AIFE, API Factures v1 (recycler, completer, traiterRejet) · XP Z12-012 (a refused invoice is replaced)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lifecycle import EventKind, State, WayOut
from models.service import DocumentView, Principal
from models.service_errors import NotFound, PlatformRefused, StaleVersion, Unavailable, WrongState
from worker import documents, following, history, parcels, states
from worker.gateway import Enclosed, Gateway, GatewayRefused, GatewayUnavailable, Parcel, Routing, gateway_of
from worker.reader import content_of
from worker.service import Service
from worker.standing import ways_out
from worker.store.tables import AttachmentRow, DepositRow, DocumentRow, StructureRow
from worker.visibility import document_row

_DONE: Final = MappingProxyType(
    {WayOut.RECYCLE: "recycled", WayOut.COMPLETE: "completed", WayOut.ACKNOWLEDGE: "rejection_acknowledged"}
)


@dataclass(frozen=True, slots=True)
class _Held:
    """A deposit that stands where something can be done."""

    document_id: str
    deposit_id: str
    gateway: str
    platform_id: str
    actor: str


def recycle(service: Service, principal: Principal, document_id: str, version: int, routing: Routing) -> DocumentView:
    """Send the invoice to the right recipient.

    Raises NotFound, StaleVersion, WrongState; PlatformRefused with its words; Unavailable where it does not answer.
    """
    held = _held(service, principal, document_id, version, WayOut.RECYCLE)
    _ask(service, held, lambda gateway, parcel: gateway.recycle(held.platform_id, parcel, routing))
    told = {name: getattr(routing, name) for name in ("siret", "service_code", "engagement", "contract")}
    return _noted(service, held, WayOut.RECYCLE, routing.comment, {k: v for k, v in told.items() if v})


def complete(
    service: Service,
    principal: Principal,
    document_id: str,
    version: int,
    *,
    attachment_ids: Sequence[str] = (),
    comment: str | None = None,
) -> DocumentView:
    """Add attachments of the document, or a word, to a suspended invoice. As `recycle`."""
    held = _held(service, principal, document_id, version, WayOut.COMPLETE)
    enclosed = _enclosed(service, held, attachment_ids)
    _ask(service, held, lambda gateway, parcel: gateway.complete(held.platform_id, parcel, enclosed, comment))
    return _noted(service, held, WayOut.COMPLETE, comment, {"files": [one.name for one in enclosed]})


def acknowledge(service: Service, principal: Principal, document_id: str, version: int) -> DocumentView:
    """Tell the platform that a rejection was taken note of. As `recycle`."""
    held = _held(service, principal, document_id, version, WayOut.ACKNOWLEDGE)
    _ask(service, held, lambda gateway, parcel: gateway.acknowledge(held.platform_id, parcel))
    return _noted(service, held, WayOut.ACKNOWLEDGE, None, {})


def _held(service: Service, principal: Principal, document_id: str, version: int, way: WayOut) -> _Held:
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        deposit = standing(session, row, version, way)
        if deposit is None or deposit.platform_id is None:
            raise WrongState(row.state)
        return _Held(row.id, deposit.id, deposit.gateway, deposit.platform_id, principal.actor)


def standing(session: Session, row: DocumentRow, version: int, way: WayOut) -> DepositRow | None:
    """The deposit of a document for which this can be done now. Raises StaleVersion, WrongState."""
    if row.version != version:
        raise StaleVersion(row.version)
    possible = ways_out(session, row)
    if way not in possible:
        others = f" ; possible ici : {', '.join(possible)}" if possible else ""
        raise WrongState(f"{row.platform_status or row.state}{others}")
    done = (DepositRow.document_id == row.id, DepositRow.state == "done")
    return session.scalar(select(DepositRow).where(*done))


def _enclosed(service: Service, held: _Held, attachment_ids: Sequence[str]) -> tuple[Enclosed, ...]:
    """Attachments of the document, in this order. Raises NotFound."""
    asked = select(AttachmentRow).where(
        AttachmentRow.document_id == held.document_id, AttachmentRow.id.in_(attachment_ids)
    )
    with service.store.reading() as session:
        rows = {row.id: (row.name, row.sha256) for row in session.scalars(asked)}
    if missing := [one for one in attachment_ids if one not in rows]:
        raise NotFound(f"pièce jointe {missing[0]}")
    found = [rows[one] for one in dict.fromkeys(attachment_ids)]
    return tuple(Enclosed(name, content_of(service.files, sha256)) for name, sha256 in found)


def _ask(service: Service, held: _Held, ask: Callable[[Gateway, Parcel], None]) -> None:
    parcel = parcels.parcel(service, held.deposit_id)
    if parcel is None:
        raise NotFound(held.document_id)
    try:
        ask(gateway_of(service, held.gateway), parcel)
    except GatewayRefused as error:
        raise PlatformRefused(error.message) from error
    except GatewayUnavailable as error:
        raise Unavailable(error.detail) from error


def _noted(service: Service, held: _Held, way: WayOut, comment: str | None, details: dict[str, Any]) -> DocumentView:
    """Write what was done, and have the platform asked where the invoice stands."""
    with service.store.session() as session:
        row = session.get(DocumentRow, held.document_id, with_for_update=True)
        if row is None:
            raise NotFound(held.document_id)
        told = {"deposit_id": held.deposit_id, "platform_id": held.platform_id, **details}
        history.note(
            session, row.structure_id, row.id, EventKind.ACTION, _DONE[way],
            actor=held.actor, comment=comment, details=told,
        )  # fmt: skip
        if row.state == State.DEPOSITED:
            states.change(session, row, **_readdressed(session, row, details.get("siret")))
        following.soon(session, held.deposit_id)
        view = documents.view(session, row)
    service.queue.put("follow", held.deposit_id)
    return view


def _readdressed(session: Session, row: DocumentRow, siret: str | None) -> dict[str, str | None]:
    """The columns by which the invoice is listed, once it goes elsewhere; what was deposited stays as it was."""
    if siret is None or siret == row.buyer:
        return {}
    known = select(StructureRow.name).where(StructureRow.siret == siret, StructureRow.public)
    return {"buyer": siret, "buyer_name": session.scalar(known)}
