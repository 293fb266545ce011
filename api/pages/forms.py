"""What the forms of the pages that work without scripts share: where they lead back to, and that they are ours."""

from __future__ import annotations

import hmac
from typing import Final

from fastapi import Request, Response
from starlette.datastructures import URL

from worker.settings import ServiceSettings
from worker.tokens import fresh

COOKIE: Final = "prefacture_form"
LIFETIME: Final = 3600
HOME: Final = "/factures"
_NO_PAGES: Final = ("/api/", "/cpro/", "/static/")


def own_path(wanted: str, otherwise: str = HOME) -> str:
    """A page of this service to go on with; whatever may lead to another host is not followed.

    >>> own_path("/factures?etat=ready"), own_path("//ailleurs.example/a"), own_path("https://ailleurs.example")
    ('/factures?etat=ready', '/factures', '/factures')
    >>> own_path("/\\\\ailleurs.example"), own_path("/a\\n"), own_path("/api/v1/session/oidc"), own_path("")
    ('/factures', '/factures', '/factures', '/factures')
    """
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if ours and not wanted.startswith(_NO_PAGES) else otherwise


def here(url: URL) -> str:
    """The page that is shown, as `own_path` takes it.

    >>> here(URL("http://localhost/factures?page=2"))
    '/factures?page=2'
    """
    return f"{url.path}?{url.query}" if url.query else url.path


def same(given: str, known: str) -> bool:
    """Whether two tokens are one, in a time that tells nothing; no token is none."""
    return bool(known) and hmac.compare_digest(given.encode(), known.encode())


def token_of(request: Request) -> str:
    """The token of a form that is sent before anybody is signed in: the browser's, else a new one."""
    return request.cookies.get(COOKIE) or fresh()


def keep_token(response: Response, settings: ServiceSettings, token: str) -> None:
    """Have the browser send the token with the form, from our own pages only."""
    response.set_cookie(
        COOKIE, token, max_age=LIFETIME, path="/connexion", secure=settings.secure_cookies, httponly=True,
        samesite="strict",
    )  # fmt: skip


def is_ours(request: Request, given: str) -> bool:
    """Whether a form that is sent before anybody is signed in was shown by us to this browser."""
    return same(given, request.cookies.get(COOKIE, ""))
