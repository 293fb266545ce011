"""How programs sign in to the portal: a token of their own, and the technical account in whose name each call is made.

`client_id` and `client_secret` are an API key's identifier and secret; the token lives for an hour. The `cpro-account`
header is that of a user: e-mail and password, which take argon2's time to check and are remembered for minutes.

Sources: RFC 6749 section 4.4 (client credentials) · AIFE, cpro-account: base64 of "login:password"
"""

from __future__ import annotations

import binascii
import time
from base64 import b64decode
from collections import OrderedDict
from datetime import timedelta
from threading import Lock
from typing import Final

from sqlalchemy import delete, select

from models.service_errors import NotSignedIn
from worker import keys, passwords
from worker.portal.callers import Caller, caller_of
from worker.service import Service
from worker.store.tables import ApiKeyRow, PortalTokenRow, UserRow, now
from worker.tokens import digest, fresh

TOKEN_SECONDS: Final = 3600
START: Final = "pft_"
_REMEMBERED: Final = 300.0  # seconds that a checked password is taken for right
_MOST: Final = 1000
_checked: OrderedDict[str, float] = OrderedDict()  # digests of header and kept hash: a changed password is asked again
_lock = Lock()


def token(service: Service, client_id: str, client_secret: str) -> str:
    """A new token. Raises NotSignedIn: unknown clients and wrong secrets are not told apart."""
    found = keys.of_secret(service, client_secret)
    if found.key_id != client_id:
        raise NotSignedIn
    secret = fresh(START)
    with service.store.session() as session:
        session.execute(delete(PortalTokenRow).where(PortalTokenRow.expires_at < now()))
        expires = now() + timedelta(seconds=TOKEN_SECONDS)
        session.add(PortalTokenRow(digest=digest(secret), key_id=client_id, expires_at=expires))
    return secret


def client_of(service: Service, secret: str) -> str:
    """The key that a token was given to. Raises NotSignedIn where it is unknown, over, or its key revoked."""
    asked = select(ApiKeyRow.id).join(PortalTokenRow, PortalTokenRow.key_id == ApiKeyRow.id)
    valid = (PortalTokenRow.digest == digest(secret), PortalTokenRow.expires_at > now(), ApiKeyRow.revoked_at.is_(None))
    with service.store.reading() as session:
        found = session.scalar(asked.where(*valid))
    if found is None:
        raise NotSignedIn("jeton inconnu ou expiré")
    return found


def account_of(service: Service, header: str) -> Caller:
    """Whom a `cpro-account` header names. Raises NotSignedIn."""
    try:
        login, _, password = b64decode(header, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise NotSignedIn("cpro-account") from None
    with service.store.reading() as session:
        user = session.scalar(select(UserRow).where(UserRow.email == login.strip().lower(), UserRow.active))
        caller = caller_of(session, user.id, user.email, user.name) if user is not None else None
        kept = user.password_hash if user is not None else None
    if not _matches(kept, password, header) or caller is None:
        raise NotSignedIn("cpro-account")
    return caller


def _matches(kept: str | None, password: str, header: str) -> bool:
    name = digest(f"{kept} {header}")
    with _lock:
        if kept is not None and _checked.get(name, 0.0) > time.monotonic():
            return True
    if not passwords.matches(kept, password):
        return False
    with _lock:
        _checked[name] = time.monotonic() + _REMEMBERED
        while len(_checked) > _MOST:
            _checked.popitem(last=False)
    return True
