"""One deposit on its way to the platform: leased, written, looked for, sent, settled. Never twice.

The file is kept before it is sent, so that a second try sends the same bytes; and the platform is asked for the
deposit's key before anything is sent, so that a worker that died between sending and noting does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models.finding import Message
from models.lifecycle import EventKind, State
from models.service_errors import Unavailable
from worker import history, parcels, states
from worker.faults import here
from worker.gateway import GatewayRefused, GatewayUnavailable, Sent, gateway_of
from worker.reader import ReaderFailed
from worker.service import Service
from worker.store.tables import DepositRow, DocumentRow, now

OPEN = frozenset({"noted", "sent"})
GIVEN_UP = "given_up"
"""Option of a deposit that was not settled for want of an answer: whoever deposits again asks for its key as well."""
MOST_TRIES = 10
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
DEPOSITED = "DEPOSEE"
"""The platform's word for an invoice that it has just taken (Chorus Pro, XP Z12-014)."""

SILENT = Message(
    fr="La plateforme ne répond pas : la facture reste prête, redéposez-la plus tard. Rien n'est déposé deux fois.",
    en="The platform does not answer: the invoice stays ready, deposit it later. Nothing is deposited twice.",
)


@dataclass(slots=True)
class Held:
    """A deposit that this worker has until `until`; `options` as noted, `kept` the file that was written before."""

    deposit_id: str
    document_id: str
    until: datetime
    options: dict[str, Any]
    kept: str | None


def run(service: Service, deposit_id: str) -> None:
    """Bring a deposit to its end, or to its next try."""
    held = _lease(service, deposit_id)
    if held is None:
        return
    here("deposit.noted")
    try:
        if held.kept is None:
            _write(service, held)
        here("deposit.written")
        settled = _found_or_sent(service, held)
    except (ReaderFailed, GatewayRefused) as error:
        _refuse(service, held, error)
    except (GatewayUnavailable, Unavailable) as error:
        _later(service, held, error.detail)
    else:
        here("deposit.sent")
        _settle(service, held, *settled)
        here("deposit.settled")
        service.queue.put("follow", deposit_id)


def _lease(service: Service, deposit_id: str) -> Held | None:
    """Take the deposit; None where it is settled, gone, or another worker has it."""
    with service.store.session() as session:
        deposit = session.get(DepositRow, deposit_id)
        if deposit is None:
            return None
        row = session.get(DocumentRow, deposit.document_id, with_for_update=True)
        if row is None:
            return None
        session.refresh(deposit)
        if deposit.state not in OPEN or row.state != State.DEPOSITING:
            return None
        if row.leased_until is not None and row.leased_until > now():
            return None
        row.leased_until = until = now() + timedelta(seconds=service.settings.lease_seconds)
        return Held(deposit.id, row.id, until, dict(deposit.options or {}), deposit.sha256)


def _ours(session: Session, held: Held) -> tuple[DepositRow, DocumentRow] | None:
    """The rows of a deposit that is not settled yet."""
    row = session.get(DocumentRow, held.document_id, with_for_update=True)
    deposit = session.get(DepositRow, held.deposit_id)
    if row is None or deposit is None or deposit.state not in OPEN or row.state != State.DEPOSITING:
        return None
    return deposit, row


def _write(service: Service, held: Held) -> None:
    """Write the file, keep it, and note that it is about to be sent. Raises ReaderFailed."""
    kept = parcels.keep(service, held.document_id, held.options)
    with service.store.session() as session:
        ours = _ours(session, held)
        if ours is not None:
            deposit, _ = ours
            deposit.sha256, deposit.state = kept.sha256, "sent"
            deposit.options = {**(deposit.options or {}), **kept.options}


def _found_or_sent(service: Service, held: Held) -> tuple[Sent, str]:
    """What the platform has, and the deposit under whose key it has it: an earlier one may have come through."""
    for key in (*held.options.get("earlier", ()), held.deposit_id):
        parcel = parcels.parcel(service, key)
        found = gateway_of(service, _platform(service, key)).find(key, parcel) if parcel else None
        if found is not None:
            return found, key
    parcel = parcels.parcel(service, held.deposit_id)
    if parcel is None:
        raise GatewayUnavailable("le dépôt a changé de mains")
    _hold(service, held)  # the platform may have taken its time so far
    return gateway_of(service, _platform(service, held.deposit_id)).send(parcel), held.deposit_id


