"""One webhook told of its events: claimed, sent in order, and put off when the receiver does not take one.

The claim is the moment of the next try, set ahead while a worker is at it: a worker that dies leaves it to pass, and
the event is sent again. So an event arrives at least once, and in its order.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from datetime import timedelta

import httpx2
from sqlalchemy import or_, update

from models.lifecycle import EventKind
from models.service import EventView
from worker import history
from worker.service import Service
from worker.store.tables import WebhookRow, now
from worker.webhook_addresses import RefusedAddressError, Target, target

TIMEOUT_SECONDS = 10.0
AT_ONCE, LONGEST_SECONDS = 50, 20.0
"""Events told, and time spent, before the worker turns to other jobs."""

_CLAIM = timedelta(seconds=60)
_FIRST_WAIT, _LONGEST_WAIT = 5, 6 * 3600
_OK = range(200, 300)


def deliver(service: Service, webhook_id: str) -> None:
    """Tell one webhook of what it was not told yet; does nothing where another worker is at it."""
    row = _claim(service, webhook_id)
    if row is None:
        return
    ends = time.monotonic() + LONGEST_SECONDS
    for event in history.since(service, row.structure_id, row.last_event_id, AT_ONCE):
        if time.monotonic() > ends:
            break
        error = send(row, event, private=service.settings.webhook_private_addresses)
        if error is not None:
            _put_off(service, webhook_id, event.id, error)
            return
        _told(service, webhook_id, event.id)
    _settle(service, webhook_id)


def signature(secret: str, seconds: int, body: bytes) -> str:
    """What `X-Prefacture-Signature` says.

    >>> signature("whsec_example", 1767225600, b"{}")[:28]
    't=1767225600,v1=6bbc2e217ae6'
    """
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def wait(tries: int) -> timedelta:
    """How long after that many failures in a row.

    >>> [wait(tries).total_seconds() for tries in (1, 2, 6, 12, 40)]
    [5.0, 10.0, 160.0, 10240.0, 21600.0]
    """
    return timedelta(seconds=min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(tries - 1, 20)))


def send(row: WebhookRow, event: EventView, *, private: bool) -> str | None:
    """Send one event; what went wrong, or None."""
    return asyncio.run(_sent(row, event, private=private))


async def _sent(row: WebhookRow, event: EventView, *, private: bool) -> str | None:
    body = event.model_dump_json().encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Prefacture",
        "X-Prefacture-Event": event.code,
        "X-Prefacture-Delivery": f"{row.id}-{event.id}",
        "X-Prefacture-Signature": signature(row.secret, int(time.time()), body),
    }
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):  # of the whole: a receiver that drips is not waited for
            there = await target(row.url, private=private)
            status = await _post(there, headers, body)
    except TimeoutError:
        return f"pas de réponse en {TIMEOUT_SECONDS:.0f} s"
    except RefusedAddressError as error:
        return str(error)
    except (httpx2.HTTPError, OSError, ValueError) as error:
        return f"{type(error).__name__} : {error}"[:300]
    return None if status in _OK else f"réponse HTTP {status}"


async def _post(there: Target, headers: dict[str, str], body: bytes) -> int:
    """The status answered; the answer's body is not read, a redirection is not followed, no proxy is asked."""
    async with (
        httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, follow_redirects=False) as client,
        client.stream(
            "POST",
            there.url,
            content=body,
            headers={"Host": there.authority, **headers},
            extensions={"sni_hostname": there.host},
        ) as answer,
    ):
        return answer.status_code


def _claim(service: Service, webhook_id: str) -> WebhookRow | None:
    free = or_(WebhookRow.next_at.is_(None), WebhookRow.next_at <= now())
    mine = update(WebhookRow).where(WebhookRow.id == webhook_id, WebhookRow.active, free).values(next_at=now() + _CLAIM)
    with service.store.session() as session:
        if not session.execute(mine.returning(WebhookRow.id)).all():
            return None
        return session.get(WebhookRow, webhook_id, populate_existing=True)


def _told(service: Service, webhook_id: str, event_id: int) -> None:
    with service.store.session() as session:
        row = session.get(WebhookRow, webhook_id)
        if row is not None:
            row.last_event_id, row.tries, row.last_error, row.next_at = event_id, 0, None, now() + _CLAIM


def _settle(service: Service, webhook_id: str) -> None:
    with service.store.session() as session:
        row = session.get(WebhookRow, webhook_id)
        if row is not None:
            row.next_at = None


def _put_off(service: Service, webhook_id: str, event_id: int, error: str) -> None:
    """Try again later; after too many tries stop the webhook, and say so in the structure's events."""
    with service.store.session() as session:
        row = session.get(WebhookRow, webhook_id)
        if row is None or not row.active:
            return
        row.tries += 1
        row.last_error = error
        row.next_at = now() + wait(row.tries)
        if row.tries < service.settings.webhook_tries:
            return
        row.active = False
        row.last_error = f"arrêté après {row.tries} essais : {error}"
        details = {"webhook_id": row.id, "url": row.url, "event_id": event_id, "tries": row.tries}
        kind, code = EventKind.COMPLEMENTARY, "webhook_stopped"
        history.note(session, row.structure_id, None, kind, code, comment=row.last_error, details=details)
