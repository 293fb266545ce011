"""Who belongs to a structure: invited, given another role, removed, by its managers.

Nobody gives, takes or changes a role greater than their own, and a structure always keeps somebody who manages it.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.accounts import MemberView
from models.lifecycle import Role
from models.service import Principal
from models.service_errors import Forbidden, InvalidRequest, NotFound
from worker import accounts, audit, keys
from worker.service import Service
from worker.store.tables import MembershipRow, SessionRow, StructureRow, UserRow

MANAGING = (Role.MANAGER, Role.ADMINISTRATOR)


def listed(service: Service, principal: Principal) -> tuple[MemberView, ...]:
    """The structure's members, by e-mail."""
    _managing(principal)
    with service.store.reading() as session:
        found = _members(session, principal.structure_id)
    return tuple(_view(user, member) for member, user in found)


def invite(
    service: Service, principal: Principal, email: str, role: Role, *, name: str = "", address: str | None = None
) -> MemberView:
    """A new member. Who has no account gets one, with a password that is shown this once."""
    _managing(principal, role)
    with service.store.reading() as session:
        new = None if accounts.find(session, email) else accounts.prepare(email)
    try:
        with service.store.session() as session:
            user = accounts.add(session, new, name) if new else accounts.find(session, email)
            if user is None:
                raise NotFound
            if session.get(MembershipRow, (user.id, principal.structure_id)) is not None:
                raise InvalidRequest(f"{user.email} est déjà membre de la structure")
            member = MembershipRow(user_id=user.id, structure_id=principal.structure_id, role=role.value)
            session.add(member)
            session.get_one(StructureRow, principal.structure_id).tenant = True
            audit.done(session, principal, "member_invited", f"{user.email} {role.value}", address=address)
    except IntegrityError as error:
        raise InvalidRequest(f"{email.strip()} vient d'être invité par quelqu'un d'autre") from error
    return _view(user, member, new.password if new else None)


def change_role(
    service: Service, principal: Principal, user_id: str, role: Role, *, address: str | None = None
) -> MemberView:
    """Another role for a member."""
    _managing(principal, role)
    with service.store.session() as session:
        member, user = _touched(session, principal, user_id)
        if role not in MANAGING:
            _keep_a_manager(session, member)
        audit.done(session, principal, "member_role", f"{user.email} {member.role} → {role.value}", address=address)
        member.role = role.value
        return _view(user, member)


def remove(service: Service, principal: Principal, user_id: str, *, address: str | None = None) -> None:
    """Take a member out of the structure, with their keys to it and their sessions in it; their account stays."""
    _managing(principal)
    with service.store.session() as session:
        member, user = _touched(session, principal, user_id)
        _keep_a_manager(session, member)
        keys.revoke_of(session, user_id, principal.structure_id)
        here = SessionRow.structure_id == principal.structure_id
        session.execute(delete(SessionRow).where(SessionRow.user_id == user_id, here))
        session.delete(member)
        audit.done(session, principal, "member_removed", user.email, address=address)


def _managing(principal: Principal, *roles: Role) -> None:
    if not principal.may(Role.MANAGER) or not all(principal.may(role) for role in roles):
        raise Forbidden


def _members(session: Session, structure_id: str) -> list[tuple[MembershipRow, UserRow]]:
    query = (
        select(MembershipRow, UserRow)
        .join(UserRow, UserRow.id == MembershipRow.user_id)
        .where(MembershipRow.structure_id == structure_id)
        .order_by(UserRow.email)
    )
    return [(member, user) for member, user in session.execute(query)]


def _touched(session: Session, principal: Principal, user_id: str) -> tuple[MembershipRow, UserRow]:
    member = session.get(MembershipRow, (user_id, principal.structure_id))
    if member is None:
        raise NotFound
    if not principal.may(Role(member.role)):
        raise Forbidden
    return member, session.get_one(UserRow, user_id)


def _keep_a_manager(session: Session, member: MembershipRow) -> None:
    query = (
        select(MembershipRow.user_id)
        .join(UserRow, UserRow.id == MembershipRow.user_id)
        .where(MembershipRow.structure_id == member.structure_id, MembershipRow.role.in_(MANAGING), UserRow.active)
        .with_for_update()  # two managers who remove each other at once: the second sees what the first did
    )
    if not set(session.scalars(query)) - {member.user_id}:
        raise InvalidRequest("c'est le dernier gestionnaire de la structure : nommez-en d'abord un autre")


def _view(user: UserRow, member: MembershipRow, password: str | None = None) -> MemberView:
    return MemberView(
        user_id=user.id,
        email=user.email,
        name=user.name,
        role=Role(member.role),
        active=user.active,
        password=password,
    )