def _platform(service: Service, deposit_id: str) -> str:
    """Where a deposit goes, by what was set when it was noted: its first try may have been taken there."""
    with service.store.reading() as session:
        return session.get_one(DepositRow, deposit_id).gateway


def _hold(service: Service, held: Held) -> None:
    """Have the deposit for as long again. Raises GatewayUnavailable where another worker has it now."""
    with service.store.session() as session:
        ours = _ours(session, held)
        if ours is None or ours[1].leased_until != held.until:
            raise GatewayUnavailable("le dépôt a changé de mains")
        ours[1].leased_until = held.until = now() + timedelta(seconds=service.settings.lease_seconds)


def _settle(service: Service, held: Held, sent: Sent, key: str) -> None:
    with service.store.session() as session:
        ours = _ours(session, held)
        if ours is None:
            return
        deposit, row = ours
        source = session.get_one(DepositRow, key)
        deposit.sha256 = source.sha256
        deposit.certificate = {
            "time": sent.at.isoformat(),
            "sha256": source.sha256,
            "size": (source.options or {})["size"],
            "name": (source.options or {})["name"],
            "gateway": source.gateway,
            "platform_id": sent.platform_id,
            "number": row.number,
        }
        deposit.state, deposit.done_at, deposit.platform_id = "done", now(), sent.platform_id
        deposit.follow_at, deposit.followed = now(), {"kept": sent.kept}
        row.leased_until, row.platform_status, row.error = None, DEPOSITED, None
        details = {"deposit_id": deposit.id, "platform_id": sent.platform_id, "sha256": source.sha256}
        history.note(session, row.structure_id, row.id, EventKind.COMPLEMENTARY, DEPOSITED, details=details)
        states.move(session, row, State.DEPOSITED, actor=deposit.actor, details=details)


def _refuse(service: Service, held: Held, error: ReaderFailed | GatewayRefused) -> None:
    """Back to a person, with the reason; a reader that died may do better next time."""
    if isinstance(error, ReaderFailed) and not error.refused and _tries(held) < service.settings.tries:
        _later(service, held, error.code)
        return
    details: dict[str, Any] = {"deposit_id": held.deposit_id, "code": error.code, "message": _said(error.message)}
    if error.findings:
        details["findings"] = [finding.model_dump(mode="json", exclude_none=True) for finding in error.findings]
    _end(service, held, State.TO_REVIEW, error.message, details)


def _later(service: Service, held: Held, detail: str) -> None:
    """Another try after a while, which the sweeper finds; ready again where there were too many."""
    tries = _tries(held)
    if tries >= MOST_TRIES:
        silent = {"deposit_id": held.deposit_id, "code": "unavailable", "message": _said(SILENT), "detail": detail}
        _end(service, held, State.READY, SILENT, silent)
        return
    with service.store.session() as session:
        ours = _ours(session, held)
        if ours is None or ours[1].leased_until != held.until:
            return
        deposit, row = ours
        deposit.options = {**(deposit.options or {}), "tries": tries}
        row.leased_until = now() + min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
        details: dict[str, Any] = {"deposit_id": deposit.id, "tries": tries, "detail": detail}
        details["next_at"] = row.leased_until.isoformat()
        history.note(session, row.structure_id, row.id, EventKind.COMPLEMENTARY, "deposit_postponed", details=details)


def _end(service: Service, held: Held, new: State, message: Message, details: dict[str, Any]) -> None:
    with service.store.session() as session:
        ours = _ours(session, held)
        if ours is None or ours[1].leased_until != held.until:
            return
        deposit, row = ours
        deposit.state, deposit.done_at = "refused", now()
        if new is State.READY:
            deposit.options = {**(deposit.options or {}), GIVEN_UP: True}
        row.leased_until = None
        row.error = {"code": details["code"], "message": _said(message)}
        states.move(session, row, new, actor=deposit.actor, code="deposit_refused", comment=message.fr, details=details)


def _tries(held: Held) -> int:
    """This try's number, from 1."""
    return int(held.options.get("tries", 0)) + 1


def _said(message: Message) -> dict[str, str]:
    return message.model_dump()
