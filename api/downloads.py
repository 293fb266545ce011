"""Files as answers: saved by a browser under a safe name, never shown or run by it.

Sources: RFC 6266 (Content-Disposition) · https://fetch.spec.whatwg.org/#x-content-type-options-header
"""

from __future__ import annotations

from typing import Any

from fastapi import Response

from worker.file_names import disposition


def download(data: bytes, name: str, media_type: str, headers: dict[str, str] | None = None) -> Response:
    """An answer that a browser saves."""
    safe = {
        "Content-Disposition": disposition(name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(data, media_type=media_type, headers={**safe, **(headers or {})})


def described(*media_types: str, what: str) -> dict[int | str, dict[str, Any]]:
    """The same for the description of the API."""
    content = {name: {"schema": _schema(name)} for name in media_types}
    return {200: {"description": what, "content": content}}


def _schema(media_type: str) -> dict[str, Any]:
    """JSON is an object to who describes it, whatever else is bytes."""
    return {"type": "object"} if media_type == "application/json" else {"type": "string", "format": "binary"}
