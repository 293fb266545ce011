"""Who looks at a page: a signed-in browser. Whoever is not is sent to sign in, and comes back to the page after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from api.auth import session_secret
from api.deps import service as opened
from api.limits import limits_of
from api.pages.forms import here
from models.accounts import SessionView
from models.lifecycle import Role
from models.service import Principal
from models.service_errors import NotFound, NotSignedIn
from worker import sessions

SIGN_IN = "/connexion"


class GoAndSignIn(Exception):
    """The visitor is not signed in; `back` is the page that was asked for."""

    def __init__(self, back: str) -> None:
        self.back = back
        super().__init__(back)

    @property
    def address(self) -> str:
        return f"{SIGN_IN}?suite={quote(self.back, safe='')}"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, what they may do, and the token that goes with every change."""

    principal: Principal
    csrf: str
    session: SessionView

    def may(self, role: str) -> bool:
        """Whether they hold this role in the structure they speak for, or a greater one."""
        return self.principal.may(Role(role))


def visitor(request: Request) -> Visitor:
    """The signed-in visitor. Raises GoAndSignIn."""
    service = opened(request)
    try:
        secret = session_secret(request)
        signed_in = sessions.of_secret(service, secret)
    except (NotSignedIn, NotFound):  # not found: no longer a member of the structure that was chosen
        raise GoAndSignIn(here(request.url)) from None
    limits_of(request).count("user", str(signed_in.principal.user_id))
    return Visitor(signed_in.principal, signed_in.csrf, sessions.view(service, secret))


Looking = Annotated[Visitor, Depends(visitor)]
