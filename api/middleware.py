"""What is kept of every request: a line in the log and its time in the figures, by the route and not by its address.

The figures count the time until an answer begins, so that a stream of events that lasts an hour is not taken for a slow
answer; the line is written when the answer has ended. Addresses are logged without what follows the question mark.
"""

from __future__ import annotations

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from worker import metrics

QUIET = frozenset({"/health", "/ready", "/metrics"})
"""Asked every few seconds by machines: logged at DEBUG."""

_FAILED = 500
_log = structlog.get_logger("api.access")


class Observed:
    """Stands inside `api.envelope`, which gives the request its identifier."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and keep what became of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _count(scope, status, time.perf_counter() - began)
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            if not status:  # nothing was answered: a defect, told by the envelope
                status = _FAILED
                _count(scope, status, time.perf_counter() - began)
            tell = _log.debug if scope["path"] in QUIET else _log.info
            spent = round((time.perf_counter() - began) * 1000, 1)
            tell("request", method=scope["method"], path=scope["path"], status=status, milliseconds=spent)


def _count(scope: Scope, status: int, seconds: float) -> None:
    metrics.REQUESTS.labels(scope["method"], _route(scope), status).observe(seconds)


def _route(scope: Scope) -> str:
    """The route's own path: addresses with identifiers would be a figure each.

    >>> class Route: path = path_format = "/batches/{batch_id}"
    >>> _route({"path": "/api/v1/batches/7", "route": Route, "path_params": {"batch_id": "7"}})
    '/api/v1/batches/{batch_id}'
    """
    route = scope.get("route")
    if route is None:
        return "unknown"
    try:
        reached = route.path_format.format_map(scope["path_params"])  # without the prefix that the router stands under
    except (AttributeError, KeyError):  # not a route with parameters of its own
        return str(getattr(route, "path", "unknown"))
    prefix: str = scope["path"].removesuffix(reached)
    return (prefix if prefix != scope["path"] else "") + str(route.path)
