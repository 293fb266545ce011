"""What every answer tells browsers to forbid, and which names of this host are answered to.

A page of another site that has its own name point at this machine (DNS rebinding) is refused by the Host header: names
with a dot must be ours (`public_url`, `allowed_hosts`); addresses and bare names are taken, as no other site has one.

Sources: https://owasp.org/www-project-secure-headers/ · https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from worker.settings import ServiceSettings

POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data: blob:; "  # pictures of pages
    "connect-src 'self'; "
    "font-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_FOR = "max-age=31536000; includeSubDomains"
_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")


class Guarded:
    """Adds the headers to every answer; what the API says is kept by no cache unless its route allows it."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings) -> None:
        self.app = app
        self.headers = {**ALWAYS, **({"Strict-Transport-Security": HTTPS_FOR} if settings.secure_cookies else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and mark its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(("/api/", "/cpro/")):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, marked)


class KnownHosts:
    """Refuses requests that were meant for another name."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings) -> None:
        self.app = app
        named = [urlsplit(settings.public_url or "").hostname, settings.host, *settings.allowed_hosts.split(",")]
        self.ours = frozenset(name.strip().lower() for name in named if name and name.strip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and not known(Headers(scope=scope).get("host", ""), self.ours):
            fr = "Ce nom d'hôte n'est pas celui du service : déclarez-le par PREFACTURE_PUBLIC_URL."
            en = "This host name is not the service's: declare it by PREFACTURE_PUBLIC_URL."
            await problems.answer(Request(scope), "invalid_request", fr, en, status=400)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def known(header: str, ours: frozenset[str]) -> bool:
    """Whether a Host header names this service.

    >>> [known(header, frozenset({"a.exemple.fr"})) for header in ("a.exemple.fr", "localhost:8000", "[::1]")]
    [True, True, True]
    >>> [known(header, frozenset()) for header in ("192.0.2.7:8000", "ailleurs.example", "a b", "")]
    [True, False, False, False]
    """
    found = _HOST.fullmatch(header)
    if not found:
        return False
    name = found["name"].lower()
    return name in ours or "." not in name.rstrip(".") or name.endswith(".localhost") or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
