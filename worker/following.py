"""What becomes of deposits: a platform is asked after each until nothing follows any more, and the documents tell it.

Waits grow with a deposit's age: a minute at first (`PREFACTURE_FOLLOW_SECONDS`), then a twentieth of its age, six hours
at most. The portal in this process says by itself when something happened (`soon`), and is asked at the next sweep.

Each line of the platform's history is written into ours once, with the platform's code, time, comment and actor. What a
platform gives back as a whole, as it does with flows some time after it took them, goes back to a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.lifecycle import EventKind, State
from models.service_errors import Unavailable
from worker import history, parcels, states
from worker.gateway import GatewayRefused, GatewayUnavailable, PlatformEntry, Progress, gateway_of
from worker.sending import DEPOSITED
from worker.service import Service
from worker.settings import ServiceSettings
from worker.store.tables import DepositRow, DocumentRow, now

SHARE: Final = 20  # of a deposit's age, one part is the wait
LONGEST: Final = timedelta(hours=6)
_DIGITS: Final = 16  # of the hash by which a line that was told is known again


@dataclass(frozen=True, slots=True)
class _Asked:
    """A deposit that this worker asks after; nobody else does `until` then."""

    deposit_id: str
    gateway: str
    platform_id: str
    done_at: datetime
    until: datetime
    kept: dict[str, Any]


def run(service: Service, deposit_id: str) -> None:
    """Ask the platform what became of a deposit, and write it down; the queue's job."""
    asked = _taken(service, deposit_id)
    if asked is None:
        return
    try:
        gateway = gateway_of(service, asked.gateway)
        parcel = parcels.parcel(service, deposit_id)
        if parcel is None:
            return
        progress = gateway.follow(asked.platform_id, parcel, asked.kept)
    except (GatewayUnavailable, Unavailable):
        _again(service, asked)
    except GatewayRefused as error:
        _unanswered(service, asked, error)
    else:
        _tell(service, asked, progress)


def due(session: Session) -> Sequence[str]:
    """Deposits to be asked after by now."""
    waits = (DepositRow.state == "done", DepositRow.follow_at <= now())
    return session.scalars(select(DepositRow.id).where(*waits).order_by(DepositRow.follow_at)).all()


def soon(session: Session, deposit_id: str) -> None:
    """Have a deposit asked after at the next sweep, whatever its time is; also one of which nothing was expected."""
    done = (DepositRow.id == deposit_id, DepositRow.state == "done")
    session.execute(update(DepositRow).where(*done).values(follow_at=now()))


def wait(settings: ServiceSettings, age: timedelta) -> timedelta:
    """Until a deposit of that age is asked after again."""
    return min(max(timedelta(seconds=settings.follow_seconds), age / SHARE), LONGEST)


def _taken(service: Service, deposit_id: str) -> _Asked | None:
    """Take the question; None where it is not time, or somebody else has it."""
    until = now() + timedelta(seconds=service.settings.lease_seconds)
    waits = (DepositRow.id == deposit_id, DepositRow.state == "done", DepositRow.follow_at <= now())
    with service.store.session() as session:
        taken = update(DepositRow).where(*waits).values(follow_at=until).returning(DepositRow.id)
        if session.execute(taken, execution_options={"synchronize_session": False}).first() is None:
            return None
        row = session.get_one(DepositRow, deposit_id)
        assert row.platform_id is not None  # what is done
        assert row.done_at is not None
        kept = dict((row.followed or {}).get("kept", {}))
        return _Asked(row.id, row.gateway, row.platform_id, row.done_at, until, kept)


def _ours(session: Session, asked: _Asked) -> tuple[DepositRow, DocumentRow] | None:
    """The rows, locked; None where the document is gone or the deposit no longer stands."""
    deposit = session.get(DepositRow, asked.deposit_id)
    row = session.get(DocumentRow, deposit.document_id, with_for_update=True) if deposit else None
    if deposit is None or row is None:
        return None
    session.refresh(deposit)
    return (deposit, row) if deposit.state == "done" and row.state == State.DEPOSITED else None


