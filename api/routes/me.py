"""Oneself, one's password, and for managers the record of who did what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.auth import Manager, Who, client_address, session_secret
from api.deps import ServiceIn
from api.limits import limits_of
from models.accounts import AuditPage, UserView
from models.service import Principal
from models.service_errors import NoAccess
from worker import accounts, audit

router = APIRouter()


class NewName(BaseModel):
    """How one is called."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"name": "Claire Martin"}]})

    name: str = Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")


class NewPassword(BaseModel):
    """A password to be changed."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"old": "ancien mot de passe", "new": "quatre mots sans rapport"}]},
    )

    old: str = Field(max_length=256, repr=False)
    new: str = Field(max_length=256, repr=False)


@router.get("/me", tags=["session"], summary="Dit qui demande, et pour quelle structure")
def whoami(who: Who) -> Principal:
    """The same for a key and for a session."""
    return who


@router.get("/me/account", tags=["session"], summary="Son compte et ses structures")
def account(service: ServiceIn, who: Who) -> UserView:
    """Choose one of the structures by PATCH /api/v1/session."""
    return accounts.me(service, who)


@router.patch("/me/account", tags=["session"], summary="Change le nom affiché")
def rename(request: Request, service: ServiceIn, who: Who, new: NewName) -> UserView:
    """The name that the other members see."""
    if who.key_id is not None:
        raise NoAccess("une clé ne change pas de compte")
    return accounts.rename(service, who, new.name, address=client_address(request))


@router.post("/me/password", status_code=204, tags=["session"], summary="Change son mot de passe")
def change_password(request: Request, service: ServiceIn, who: Who, new: NewPassword) -> None:
    """Every other session ends."""
    if who.key_id is not None:
        raise NoAccess("une clé ne change pas de mot de passe")
    address = client_address(request)
    limits_of(request).count_sign_in(address, who.actor)
    accounts.change_password(service, who, new.old, new.new, keep=session_secret(request), address=address)


@router.get("/audit", tags=["journal"], summary="Exporte le journal des actions")
def record(
    service: ServiceIn,
    who: Manager,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="`next` de la réponse précédente")] = None,
    limit: Annotated[int, Query(ge=1, le=audit.LONGEST)] = 50,
) -> AuditPage:
    """Who did what, to what, from where, latest first."""
    return audit.listed(service, who, before=before, limit=limit)
