"""Signed-in browsers: 256 random bits in a cookie, their SHA-256 in the store, an end that does not move.

A session speaks for one structure at a time, one that its person is a member of at that moment: whoever is removed from
it, or made inactive, is out with the next request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import String, bindparam, delete, func, select
from sqlalchemy.orm import Session

from models.accounts import MembershipView, SessionView, UserView
from models.lifecycle import Role
from models.service import Principal
from models.service_errors import Forbidden, NoAccess, NotFound, NotSignedIn
from worker import audit
from worker.service import Service
from worker.store.tables import MembershipRow, SessionRow, StructureRow, UserRow, now
from worker.tokens import digest, fresh

_SESSION, _USER, _MEMBER = SessionRow.__table__.c, UserRow.__table__.c, MembershipRow.__table__.c
# as in `worker.keys`: every request of a browser asks this
_ASKED = (
    select(
        _SESSION.csrf, _SESSION.expires_at, _SESSION.user_id, _USER.email, _USER.active,
        _MEMBER.role, _MEMBER.structure_id,
    )
    .select_from(SessionRow.__table__)
    .join(UserRow.__table__, _USER.id == _SESSION.user_id)
    .outerjoin(
        MembershipRow.__table__,
        (_MEMBER.user_id == _SESSION.user_id)
        & (_MEMBER.structure_id == func.coalesce(bindparam("chosen", type_=String), _SESSION.structure_id)),
    )
    .where(_SESSION.digest == bindparam("digest"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as a request finds it: who asks, and the token that must go with every change."""

    principal: Principal
    csrf: str = field(repr=False)


def begin(service: Service, session: Session, user: UserRow) -> str:
    """A new session in somebody's first structure; its secret. Forbidden where they belong to none."""
    first = memberships(session, user.id)
    if not first:
        raise NoAccess("ce compte n'est rattaché à aucune structure")
    secret = fresh()
    session.execute(delete(SessionRow).where(SessionRow.expires_at < now()))
    session.add(
        SessionRow(
            digest=digest(secret),
            user_id=user.id,
            structure_id=first[0].structure_id,
            csrf=fresh(),
            expires_at=now() + timedelta(seconds=service.settings.session_seconds),
        )
    )
    return secret


def of_secret(service: Service, secret: str, structure_id: str | None = None) -> SignedIn:
    """Whom a session speaks for: in its own structure, or in another of theirs for this request."""
    asked = {"digest": digest(secret), "chosen": structure_id}
    with service.store.reading() as session:
        found = session.connection().execute(_ASKED, asked).one_or_none()
    if found is None or not found.active or found.expires_at <= now():
        raise NotSignedIn("session inconnue ou terminée")
    if found.structure_id is None:
        raise NotFound("structure")
    return SignedIn(
        Principal(actor=found.email, role=Role(found.role), structure_id=found.structure_id, user_id=found.user_id),
        found.csrf,
    )


def view(service: Service, secret: str) -> SessionView:
    """What a signed-in browser is told of itself."""
    with service.store.reading() as session:
        row = session.get(SessionRow, digest(secret))
        if row is None or row.expires_at <= now():
            raise NotSignedIn("session inconnue ou terminée")
        user = session.get_one(UserRow, row.user_id)
        of = memberships(session, user.id)
    if not user.active:
        raise NotSignedIn("session inconnue ou terminée")
    role = next((one.role for one in of if one.structure_id == row.structure_id), None)
    if role is None or row.structure_id is None:
        raise NotFound("structure")
    return SessionView(
        user=UserView(id=user.id, email=user.email, name=user.name, active=user.active, structures=of),
        structure_id=row.structure_id,
        role=role,
        csrf=row.csrf,
        expires_at=row.expires_at,
    )


def switch(service: Service, secret: str, structure_id: str) -> SessionView:
    """Speak for another structure of one's own from now on."""
    of_secret(service, secret, structure_id)
    with service.store.session() as session:
        session.get_one(SessionRow, digest(secret)).structure_id = structure_id
    return view(service, secret)


def end(service: Service, secret: str, *, address: str | None = None) -> None:
    """Sign out; an unknown session is out already."""
    with service.store.session() as session:
        row = session.get(SessionRow, digest(secret))
        if row is None:
            return
        user = session.get_one(UserRow, row.user_id)
        audit.note(session, "signed_out", actor=user.email, structure_id=row.structure_id, address=address)
        session.delete(row)


def end_all(service: Service, principal: Principal, *, address: str | None = None) -> None:
    """Sign out everywhere."""
    if principal.user_id is None:
        raise Forbidden
    with service.store.session() as session:
        end_of(session, principal.user_id)
        audit.done(session, principal, "signed_out_everywhere", principal.actor, address=address)


def end_of(session: Session, user_id: str, *, but: str | None = None) -> None:
    """End somebody's sessions, except the one with this secret."""
    kept = digest(but) if but else ""
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id, SessionRow.digest != kept))


def memberships(session: Session, user_id: str) -> tuple[MembershipView, ...]:
    """The structures somebody belongs to, by name."""
    query = (
        select(StructureRow.id, StructureRow.name, StructureRow.siret, MembershipRow.role)
        .join(MembershipRow, MembershipRow.structure_id == StructureRow.id)
        .where(MembershipRow.user_id == user_id)
        .order_by(StructureRow.name, StructureRow.id)
    )
    return tuple(
        MembershipView(structure_id=of, name=name, siret=siret, role=Role(role))
        for of, name, siret, role in session.execute(query)
    )
