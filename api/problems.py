"""What went wrong, as HTTP says it: one table from error codes to statuses, one shape for every answer that refuses.

An answer is `application/problem+json` with `type`, `title`, `status`, `code`, `detail` (French, says what to do next),
`detail_en`, `instance` and `request_id`; where they help, `findings`, `current_version` or `errors` (one per field).

Sources: RFC 9457 (problem details) · RFC 9110 (statuses) · RFC 6585 (428, 429)
"""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from models.errors import EngineError, IncompleteInvoice, InvalidCorrection
from models.finding import Finding
from models.service_errors import CannotSplit, NotReady, PlatformRefused, ServiceError, StaleVersion, TooManyRequests
from worker.reader import ReaderFailed

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:prefacture:probleme:"

STATUSES = MappingProxyType(
    {
        "not_signed_in": HTTPStatus.UNAUTHORIZED,
        "forbidden": HTTPStatus.FORBIDDEN,
        "not_found": HTTPStatus.NOT_FOUND,
        "no_such_page": HTTPStatus.NOT_FOUND,
        "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
        "stale_version": HTTPStatus.CONFLICT,
        "wrong_state": HTTPStatus.CONFLICT,
        "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "invalid_request": HTTPStatus.UNPROCESSABLE_ENTITY,
        "platform_refused": HTTPStatus.UNPROCESSABLE_ENTITY,
        "not_ready": HTTPStatus.UNPROCESSABLE_ENTITY,
        "version_missing": HTTPStatus.PRECONDITION_REQUIRED,
        "too_many_requests": HTTPStatus.TOO_MANY_REQUESTS,
        "unexpected_error": HTTPStatus.INTERNAL_SERVER_ERROR,
        "missing_engine": HTTPStatus.SERVICE_UNAVAILABLE,
        "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
"""An error of the service that is not here is a request that can't be taken (422), as is every error of a file."""

_ROUTER = MappingProxyType(
    {
        400: ("invalid_request", "La demande est mal formée : vérifiez son corps et ses en-têtes, puis renvoyez-la."),
        404: ("not_found", "Rien ne se trouve à cette adresse : la liste des adresses est à /api/v1/openapi.json."),
        405: ("method_not_allowed", "Cette adresse ne prend pas cette méthode : l'en-tête Allow dit lesquelles."),
        413: ("too_large", "La demande est trop volumineuse : envoyez moins de fichiers à la fois."),
    }
)
_ROUTER_EN = MappingProxyType(
    {
        400: "The request is malformed: check its body and headers, then send it again.",
        404: "Nothing is at this address: the addresses are listed at /api/v1/openapi.json.",
        405: "This address does not take this method: the Allow header says which it takes.",
        413: "The request is too large: send fewer files at a time.",
    }
)


class FieldError(BaseModel):
    """What is wrong with one part of a request."""

    model_config = ConfigDict(frozen=True)

    field: str
    message: str
    message_en: str


class Problem(BaseModel):
    """The body of every answer that refuses (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    code: str
    detail: str
    detail_en: str
    instance: str
    request_id: str
    findings: tuple[Finding, ...] | None = None
    current_version: int | None = None
    errors: tuple[FieldError, ...] | None = None


def request_id(request: Request) -> str:
    """The identifier that answers and logs share; see `api.envelope`."""
    return str(getattr(request.state, "request_id", ""))


def answer(
    request: Request,
    code: str,
    fr: str,
    en: str,
    *,
    status: int | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,  # noqa: ANN401 - findings, current_version, errors as Problem takes them
) -> JSONResponse:
    """The answer that refuses a request."""
    status = int(status or STATUSES.get(code, HTTPStatus.UNPROCESSABLE_ENTITY))
    problem = Problem(
        type=TYPE + code,
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=fr,
        detail_en=en,
        instance=request.url.path,
        request_id=request_id(request),
        **more,
    )
    body = problem.model_dump(mode="json", exclude_none=True)
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def of_service(request: Request, error: ServiceError) -> JSONResponse:
    """A refusal of the worker's."""
    said = f" ({error.detail})" if error.detail else ""
    fr, en = error.fr + said, error.en + said
    more: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(error, PlatformRefused | CannotSplit):
        fr, en = f"{error.fr} {error.said.fr}", f"{error.en} {error.said.en}"
    if isinstance(error, StaleVersion):
        more["current_version"] = error.current
    if isinstance(error, NotReady):
        more["findings"] = error.findings
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(max(1, error.seconds))
    if error.code == "not_signed_in":
        headers["WWW-Authenticate"] = 'Bearer realm="prefacture"'
    if error.code == "unavailable":
        headers["Retry-After"] = "60"
    return answer(request, error.code, fr, en, headers=headers, **more)


def of_engine(request: Request, error: EngineError) -> JSONResponse:
    """What the engine says of a file, or of a correction."""
    said = f" ({error.detail})" if error.detail else ""
    more: dict[str, Any] = {}
    if isinstance(error, IncompleteInvoice):
        more["findings"] = error.gaps
    if isinstance(error, InvalidCorrection):
        more["errors"] = (FieldError(field=error.field, message=error.fr, message_en=error.en),)
    return answer(request, error.code, error.fr + said, error.en + said, **more)


def of_reader(request: Request, error: ReaderFailed) -> JSONResponse:
    """What the process that opens files says of one."""
    said = f" ({error.detail})" if error.detail and error.refused else ""
    more: dict[str, Any] = {"findings": error.findings} if error.findings else {}
    return answer(request, error.code, error.message.fr + said, error.message.en + said, **more)


def of_router(request: Request, status: int, detail: str, headers: dict[str, str] | None) -> JSONResponse:
    """What the framework refuses before any route is reached."""
    code, fr = _ROUTER.get(status, _ROUTER[400])
    en = _ROUTER_EN.get(status, _ROUTER_EN[400])
    said = f" ({detail})" if detail and detail != HTTPStatus(status).phrase else ""
    return answer(request, code, fr + said, en + said, status=status, headers=headers)


def unexpected(request: Request) -> JSONResponse:
    """A defect of ours: nothing of its inside is told, its request identifier finds it in the logs."""
    number = request_id(request)
    fr = f"Erreur inattendue : réessayez ; si elle revient, signalez-la avec le numéro {number}."
    en = f"Unexpected error: try again; if it comes back, report it with the number {number}."
    return answer(request, "unexpected_error", fr, en)
