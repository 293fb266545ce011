"""Events of the caller's structure: a stream for pages, the same lines by pieces for programs.

The stream is of server-sent events: `id` is the event's number, `event` its kind, `data` the event as JSON. A browser
that loses it comes back with `Last-Event-ID` and misses nothing. It ends after a while by itself, so that a session
that is over or a key that was revoked does not go on listening.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from time import monotonic
from typing import Annotated

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Header, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.auth import Who
from api.deps import ServiceIn
from models.operations import EventPage
from models.service import Principal
from models.service_errors import TooManyRequests
from worker import events
from worker.service import Service

router = APIRouter(tags=["events"])

POLL_SECONDS = 1.0
HEARTBEAT_SECONDS = 15
LONGEST_SECONDS = 900
PER_STRUCTURE, IN_ALL = 20, 200
"""Streams that one process keeps open."""

After = Annotated[
    int | None,
    Query(ge=0, le=events.GREATEST, description="numéro du dernier événement connu ; sans lui : dès maintenant"),
]


@router.get(
    "/events",
    summary="Suit les événements de la structure (server-sent events)",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def stream(
    *,
    request: Request,
    service: ServiceIn,
    who: Who,
    after: After = None,
    seconds: Annotated[int, Query(ge=1, le=LONGEST_SECONDS, description="durée du flux")] = LONGEST_SECONDS,
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> EventSourceResponse:
    """Events as they come, from the one after `Last-Event-ID` or `after`; a comment every 15 s keeps the line open."""
    listeners = _listeners(request)
    if listeners[who.structure_id] >= PER_STRUCTURE or listeners.total() >= IN_ALL:
        raise TooManyRequests(30)
    known = last_event_id.strip() if last_event_id else ""
    if known.isascii() and known.isdecimal():
        after = min(int(known), events.GREATEST)
    start = after if after is not None else await run_sync(events.last, service, who)
    return EventSourceResponse(_follow(service, who, start, seconds, listeners), ping=HEARTBEAT_SECONDS)


@router.get("/events.json", summary="Lit les événements de la structure, par pages")
def page(
    service: ServiceIn,
    who: Who,
    after: Annotated[int, Query(ge=0, le=events.GREATEST, description="`last` de la réponse précédente")] = 0,
    limit: Annotated[int, Query(ge=1, le=events.MOST)] = 100,
) -> EventPage:
    """Events after number `after`, oldest first."""
    return events.page(service, who, after=after, limit=limit)


async def _follow(
    service: Service, who: Principal, after: int, seconds: float, listeners: Counter[str]
) -> AsyncIterator[ServerSentEvent]:
    """Ask the store every second; nothing is held open there between two questions."""
    listeners[who.structure_id] += 1
    ends = monotonic() + seconds
    try:
        while (left := ends - monotonic()) > 0:
            found = await run_sync(lambda: events.page(service, who, after=after, limit=events.MOST))  # noqa: B023 - awaited here
            for event in found.items:
                yield ServerSentEvent(event.model_dump_json(), id=str(event.id), event=event.kind.value)
            after = found.last
            if len(found.items) < events.MOST:
                await anyio.sleep(min(POLL_SECONDS, left))
    finally:
        listeners[who.structure_id] -= 1
        listeners += Counter()  # forgets those that are at zero


def _listeners(request: Request) -> Counter[str]:
    state = request.app.state
    if not hasattr(state, "listeners"):
        state.listeners = Counter()
    counted: Counter[str] = state.listeners
    return counted
