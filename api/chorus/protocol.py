"""How every operation of the interface is called and answered.

POST with JSON, two headers (`Authorization: Bearer …` and `cpro-account`). What goes wrong in the business is HTTP 200
with `codeRetour` and `libelle`; what goes wrong before it (no token, no JSON) has a status of HTTP. Values that are not
known are left out of answers, except where the original always names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from api.auth import client_address
from api.deps import service as opened
from api.limits import limits_of
from models.portal import NoneFound, Refused
from models.service_errors import NotSignedIn, ServiceError, TooManyRequests, Unavailable
from worker.portal import access
from worker.portal.callers import Caller
from worker.service import Service

PREFIX: Final = "/cpro/"
OK: Final = "TRA_MSG_00.000"
_LARGEST: Final = 30 * 1024**2  # bytes of a request: a flow of 10 MB as base64, with room
_JSON: Final = "application/json"
_BY_ROUTER: Final = MappingProxyType(
    {
        404: "Aucun service à cette adresse : docs/chorus.md les énumère.",
        405: "Ce service est appelé par POST, health-check par GET.",
        413: "La demande est trop volumineuse : envoyez moins de fichiers à la fois.",
    }
)


class Asked(BaseModel):
    """A request, or a part of one: unknown fields are passed over, numbers may come as text and text as numbers.

    Nulls, empty texts, empty objects and empty lists are what is absent: some programs name all fields, and some write
    an empty object as a list.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _given(cls, told: object) -> object:
        if not isinstance(told, Mapping):
            return {} if told in (None, []) else told
        demanded = {name for name, field in cls.model_fields.items() if field.is_required()}
        return {name: value for name, value in told.items() if name in demanded or not _absent(value)}


def _absent(value: object) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


class Told(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(Told):
    """An answer that went well."""

    codeRetour: int = 0
    libelle: str = OK


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the service, the program's key and the account in whose name it is made."""

    service: Service
    key_id: str
    caller: Caller


A = TypeVar("A", bound=Asked)
Handler = Callable[[Call, A], BaseModel]


def operation(
    router: APIRouter, path: str, asked: type[A], *, nothing: BaseModel | None = None
) -> Callable[[Handler[A]], Handler[A]]:
    """Serve a function of a call and what it asked for under `path`; it may raise models.portal.Refused.

    `nothing` is the answer of a search without results: programs look for its list before they look at its code.
    """

    def serve(handler: Handler[A]) -> Handler[A]:
        async def endpoint(request: Request) -> Response:
            call = await run_in_threadpool(_signed, request)  # before the body: a stranger's is not read
            if isinstance(call, Response):
                return call
            body = await _body(request)
            return body if isinstance(body, Response) else await run_in_threadpool(done, call, body)

        def done(call: Call, body: bytes) -> Response:
            try:
                wanted = asked.model_validate_json(body or b"{}")
            except ValidationError as error:
                return told_of(400, 400, _wrong(error))
            try:
                return answered(handler(call, wanted))
            except NoneFound as refused:
                found = {"codeRetour": refused.code, "libelle": refused.libelle}
                return answered((nothing or Answer()).model_copy(update=found))
            except Refused as refused:
                return told_of(refused.status, refused.code, refused.libelle)
            except ServiceError as error:
                return _refusal(error)

        router.add_api_route(path, endpoint, methods=["POST"], include_in_schema=False, name=path)
        return handler

    return serve


def _signed(request: Request) -> Call | Response:
    """Who calls, or the answer that refuses them."""
    try:
        return _call(request)
    except ServiceError as error:
        return _refusal(error)


def _refusal(error: ServiceError) -> Response:
    """What the service refuses: by a status of HTTP where the business was not reached."""
    said = f"{error.fr} {error.detail}".strip()
    if isinstance(error, NotSignedIn):
        return told_of(401, 401, said)
    if isinstance(error, TooManyRequests):
        return told_of(429, 429, said, {"Retry-After": str(error.seconds)})
    if isinstance(error, Unavailable):
        return told_of(500, 500, said)
    return told_of(200, 20001, said)


def answered(told: BaseModel) -> Response:
    """An answer as JSON. A model with `names_all` says null for what it does not know."""
    whole = getattr(type(told), "names_all", False)
    return Response(told.model_dump_json(exclude_none=not whole), media_type=_JSON)


def told_of(status: int, code: int, said: str, headers: dict[str, str] | None = None) -> Response:
    """An answer that is an error."""
    return Response(Answer(codeRetour=code, libelle=said).model_dump_json(), status, headers, _JSON)


def of_router(status: int, detail: str, headers: dict[str, str]) -> Response:
    """What the framework refuses before any operation is reached."""
    return told_of(status, status, _BY_ROUTER.get(status, detail or "La demande n'est pas comprise."), headers)


def _call(request: Request) -> Call:
    """Who calls. Raises NotSignedIn, TooManyRequests."""
    service = opened(request)
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise NotSignedIn("en-tête Authorization absent : demandez un jeton à /api/oauth/token")
    key_id = access.client_of(service, secret.strip())
    limits_of(request).count("key", key_id)
    account = request.headers.get("cpro-account")
    if not account:
        raise NotSignedIn("en-tête cpro-account absent : base64 de « login:mot de passe »")
    address = client_address(request)
    caller = access.account_of(
        service,
        account.strip(),
        attempt=lambda email: limits_of(request).count_sign_in(address, email),
        address=address,
    )
    return Call(service, key_id, caller)


async def _body(request: Request) -> bytes | Response:
    kind = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    if kind != _JSON:
        return told_of(415, 415, "Content-Type : application/json est attendu.")
    kept = bytearray()
    async for chunk in request.stream():
        kept += chunk
        if len(kept) > _LARGEST:
            return told_of(413, 413, f"La demande dépasse {_LARGEST // 1024**2} Mo.")
    return bytes(kept)


def _wrong(error: ValidationError) -> str:
    """Which fields are wrong, never what they held."""
    named = dict.fromkeys(".".join(map(str, one["loc"])) or "corps" for one in error.errors(include_input=False))
    return f"Demande mal formée : {', '.join(named)}."
