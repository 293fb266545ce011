"""How programs sign in to the portal: a token of their own, and the technical account in whose name each call is made.

`client_id` and `client_secret` are an API key's identifier and secret; the token lives for an hour, unless the key, or
the person whose key it is, goes before. The `cpro-account` header is that of a user: e-mail and password. Its account
decides what a call may do, the key does not: one program may speak for several structures, as on the original.

A password takes argon2's time to check. One that was right is remembered while it is used and for minutes after, so
that a program is not slowed down by each of its calls, and is not shut out by somebody who tries its address with wrong
passwords. Those are counted by the caller of `account_of`, as attempts to sign in are.

Sources: RFC 6749 section 4.4 (client credentials) · AIFE, cpro-account: base64 of "login:password"
"""

from __future__ import annotations

import time
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import Final

from sqlalchemy import delete, or_, select

from models.service_errors import NotSignedIn
from worker import accounts, keys, passwords
from worker.portal.callers import Caller, caller_of
from worker.service import Service
from worker.store.tables import ApiKeyRow, MembershipRow, PortalTokenRow, UserRow, now
from worker.tokens import digest, fresh

TOKEN_SECONDS: Final = 3600
START: Final = "pft_"
_REMEMBERED: Final = 300.0  # seconds that a right password is taken for right, from its last use
_MOST: Final = 1000
_checked: OrderedDict[str, float] = OrderedDict()  # digests of header and kept hash: a changed password is asked again
_UNREADABLE: Final = "en-tête cpro-account illisible : base64 de « adresse:mot de passe » est attendu"
_lock = Lock()
_turns: Final = tuple(Lock() for _ in range(64))  # calls that come together with one password wait for one check


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
    """The key that a token was given to. Raises NotSignedIn where it is unknown or over, or its key of no use."""
    member = (MembershipRow.user_id == ApiKeyRow.user_id) & (MembershipRow.structure_id == ApiKeyRow.structure_id)
    asked = (
        select(ApiKeyRow.id)
        .join(PortalTokenRow, PortalTokenRow.key_id == ApiKeyRow.id)
        .outerjoin(UserRow, UserRow.id == ApiKeyRow.user_id)
        .outerjoin(MembershipRow, member)
        .where(PortalTokenRow.digest == digest(secret), PortalTokenRow.expires_at > now())
        .where(ApiKeyRow.revoked_at.is_(None))
        .where(or_(ApiKeyRow.user_id.is_(None), UserRow.active & MembershipRow.role.is_not(None)))
    )
    with service.store.reading() as session:
        found = session.scalar(asked)
    if found is None:
        raise NotSignedIn("jeton inconnu ou expiré : demandez-en un autre à /api/oauth/token")
    return found


def account_of(service: Service, header: str, *, attempt: Callable[[str], None], address: str | None = None) -> Caller:
    """Whom a `cpro-account` header names. `attempt` is called with the address before a password is checked.

    Raises NotSignedIn, which says the same whatever was wrong, and what `attempt` does.
    """
    try:
        login, colon, password = b64decode(header, validate=True).decode().partition(":")
    except ValueError:  # no base64, or no text in it
        raise NotSignedIn(_UNREADABLE) from None
    if not colon:
        raise NotSignedIn(_UNREADABLE)
    email = login.strip().lower()
    with service.store.reading() as session:
        user = session.scalar(select(UserRow).where(UserRow.email == email, UserRow.active))
        caller = caller_of(session, user.id, user.email, user.name) if user is not None else None
        kept = user.password_hash if user is not None else None
    name = digest(f"{kept} {header}")
    if caller is not None and kept is not None and _remembered(name):
        return caller
    with _turns[int(name[:8], 16) % len(_turns)]:
        if caller is not None and kept is not None and _remembered(name):
            return caller
        attempt(email)
        if passwords.matches(kept, password) and caller is not None:
            _remember(name)
            return caller
    accounts.refused(service, email, user, address)
    raise NotSignedIn("compte technique (cpro-account) inconnu, ou mot de passe faux")


def _remembered(name: str) -> bool:
    """Whether this password was right a short while ago; it counts as used now."""
    with _lock:
        known = _checked.get(name, 0.0) > time.monotonic()
    if known:
        _remember(name)
    return known


def _remember(name: str) -> None:
    with _lock:
        _checked[name] = time.monotonic() + _REMEMBERED
        _checked.move_to_end(name)
        while len(_checked) > _MOST:
            _checked.popitem(last=False)
