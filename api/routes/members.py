"""Members of the structure and their roles; for its managers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.auth import Manager, client_address
from api.deps import ServiceIn
from models.accounts import MemberView
from models.lifecycle import Role
from worker import members

router = APIRouter(prefix="/members", tags=["membres"])

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"


class NewMember(BaseModel):
    """Somebody to be invited."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"email": "paul@exemple.fr", "name": "Paul Martin", "role": "supplier"}]},
    )

    email: str = Field(max_length=254, pattern=_PRINTABLE)
    name: str = Field("", max_length=200, pattern=_PRINTABLE)
    role: Role = Role.SUPPLIER


class NewRole(BaseModel):
    """Another role."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"role": "reviewer"}]})

    role: Role


@router.get("", summary="Liste les membres")
def listed(service: ServiceIn, who: Manager) -> list[MemberView]:
    """By e-mail."""
    return list(members.listed(service, who))


@router.post("", status_code=201, summary="Invite un membre")
def invite(request: Request, service: ServiceIn, who: Manager, new: NewMember) -> MemberView:
    """Who has no account gets one: `password` is shown this once, and theirs to change."""
    return members.invite(service, who, new.email, new.role, name=new.name, address=client_address(request))


@router.patch("/{user_id}", summary="Change le rôle d'un membre")
def change_role(request: Request, service: ServiceIn, who: Manager, user_id: str, new: NewRole) -> MemberView:
    """Never to or from a role greater than one's own; the last manager stays one."""
    return members.change_role(service, who, user_id, new.role, address=client_address(request))


@router.delete("/{user_id}", status_code=204, summary="Retire un membre")
def remove(request: Request, service: ServiceIn, who: Manager, user_id: str) -> None:
    """Their keys to the structure end with it; their account stays."""
    members.remove(service, who, user_id, address=client_address(request))
