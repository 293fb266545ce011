"""What is refused, as a page: for who looks at pages with a browser; programs keep their application/problem+json."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages import language, rendering
from api.pages.visitors import GoAndSignIn, Visitor, visitor
from api.problems import MEDIA_TYPE
from models.service_errors import ServiceError

FOR_PROGRAMS: Final = ("/api/", "/cpro/", "/static/", "/health", "/ready", "/metrics")
HEADINGS: Final = frozenset({400, 403, 404, 405, 413, 422, 429, 500, 503})
_KNOWN: Final = frozenset({403, 404})  # where who is signed in sees their menu still
_KEPT: Final = ("retry-after", "allow", "x-request-id")


class InPages:
    """Stands outside what refuses, and tells it as a page where a page was asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; its refusal is kept until it is whole."""
        if scope["type"] != "http" or not wanted(scope["path"], Headers(scope=scope).get("accept", "")):
            await self.app(scope, receive, send)
            return
        begun: Message | None = None
        body = bytearray()

        async def told(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and _refuses(message):
                begun = message
            elif begun is None:
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await _page(scope, receive, send, begun, bytes(body))

        await self.app(scope, receive, told)


def wanted(path: str, accept: str) -> bool:
    """Whether a page is what was asked for.

    >>> wanted("/factures/7", "text/html,*/*;q=0.8"), wanted("/api/v1/me", "text/html"), wanted("/factures", "*/*")
    (True, False, False)
    """
    return "text/html" in accept and not path.startswith(FOR_PROGRAMS)


def _refuses(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith(MEDIA_TYPE)


async def _page(scope: Scope, receive: Receive, send: Send, begun: Message, body: bytes) -> None:
    request, status = Request(scope), int(begun["status"])
    problem: dict[str, Any] = json.loads(body)
    who = await run_in_threadpool(_visitor, request) if status in _KNOWN else None
    spoken = language.of(request)
    heading = language.word(spoken, f"error.{status if status in HEADINGS else 'other'}")
    said = "" if status == HTTPStatus.NOT_FOUND else problem["detail" if spoken == "fr" else "detail_en"]
    number = problem["request_id"] if status == HTTPStatus.INTERNAL_SERVER_ERROR else ""
    response = rendering.page(request, "error.html", who, status=status, heading=heading, said=said, number=number)
    for name, value in Headers(raw=begun["headers"]).items():
        if name in _KEPT:
            response.headers[name] = value
    await response(scope, receive, send)


def _visitor(request: Request) -> Visitor | None:
    try:
        return visitor(request)
    except (GoAndSignIn, ServiceError):
        return None
