"""A flow that one worker has for a time, made longer as it goes on; one that is tried too often is given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from models.portal import FlowState
from worker.portal.callers import Caller, caller_of
from worker.portal.flow_deposits import Depositor
from worker.portal.flow_errors import INCIDENT, INTERRUPTED, Outcome, TechnicalError
from worker.portal.flow_syntaxes import SYNTAXES, Syntax
from worker.service import Service
from worker.store.tables import PortalFlowRow, PortalInvoiceRow, UserRow, now

OPEN: Final = (FlowState.WAITING.value, FlowState.PROCESSING.value)
_YOUNG: Final = timedelta(seconds=2)  # what has just been noted is being put into the queue by who noted it


@dataclass(slots=True)
class Held:
    """A flow that this worker has until `until`; `last` where it is not tried again."""

    id: str
    name: str
    sha256: str
    syntax: Syntax
    who: Depositor
    until: datetime
    last: bool
    done: frozenset[str]
    """Keys of its invoices that are on the portal."""


def take(service: Service, flow_id: str) -> Held | None:
    """Take a flow; None where it is done with, or another worker has it."""
    with service.store.session() as session:
        row = session.get(PortalFlowRow, flow_id, with_for_update=True)
        if row is None or row.state not in OPEN or (row.leased_until is not None and row.leased_until > now()):
            return None
        keys = session.scalars(select(PortalInvoiceRow.key).where(PortalInvoiceRow.flow_id == row.id))
        done = frozenset(key for key in keys if key is not None)
        structures = structures_of(row)
        if row.tries >= service.settings.tries:
            told = [TechnicalError(INCIDENT, "interrupted", INTERRUPTED)]
            _settle(row, Outcome(deposited=len(done), technical=told))
            return None
        row.tries += 1
        row.leased_until = until = _until(service)
        row.state, row.state_at = FlowState.PROCESSING.value, now()
        who = Depositor(_caller(session, row.user_id), structures)
        last = row.tries >= service.settings.tries
        return Held(row.id, row.name, row.sha256, SYNTAXES[row.syntax], who, until, last, done)


def renew(service: Service, held: Held) -> None:
    """Have it for longer, where much of the time is over."""
    if held.until - now() > timedelta(seconds=service.settings.lease_seconds / 2):
        return
    with service.store.session() as session:
        row = _ours(session, held)
        if row is None:
            return
        row.leased_until = until = _until(service)
    held.until = until


def is_ours(session: Session, held: Held) -> bool:
    """Whether it is still this worker's, and stays so until the transaction ends."""
    return _ours(session, held) is not None


def hand_back(service: Service, held: Held) -> None:
    """Let another try be made of it at once."""
    with service.store.session() as session:
        row = _ours(session, held)
        if row is None:
            return
        row.leased_until = None
        row.state, row.state_at = FlowState.WAITING.value, now()
    service.queue.put("flow", held.id)


def finish(service: Service, held: Held, outcome: Outcome) -> None:
    """Write down what became of it."""
    with service.store.session() as session:
        row = _ours(session, held)
        if row is not None:
            _settle(row, outcome)


def due(session: Session) -> Iterator[str]:
    """Flows that no worker has."""
    unleased = and_(PortalFlowRow.leased_until.is_(None), PortalFlowRow.state_at < now() - _YOUNG)
    waiting = (PortalFlowRow.state.in_(OPEN), or_(PortalFlowRow.leased_until < now(), unleased))
    yield from session.scalars(select(PortalFlowRow.id).where(*waiting).order_by(PortalFlowRow.received_at))


def structures_of(row: PortalFlowRow) -> tuple[str, ...]:
    """For which structures a flow may deposit, and whose members may therefore see it."""
    return tuple((row.errors or {}).get("structures", [row.structure_id]))


def _ours(session: Session, held: Held) -> PortalFlowRow | None:
    row = session.get(PortalFlowRow, held.id, with_for_update=True)
    return row if row is not None and row.state in OPEN and row.leased_until == held.until else None


def _settle(row: PortalFlowRow, outcome: Outcome) -> None:
    row.errors = outcome.kept(structures_of(row))
    row.state, row.state_at, row.leased_until = outcome.state.value, now(), None


def _until(service: Service) -> datetime:
    return now() + timedelta(seconds=service.settings.lease_seconds)


def _caller(session: Session, user_id: str | None) -> Caller | None:
    """Who deposited, with the roles of now; None where the account is gone."""
    user = session.get(UserRow, user_id) if user_id is not None else None
    return caller_of(session, user.id, user.email, user.name) if user is not None else None
