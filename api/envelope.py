"""What surrounds every request: its identifier, limits of its size, and the answer to a defect of ours.

The identifier is the caller's `X-Request-Id` where it is a decent one, else new; it goes back with the answer and into
every line of the log.
"""

from __future__ import annotations

import re
from traceback import extract_tb
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems

_DECENT = re.compile(r"[A-Za-z0-9._-]{8,64}")
BODY_LIMIT = 32 * 1024**2
"""Bytes of a body that is no upload: the largest is a directory of structures as CSV."""
_FRAMES = 12

_log = structlog.get_logger("api")


class Envelope:
    """Outermost layer of the application; see the module. `upload_limit` is in bytes, for multipart bodies."""

    def __init__(self, app: ASGIApp, upload_limit: int) -> None:
        self.app = app
        self.upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and see to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        given = request.headers.get("x-request-id", "")
        number = given if _DECENT.fullmatch(given) else str(uuid4())
        request.state.request_id = number
        started = False

        async def marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message)["X-Request-Id"] = number
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=number):
            if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
                refusal = problems.of_router(request, 400, "caractère nul dans l'adresse", None)
                await refusal(scope, receive, marked)
                return
            try:
                await self.app(scope, _limited(request, receive, self.upload_limit), marked)
            except ClientDisconnect:
                _log.info("request_given_up", method=request.method, path=request.url.path)
            except Exception as error:  # the boundary of a request: nothing may leave it but an answer
                _report(request, error)
                if started:
                    raise
                await problems.unexpected(request)(scope, receive, marked)


def _report(request: Request, error: Exception) -> None:
    """Where it failed goes to the log; what was said, which may quote an invoice, only at DEBUG."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)[-_FRAMES:]]
    told = {"method": request.method, "path": request.url.path, "error": type(error).__name__, "where": frames}
    _log.error("request_failed", **told)
    _log.debug("request_failed_with", message=str(error))


def _limited(request: Request, receive: Receive, upload_limit: int) -> Receive:
    is_upload = request.headers.get("content-type", "").lower().startswith("multipart/")
    limit = upload_limit if is_upload else BODY_LIMIT
    declared = request.headers.get("content-length", "0")
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit or (declared.isdecimal() and int(declared) > limit):
            raise HTTPException(413, f"{limit // 1024**2} Mo au plus")
        return message

    return counted
