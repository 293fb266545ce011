"""Keys of programs: `pf_` and 43 random characters, shown once; the store keeps their SHA-256 and first characters.

A key never does more than the person who made it may do at that moment, and ends when they leave the structure.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from models.lifecycle import Role
from models.service import ApiKeyView, Principal
from models.service_errors import Forbidden, InvalidRequest, NotFound, NotSignedIn
from worker import audit
from worker.service import Service
from worker.store.tables import ApiKeyRow, MembershipRow, UserRow, now
from worker.tokens import digest, fresh

START = "pf_"
SHOWN = 11  # characters by which a person tells keys apart
LABEL = 100
USED_EVERY = timedelta(minutes=1)  # reading must not cost a write each time

_KEY, _USER, _MEMBER = ApiKeyRow.__table__.c, UserRow.__table__.c, MembershipRow.__table__.c
# every request asks this: made once, and of tables instead of rows, it costs a third
_ASKED = (
    select(*_KEY, _USER.active, _MEMBER.role.label("held"))
    .select_from(ApiKeyRow.__table__)
    .outerjoin(UserRow.__table__, _USER.id == _KEY.user_id)
    .outerjoin(MembershipRow.__table__, (_MEMBER.user_id == _KEY.user_id) & (_MEMBER.structure_id == _KEY.structure_id))
    .where(_KEY.digest == bindparam("digest"))
)


def create(
    service: Service, principal: Principal, label: str, role: Role = Role.SUPPLIER, *, address: str | None = None
) -> ApiKeyView:
    """A new key to the principal's structure, for managers; its role is at most theirs."""
    if not principal.may(Role.MANAGER) or not principal.may(role):
        raise Forbidden
    if not label.strip() or len(label.strip()) > LABEL:
        raise InvalidRequest(f"donnez à la clé un libellé de 1 à {LABEL} caractères")
    with service.store.session() as session:
        view = issue(session, principal.structure_id, label, role, user_id=principal.user_id)
        audit.done(session, principal, "key_created", f"{view.prefix} {view.label}", address=address)
    return view


def issue(session: Session, structure_id: str, label: str, role: Role, *, user_id: str | None = None) -> ApiKeyView:
    """A new key, without asking who wants it."""
    secret = fresh(START)
    row = ApiKeyRow(
        structure_id=structure_id,
        user_id=user_id,
        role=role.value,
        label=label.strip(),
        prefix=secret[:SHOWN],
        digest=digest(secret),
    )
    session.add(row)
    session.flush()
    return _view(row).model_copy(update={"secret": secret})


def of_secret(service: Service, secret: str) -> Principal:
    """Whom a key speaks for: one query by index. NotSignedIn where it is unknown, revoked, or its maker has left."""
    with service.store.reading() as session:
        found = session.connection().execute(_ASKED, {"digest": digest(secret)}).one_or_none()
    if found is None or found.revoked_at is not None:
        raise NotSignedIn("clé inconnue ou révoquée")
    role = Role(found.role)
    if found.user_id is not None:
        if not found.active or found.held is None:
            raise NotSignedIn("la personne qui a créé cette clé n'est plus membre de la structure")
        role = min(role, Role(found.held), key=list(Role).index)
    _used(service, found.id, found.used_at)
    return Principal(
        actor=f"clé « {found.label} » ({found.prefix}…)",
        role=role,
        structure_id=found.structure_id,
        user_id=found.user_id,
        key_id=found.id,
    )


def listed(service: Service, principal: Principal) -> tuple[ApiKeyView, ...]:
    """The structure's keys, revoked ones too, latest first; for managers."""
    if not principal.may(Role.MANAGER):
        raise Forbidden
    query = (
        select(ApiKeyRow)
        .where(ApiKeyRow.structure_id == principal.structure_id)
        .order_by(ApiKeyRow.created_at.desc(), ApiKeyRow.id)
    )
    with service.store.reading() as session:
        return tuple(_view(row) for row in session.scalars(query))


def revoke(service: Service, principal: Principal, key_id: str, *, address: str | None = None) -> ApiKeyView:
    """End a key of the structure, for managers; a second time changes nothing."""
    if not principal.may(Role.MANAGER):
        raise Forbidden
    with service.store.session() as session:
        row = session.get(ApiKeyRow, key_id)
        if row is None or row.structure_id != principal.structure_id:
            raise NotFound
        if not principal.may(Role(row.role)):
            raise Forbidden
        if row.revoked_at is None:
            row.revoked_at = now()
            audit.done(session, principal, "key_revoked", f"{row.prefix} {row.label}", address=address)
        return _view(row)


def revoke_of(session: Session, user_id: str, structure_id: str) -> None:
    """End what somebody's programs may do in a structure that they leave."""
    session.execute(
        update(ApiKeyRow)
        .where(ApiKeyRow.user_id == user_id, ApiKeyRow.structure_id == structure_id, ApiKeyRow.revoked_at.is_(None))
        .values(revoked_at=now())
    )


def _used(service: Service, key_id: str, used_at: datetime | None) -> None:
    limit: datetime = now() - USED_EVERY
    if used_at is not None and used_at > limit:
        return
    with service.store.session() as session:
        session.execute(
            update(ApiKeyRow)
            .where(ApiKeyRow.id == key_id, or_(ApiKeyRow.used_at.is_(None), ApiKeyRow.used_at <= limit))
            .values(used_at=now())
        )


def _view(row: ApiKeyRow) -> ApiKeyView:
    return ApiKeyView(
        id=row.id,
        label=row.label,
        prefix=row.prefix,
        role=Role(row.role),
        created_at=row.created_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
