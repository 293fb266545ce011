"""The sheet of one's structure: settings, accounts, services, members, keys; and the directory of recipients."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import ServiceIn
from api.pages import rendering
from api.pages.visitors import Looking
from models.directory import RecipientList
from models.lifecycle import Role
from worker import bank_accounts, keys, members, structures
from worker.service import Service

router = APIRouter(include_in_schema=False)


@router.get("/structure")
def sheet(
    request: Request,
    service: ServiceIn,
    visitor: Looking,
    annuaire: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Members and keys are for managers to see."""
    who = visitor.principal
    manages = visitor.may(Role.MANAGER)
    return rendering.page(
        request,
        "structure.html",
        visitor,
        own=structures.own(service, who),
        accounts=bank_accounts.of(service, who),
        members=members.listed(service, who) if manages else (),
        keys=keys.listed(service, who) if manages else (),
        roles=tuple(role for role in Role if visitor.may(role)),
        asked=annuaire.strip(),
        found=_found(service, annuaire),
    )


def _found(service: Service, text: str) -> RecipientList:
    """Recipients by words or SIRET; the only one comes with its services."""
    if not text.strip():
        return RecipientList(items=())
    found = structures.recipients(service, text)
    return structures.recipient(service, found.items[0].siret) if len(found.items) == 1 else found
