"""People and their keys as the service tells of them; what may be seen once only is kept out of every `repr`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from models.lifecycle import Role


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FirstUser(_Frozen):
    """The account that a new service starts with. `password` and `key` are shown once; `key_id` names the key."""

    email: str
    password: str = Field(repr=False)
    key_id: str
    key: str = Field(repr=False)


class MembershipView(_Frozen):
    """A structure that somebody belongs to, and what they may do there."""

    structure_id: str
    name: str
    siret: str | None = None
    role: Role


class UserView(_Frozen):
    """A person, with the structures they may choose from."""

    id: str
    email: str
    name: str = ""
    active: bool = True
    structures: tuple[MembershipView, ...] = ()


class MemberView(_Frozen):
    """A person as the managers of one structure see them; `password` is shown once, when the account is made."""

    user_id: str
    email: str
    name: str = ""
    role: Role
    active: bool = True
    password: str | None = Field(None, repr=False)


class SessionView(_Frozen):
    """A signed-in browser. `csrf` goes with every request that changes something, as X-CSRF-Token."""

    user: UserView
    structure_id: str
    role: Role
    csrf: str = Field(repr=False)
    expires_at: datetime


class AuditView(_Frozen):
    """One line of the record of who did what."""

    id: int
    at: datetime
    actor: str | None = None
    action: str
    target: str | None = None
    address: str | None = None
    details: dict[str, Any] | None = None


class AuditPage(_Frozen):
    """Part of the record, latest first: `next` is given to ask for what is older."""

    items: tuple[AuditView, ...]
    next: int | None = None
