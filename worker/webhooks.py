"""Webhooks: addresses that are told of a structure's events, in order, each signed, tried again when they fail.

A delivery is a POST of the event as JSON. `X-Prefacture-Signature: t=<seconds>,v1=<hex>` is the HMAC-SHA256, under the
webhook's secret, of the seconds, a full stop and the body: a receiver computes it anew, compares in constant time, and
refuses what is older than a few minutes. `X-Prefacture-Delivery` is the same for every try of one event: a receiver
that has seen it answers 2xx and does nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.service import Principal, WebhookView
from models.service_errors import InvalidRequest, NotFound
from worker.service import Service
from worker.store.tables import EventRow, WebhookRow, now
from worker.visibility import is_id
from worker.webhook_addresses import parsed
from worker.webhook_delivery import deliver

__all__ = ["create", "deliver", "due", "get", "listed", "remove", "switch"]

MOST = 20  # webhooks of one structure


def create(service: Service, principal: Principal, url: str) -> WebhookView:
    """A new webhook, told of what happens from now on; its secret is in this answer and never again."""
    parsed(url, private=service.settings.webhook_private_addresses)
    with service.store.session() as session:
        of_structure = WebhookRow.structure_id == principal.structure_id
        if (session.scalar(select(func.count()).where(of_structure)) or 0) >= MOST:
            raise InvalidRequest(f"{MOST} webhooks au plus par structure : supprimez-en un")
        row = WebhookRow(
            structure_id=principal.structure_id,
            url=url,
            secret=f"whsec_{secrets.token_urlsafe(32)}",
            last_event_id=session.scalar(select(func.max(EventRow.id))) or 0,
        )
        session.add(row)
        session.flush()
        return _view(row).model_copy(update={"secret": row.secret})


def get(service: Service, principal: Principal, webhook_id: str) -> WebhookView:
    """One webhook. Raises NotFound."""
    with service.store.reading() as session:
        return _view(_row(session, principal, webhook_id))


def listed(service: Service, principal: Principal) -> tuple[WebhookView, ...]:
    """The structure's webhooks, oldest first."""
    of_structure = select(WebhookRow).where(WebhookRow.structure_id == principal.structure_id)
    with service.store.reading() as session:
        return tuple(_view(row) for row in session.scalars(of_structure.order_by(WebhookRow.created_at)))


def switch(service: Service, principal: Principal, webhook_id: str, *, active: bool) -> WebhookView:
    """Stop a webhook, or start it again: it is then told of what it missed."""
    with service.store.session() as session:
        row = _row(session, principal, webhook_id)
        row.active = active
        if active:
            row.tries, row.next_at, row.last_error = 0, None, None
        return _view(row)


def remove(service: Service, principal: Principal, webhook_id: str) -> None:
    """Forget a webhook. Raises NotFound."""
    with service.store.session() as session:
        session.delete(_row(session, principal, webhook_id))


def due(session: Session) -> Sequence[str]:
    """Webhooks that have something to be told, and whose time has come."""
    untold = select(EventRow.id).where(
        EventRow.structure_id == WebhookRow.structure_id, EventRow.id > WebhookRow.last_event_id
    )
    time_has_come = or_(WebhookRow.next_at.is_(None), WebhookRow.next_at <= now())
    return session.scalars(select(WebhookRow.id).where(WebhookRow.active, time_has_come, untold.exists())).all()


def _row(session: Session, principal: Principal, webhook_id: str) -> WebhookRow:
    row = session.get(WebhookRow, webhook_id) if is_id(webhook_id) else None
    if row is None or row.structure_id != principal.structure_id:
        raise NotFound(webhook_id)
    return row


def _view(row: WebhookRow) -> WebhookView:
    return WebhookView(
        id=row.id,
        url=row.url,
        active=row.active,
        created_at=row.created_at,
        last_event_id=row.last_event_id,
        last_error=row.last_error,
    )
