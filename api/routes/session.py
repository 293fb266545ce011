"""Signing in and out, the structure one speaks for, and sign-in by an identity provider."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from api import oidc
from api.auth import Who, begin_session, client_address, forget_session, same_site, session_secret
from api.deps import ServiceIn
from api.limits import limits_of
from models.accounts import SessionView
from models.service import Principal
from models.service_errors import NoAccess
from worker import accounts, sessions

router = APIRouter(prefix="/session", tags=["session"])

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"  # no database keeps a null character


class SignIn(BaseModel):
    """Who signs in."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"email": "claire@exemple.fr", "password": "quatre mots sans rapport"}]},
    )

    email: str = Field(max_length=254, pattern=PRINTABLE)
    password: str = Field(max_length=256, repr=False)


class Choice(BaseModel):
    """The structure to speak for."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"structure_id": "5b0f3c1e-5c0e-4a52-9d0e-0c8f3f1d2a11"}]},
    )

    structure_id: str = Field(max_length=36, pattern=PRINTABLE)


async def _browser(who: Who) -> Principal:
    if who.key_id is not None:
        raise NoAccess("une clé n'a pas de session")
    return who


Browser = Annotated[Principal, Depends(_browser)]


@router.post("", summary="Ouvre une session", openapi_extra={"security": []})
def sign_in(request: Request, response: Response, service: ServiceIn, who: SignIn) -> SessionView:
    """The session comes as a cookie that scripts can't read; a session that was there before ends."""
    same_site(request)
    address = client_address(request)
    limits_of(request).count_sign_in(address, who.email)
    secret = accounts.sign_in(service, who.email, who.password, address=address)
    begin_session(request, response, secret)
    return sessions.view(service, secret)


@router.get("", summary="Dit qui est connecté, et donne le jeton CSRF")
def get(request: Request, service: ServiceIn, _who: Browser) -> SessionView:
    """`csrf` goes with every request that changes something, as `X-CSRF-Token`."""
    return sessions.view(service, session_secret(request))


@router.patch("", summary="Change de structure")
def switch(request: Request, service: ServiceIn, _who: Browser, choice: Choice) -> SessionView:
    """Every later request of this session speaks for that structure; `X-Structure` does so for one request."""
    return sessions.switch(service, session_secret(request), choice.structure_id)


@router.delete("", status_code=204, summary="Ferme la session")
def sign_out(request: Request, response: Response, service: ServiceIn, _who: Browser) -> None:
    """The cookie is of no use from then on."""
    sessions.end(service, session_secret(request), address=client_address(request))
    forget_session(response, service.settings)


@router.delete("/all", status_code=204, summary="Ferme toutes ses sessions")
def sign_out_everywhere(request: Request, response: Response, service: ServiceIn, who: Browser) -> None:
    """On every browser, this one too."""
    sessions.end_all(service, who, address=client_address(request))
    forget_session(response, service.settings)


@router.get(
    "/oidc",
    status_code=302,
    summary="Connexion par un fournisseur d'identité",
    response_class=RedirectResponse,
    openapi_extra={"security": []},
)
async def oidc_start(request: Request) -> Response:
    """Sends the browser to the provider that the settings name; 404 where they name none."""
    return await oidc.start(request)


@router.get(
    "/oidc/callback",
    status_code=303,
    summary="Retour du fournisseur d'identité",
    response_class=RedirectResponse,
    openapi_extra={"security": []},
)
async def oidc_callback(request: Request, service: ServiceIn) -> Response:
    """Opens the session and sends the browser to the service's page."""
    identity = await oidc.finish(request)
    address = client_address(request)
    secret = await run_in_threadpool(
        accounts.sign_in_by_identity,
        service,
        issuer=identity.issuer,
        subject=identity.subject,
        email=identity.email,
        name=identity.name,
        address=address,
    )
    response = RedirectResponse("/", status_code=303)
    await run_in_threadpool(begin_session, request, response, secret)
    return response