def _next(service: Service, asked: _Asked, deposit: DepositRow, *, final: bool = False) -> None:
    """When to ask again, unless somebody said meanwhile that there is news."""
    if deposit.follow_at == asked.until:
        deposit.follow_at = None if final else now() + wait(service.settings, now() - asked.done_at)


def _again(service: Service, asked: _Asked) -> None:
    with service.store.session() as session:
        ours = _ours(session, asked)
        if ours is not None:
            _next(service, asked, ours[0])


def _unanswered(service: Service, asked: _Asked, error: GatewayRefused) -> None:
    """The platform answers, and tells nothing of this deposit: that is said once, and asked again."""
    entry = PlatformEntry(EventKind.COMPLEMENTARY, "follow_refused", now(), error.message.fr)
    with service.store.session() as session:
        ours = _ours(session, asked)
        if ours is not None:
            deposit, row = ours
            told = list((deposit.followed or {}).get("told", ()))
            mark = f"refused {error.code}"
            if mark not in told:
                history.note_all(session, [_line(row, asked, entry)])
                deposit.followed = {**(deposit.followed or {}), "told": [*told, mark]}
            _next(service, asked, deposit)


def _tell(service: Service, asked: _Asked, progress: Progress) -> None:
    with service.store.session() as session:
        ours = _ours(session, asked)
        if ours is None:
            return
        deposit, row = ours
        told = list((deposit.followed or {}).get("told", ()))
        fresh = [(mark, entry) for mark, entry in _marked(progress, row) if mark not in told]
        deposit.followed = {"kept": progress.kept, "told": [*told, *(mark for mark, _ in fresh)]}
        history.note_all(session, [_line(row, asked, entry) for mark, entry in fresh if mark != DEPOSITED])
        if progress.refusal is not None:
            _give_back(session, asked, (deposit, row), progress.refusal)
            return
        if row.platform_status != progress.status:
            states.change(session, row, platform_status=progress.status)
        _next(service, asked, deposit, final=progress.final)


def _marked(progress: Progress, row: DocumentRow) -> Iterator[tuple[str, PlatformEntry]]:
    """Each line with what it is known by again; the first word of the deposit was told when it was settled."""
    entries = progress.entries
    is_new = progress.refusal is None and progress.status != row.platform_status
    if is_new and not any(entry.code == progress.status for entry in entries):
        entries = (*entries, PlatformEntry(EventKind.STATE, progress.status, now()))
    first = next((entry for entry in entries if entry.kind is EventKind.STATE), None)
    for entry in entries:
        if entry is first and entry.code == DEPOSITED:
            yield DEPOSITED, entry
            continue
        said = (entry.kind, entry.code, entry.at.isoformat(), entry.comment or "", entry.actor or "")
        yield hashlib.sha256("\0".join(said).encode()).hexdigest()[:_DIGITS], entry


def _line(row: DocumentRow, asked: _Asked, entry: PlatformEntry) -> history.Line:
    details = {"deposit_id": asked.deposit_id, "gateway": asked.gateway, "platform_id": asked.platform_id}
    code, actor = entry.code[:60], entry.actor and entry.actor[:254]
    return history.Line(row.structure_id, row.id, entry.kind, code, actor, entry.comment, details, entry.at)


def _give_back(session: Session, asked: _Asked, ours: tuple[DepositRow, DocumentRow], refusal: GatewayRefused) -> None:
    deposit, row = ours
    message = refusal.message.model_dump()
    deposit.state, deposit.follow_at = "refused", None
    row.platform_status, row.error = None, {"code": refusal.code, "message": message}
    details = {"deposit_id": asked.deposit_id, "code": refusal.code, "message": message}
    states.move(session, row, State.TO_REVIEW, code="deposit_refused", comment=refusal.message.fr, details=details)
