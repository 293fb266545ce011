"""Addresses of the interface as programs put them together: a base with a slash at its end and a path with one at its
start make two, and some end in one. The router knows each address in one form; here they are brought to it.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.chorus.login import TOKEN_PATH
from api.chorus.protocol import PREFIX

_SLASHES: Final = re.compile("/{2,}")


class Tidied:
    """Bring the interface's addresses to the router's form; it stands before whatever looks at an address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and (told := scope["path"]) != (path := tidy(told)):
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self.app(scope, receive, send)


def tidy(path: str) -> str:
    """The address without slashes too many; one that is not the interface's is left as it is.

    >>> tidy("//cpro/factures/v1//soumettre/"), tidy("/api/oauth/token/"), tidy("//health/")
    ('/cpro/factures/v1/soumettre', '/api/oauth/token', '//health/')
    """
    tidied = _SLASHES.sub("/", path).rstrip("/")
    return tidied if tidied.startswith(PREFIX) or tidied == TOKEN_PATH else path
