"""Signing in and out by forms: no script is needed for either."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.auth import begin_session, client_address, forget_session, same_site, session_secret
from api.deps import ServiceIn
from api.limits import limits_of
from api.pages import forms, rendering
from api.pages.visitors import SIGN_IN, GoAndSignIn, visitor
from models.service_errors import NoAccess, NotSignedIn, TooManyRequests
from worker import accounts, sessions
from worker.service import Service

router = APIRouter(include_in_schema=False)

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Email = Annotated[str, Form(max_length=254, pattern=_PRINTABLE)]
Text = Annotated[str, Form(max_length=256)]
Address = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why nobody was signed in: its word, and what the form keeps."""

    word: str
    status: HTTPStatus
    email: str
    told: Mapping[str, object] = field(default_factory=dict)


@router.get("/connexion")
def asked(request: Request, service: ServiceIn, suite: Annotated[str, Query(max_length=2000)] = "") -> Response:
    """The form; who is signed in already goes on."""
    onwards = forms.own_path(suite)
    try:
        visitor(request)
    except GoAndSignIn:
        return _form(request, service, onwards)
    return RedirectResponse(onwards, status_code=303)


@router.post("/connexion")
def sign_in(
    request: Request,
    service: ServiceIn,
    *,
    email: Email = "",
    password: Text = "",
    suite: Address = "",
    jeton: Text = "",
) -> Response:
    """As the API's: as rarely, and with a session of its own."""
    onwards, address = forms.own_path(suite), client_address(request)
    try:
        same_site(request)
        if not forms.is_ours(request, jeton):
            return _form(request, service, onwards, _Refusal("stale", HTTPStatus.FORBIDDEN, email))
        limits_of(request).count_sign_in(address, email)
        secret = accounts.sign_in(service, email, password, address=address)
    except TooManyRequests as error:
        refusal = _Refusal("too_often", HTTPStatus.TOO_MANY_REQUESTS, email, {"seconds": error.seconds})
    except NotSignedIn:
        refusal = _Refusal("wrong", HTTPStatus.UNPROCESSABLE_ENTITY, email)
    except NoAccess as error:
        refusal = _Refusal("refused", HTTPStatus.FORBIDDEN, email, {"reason": error.detail})
    else:
        response = RedirectResponse(onwards, status_code=303)
        begin_session(request, response, secret)
        return response
    return _form(request, service, onwards, refusal)


@router.post("/deconnexion")
def sign_out(request: Request, service: ServiceIn, csrf: Text = "") -> Response:
    """The session ends here and in the store; who has none is out already."""
    response = RedirectResponse(SIGN_IN, status_code=303)
    try:
        secret = session_secret(request)
        known = sessions.view(service, secret).csrf
    except NotSignedIn:
        return response
    same_site(request)
    if not forms.same(csrf, known):
        raise NoAccess("formulaire périmé : revenez à la page précédente et rechargez-la")
    sessions.end(service, secret, address=client_address(request))
    forget_session(response, service.settings)
    return response


def _form(request: Request, service: Service, onwards: str, refusal: _Refusal | None = None) -> Response:
    token = forms.token_of(request)
    response = rendering.page(
        request,
        "sign_in.html",
        status=int(refusal.status) if refusal else 200,
        onwards=onwards,
        token=token,
        refusal=refusal,
        by_identity=hasattr(request.app.state, "oidc"),
        new=onwards == forms.HOME,
    )
    if refusal and "seconds" in refusal.told:
        response.headers["Retry-After"] = str(refusal.told["seconds"])
    forms.keep_token(response, service.settings, token)
    return response
