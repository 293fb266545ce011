"""Who has which document open at this moment, so that two people do not work on the same one unknowingly.

Kept by the queue's server, which every process of the service asks, for a minute at most: whoever is there says so
again before. Nothing depends on it: where the server does not answer, nobody is seen.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Final, cast

from redis.exceptions import RedisError

from models.piles import Presence, Present
from models.service import Principal
from worker.service import Service
from worker.store.tables import UserRow
from worker.visibility import document_row

SECONDS: Final = 50
"""After which who has not said it again is gone; pages say it every 20 seconds."""


def here(service: Service, principal: Principal, document_id: str) -> Presence:
    """Say that somebody has a document open; who else has it. Raises NotFound."""
    key, one = _named(service, principal, document_id)
    moment = time.time()
    try:
        with service.queue.redis.pipeline(transaction=True) as told:
            told.zremrangebyscore(key, "-inf", moment)
            told.zadd(key, {one: moment + SECONDS})
            told.expire(key, SECONDS)
            told.zrange(key, 0, -1)
            kept = cast("list[bytes]", told.execute()[-1])
    except (RedisError, OSError):
        return Presence()
    return Presence(items=tuple(told for told in _told(principal, kept) if told.document_id == document_id))


def gone(service: Service, principal: Principal, document_id: str) -> None:
    """Say that somebody has closed a document. Raises NotFound."""
    key, one = _named(service, principal, document_id)
    try:
        service.queue.redis.zrem(key, one)
    except (RedisError, OSError):
        return


def of(service: Service, principal: Principal) -> Presence:
    """Who has documents of the caller's structure open."""
    try:
        kept = service.queue.redis.zrange(_key(principal.structure_id), time.time(), "inf", byscore=True)
    except (RedisError, OSError):
        return Presence()
    return Presence(items=tuple(_told(principal, cast("list[bytes]", kept))))


def _named(service: Service, principal: Principal, document_id: str) -> tuple[str, str]:
    """Under which key, and as what, somebody's presence is kept."""
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        user = session.get(UserRow, principal.user_id) if principal.user_id else None
        name = (user.name if user else "") or principal.actor
        return _key(row.structure_id), json.dumps([row.id, principal.user_id or principal.key_id, name])


def _told(principal: Principal, kept: Iterable[bytes]) -> Iterable[Present]:
    for one in kept:
        document_id, who, name = json.loads(one)
        yield Present(document_id=document_id, name=name, own=who == (principal.user_id or principal.key_id))


def _key(structure_id: str) -> str:
    return f"prefacture:presence:{structure_id}"
