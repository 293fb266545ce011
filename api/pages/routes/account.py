"""One's own account, and the help that everybody may read."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.pages import rendering
from api.pages.visitors import GoAndSignIn, Looking, visitor
from models.lifecycle import State

router = APIRouter(include_in_schema=False)


@router.get("/compte")
def account(request: Request, visitor: Looking) -> Response:
    """Name, password, structures and language; what changes goes through the API."""
    return rendering.page(request, "account.html", visitor)


@router.get("/aide")
def helped(request: Request) -> Response:
    """What to do, and what the words mean; with the menu for who is signed in."""
    try:
        who = visitor(request)
    except GoAndSignIn:
        who = None
    return rendering.page(request, "help.html", who, states=tuple(State))
