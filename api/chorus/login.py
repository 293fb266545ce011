"""The token by which a program calls the interface: client credentials, in the form or by HTTP Basic.

Errors are those of OAuth and, as on the original, HTTP 400 for a client that is unknown as for a wrong secret.

Sources: RFC 6749 sections 2.3.1, 4.4 and 5.2 · PISTE, /api/oauth/token
"""

from __future__ import annotations

from base64 import b64decode
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from api.auth import client_address
from api.deps import service as opened
from api.limits import limits_of
from models.service_errors import NotSignedIn, TooManyRequests
from worker import health
from worker.portal import access

router = APIRouter()

TOKEN_PATH: Final = "/api/oauth/token"  # noqa: S105 - an address
_GRANT: Final = "client_credentials"
_SCOPE: Final = "openid"
_LARGEST: Final = 8 * 1024
_FIELDS: Final = 20


@router.post(TOKEN_PATH, include_in_schema=False)
async def token(request: Request) -> JSONResponse:
    """A token for an hour."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            return _error("invalid_request", 413)
    try:
        told = dict(parse_qsl(body.decode(), max_num_fields=_FIELDS))
        client = _basic(request) or (told.get("client_id", ""), told.get("client_secret", ""))
    except ValueError:
        return _error("invalid_request")
    if "grant_type" not in told:
        return _error("invalid_request")
    if told["grant_type"] != _GRANT:
        return _error("unsupported_grant_type")
    return await run_in_threadpool(_given, request, client, told.get("scope") or _SCOPE)


@router.get("/cpro/transverses/v1/health-check", include_in_schema=False)
def health_check(request: Request) -> JSONResponse:
    """Whether the interface can answer."""
    if not health.has_tables(opened(request)):
        return JSONResponse({"body": "KO", "statusCode": "SERVICE_UNAVAILABLE", "statusCodeValue": 503}, 503)
    return JSONResponse({"body": "OK", "statusCode": "OK", "statusCodeValue": 200})


def _given(request: Request, client: tuple[str, str], scope: str) -> JSONResponse:
    """The answer; clients that fail are counted as people who try passwords are."""
    client_id, client_secret = client
    try:
        try:
            secret = access.token(opened(request), client_id.strip(), client_secret.strip())
        except NotSignedIn:
            limits_of(request).count_sign_in(client_address(request), client_id)
            return _error("invalid_client")
        limits_of(request).count("key", client_id)
    except TooManyRequests as error:
        return _error("temporarily_unavailable", 429, {"Retry-After": str(error.seconds)})
    told = {"access_token": secret, "token_type": "Bearer", "expires_in": access.TOKEN_SECONDS, "scope": scope}
    return JSONResponse(told, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def _basic(request: Request) -> tuple[str, str] | None:
    """Identifier and secret of the Authorization header; None without one. Raises ValueError where it is no Basic."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    client_id, _, secret = b64decode(encoded.strip(), validate=True).decode().partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _error(code: str, status: int = 400, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": code}, status, {"Cache-Control": "no-store", **(headers or {})})
