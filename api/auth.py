"""Who asks: a program by `Authorization: Bearer pf_…`, or a browser by its session cookie.

A browser sends its cookie whoever wrote the page, so a request that changes something must also carry the token that
only our page can read (`X-CSRF-Token`, from GET /api/v1/session), and must not say that it comes from another site.

Sources: https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
· RFC 6750 (bearer tokens)
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.deps import service as opened
from api.limits import limits_of
from models.lifecycle import Role
from models.service import Principal
from models.service_errors import Forbidden, NoAccess, NotSignedIn
from worker import keys, sessions
from worker.settings import ServiceSettings

COOKIE = "prefacture_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OUR_SITE = frozenset({"same-origin", "none"})  # of Sec-Fetch-Site; `none` is an address typed in

_bearer = HTTPBearer(auto_error=False, scheme_name="ApiKey", description="Clé d'API : `Bearer pf_…`")
_cookie = APIKeyCookie(
    name=COOKIE, auto_error=False, scheme_name="Session", description="Session, avec X-CSRF-Token pour modifier"
)


def principal(
    request: Request,
    _by_key: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None,
    _by_cookie: Annotated[str | None, Security(_cookie)] = None,
) -> Principal:
    """Who asks, once they have not asked too often. May be called with the request alone."""
    service = opened(request)
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, secret = header.partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn("l'en-tête Authorization doit commencer par Bearer")
        found = keys.of_secret(service, secret.strip())
        if request.headers.get("x-structure", found.structure_id) != found.structure_id:
            raise NoAccess("une clé n'ouvre que sa propre structure")
        limits_of(request).count("key", str(found.key_id))
        return found
    signed_in = sessions.of_secret(service, session_secret(request), request.headers.get("x-structure"))
    limits_of(request).count("user", str(signed_in.principal.user_id))
    if request.method not in SAFE:
        same_site(request)
        if not hmac.compare_digest(request.headers.get("x-csrf-token", "").encode(), signed_in.csrf.encode()):
            raise NoAccess("en-tête X-CSRF-Token absent ou faux : lisez-le dans GET /api/v1/session")
    return signed_in.principal


Who = Annotated[Principal, Depends(principal)]


def require(role: Role) -> Callable[[Principal], Awaitable[Principal]]:
    """A dependency: who asks, if they hold this role or a greater one."""

    async def holder(who: Who) -> Principal:
        if not who.may(role):
            raise Forbidden
        return who

    return holder


Manager = Annotated[Principal, Depends(require(Role.MANAGER))]


def session_secret(request: Request) -> str:
    """What the session cookie holds. NotSignedIn where there is none."""
    secret = request.cookies.get(cookie_name(opened(request).settings))
    if not secret:
        raise NotSignedIn
    return secret


def begin_session(request: Request, response: Response, secret: str) -> None:
    """Hand a new session to the browser; the one that it had before ends."""
    service = opened(request)
    before = request.cookies.get(cookie_name(service.settings))
    if before:
        sessions.end(service, before, address=client_address(request))
    set_session(response, service.settings, secret)


def set_session(response: Response, settings: ServiceSettings, secret: str) -> None:
    """Hand a session to the browser: no script reads it, no other site's form sends it."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=settings.session_seconds,
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def forget_session(response: Response, settings: ServiceSettings) -> None:
    """Take the session from the browser."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.secure_cookies, httponly=True, samesite="lax"
    )


def cookie_name(settings: ServiceSettings) -> str:
    """By HTTPS with the prefix that keeps neighbouring hosts from setting it."""
    return f"__Host-{COOKIE}" if settings.secure_cookies else COOKIE


def same_site(request: Request) -> None:
    """Refuse what a browser says was sent by the page of another site."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in OUR_SITE:
        raise NoAccess("demande envoyée par la page d'un autre site")


def client_address(request: Request) -> str | None:
    """Whence a request comes, for the record; behind a proxy the server is told by it (uvicorn's `proxy_headers`)."""
    return request.client.host if request.client else None
