"""Accounts of people: the first one, new ones, signing in, and what they change themselves.

Who may belong to which structure is decided in `worker.members`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.accounts import FirstUser, UserView
from models.lifecycle import Role
from models.service import Principal
from models.service_errors import Forbidden, InvalidRequest, NoAccess, NotFound, NotSignedIn
from worker import audit, keys, passwords, sessions
from worker.service import Service
from worker.store.tables import MembershipRow, StructureRow, UserRow
from worker.tokens import digest, fresh

FIRST_EMAIL = "admin@prefacture.local"
FIRST_STRUCTURE = "Ma structure"
GIVEN = 20  # characters of a password that the service makes up
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")


def first_user(service: Service, email: str | None = None, *, siret: str | None = None) -> FirstUser | None:
    """The first administrator, with a structure and a key; None where somebody has an account already."""
    with service.store.reading() as session:
        if session.scalar(select(UserRow.id).limit(1)):
            return None
    new = prepare(email or FIRST_EMAIL)
    try:
        with service.store.session() as session:
            if session.scalar(select(UserRow.id).limit(1)):
                return None
            structure = session.scalar(select(StructureRow).where(StructureRow.siret == siret)) if siret else None
            if structure is None:
                structure = StructureRow(name=FIRST_STRUCTURE, siret=siret, siren=siret[:9] if siret else None)
                session.add(structure)
            structure.tenant = True
            user = add(session, new)
            session.add(MembershipRow(user_id=user.id, structure_id=structure.id, role=Role.ADMINISTRATOR.value))
            key = keys.issue(session, structure.id, "Première clé", Role.ADMINISTRATOR, user_id=user.id)
            audit.note(session, "first_user_created", actor=None, structure_id=structure.id, target=new.email)
    except (IntegrityError, InvalidRequest):
        return None  # another process was first
    assert key.secret is not None
    return FirstUser(email=new.email, password=new.password, key_id=key.id, key=key.secret)


def create_user(
    service: Service, *, email: str, structure_id: str, role: Role, password: str | None = None, name: str = ""
) -> tuple[UserView, str]:
    """An account in a structure, without asking who wants it: for the command line. The password, given or made up."""
    new = prepare(email, password)
    with service.store.session() as session:
        structure = session.get(StructureRow, structure_id)
        if structure is None:
            raise NotFound("structure")
        user = add(session, new, name)
        structure.tenant = True
        session.add(MembershipRow(user_id=user.id, structure_id=structure_id, role=role.value))
        audit.note(session, "user_created", actor=None, structure_id=structure_id, target=user.email)
        session.flush()
        return _view(session, user), new.password


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made: hashing takes a while, and is done before a transaction keeps others waiting."""

    email: str
    password: str = field(repr=False)
    kept: str = field(repr=False)


def prepare(email: str, password: str | None = None) -> NewAccount:
    """A password, given or made up, with its hash. InvalidRequest where it or the address can't be taken."""
    address = checked(email)
    secret = password if password is not None else fresh()[:GIVEN]
    refusal = passwords.refusal(secret, address)
    if refusal:
        raise InvalidRequest(refusal)
    return NewAccount(address, secret, passwords.hashed(secret))


def add(session: Session, new: NewAccount, name: str = "") -> UserRow:
    """A new account that belongs nowhere yet."""
    if find(session, new.email) is not None:
        raise InvalidRequest(f"l'adresse {new.email} a déjà un compte")
    user = UserRow(email=new.email, name=name.strip()[:200], password_hash=new.kept)
    session.add(user)
    session.flush()
    return user


def find(session: Session, email: str) -> UserRow | None:
    """The account with this address, however its letters are written."""
    return session.scalar(select(UserRow).where(UserRow.email == email.strip().lower()))


def sign_in(service: Service, email: str, password: str, *, address: str | None = None) -> str:
    """The secret of a new session. NotSignedIn says the same, and takes as long, whatever was wrong."""
    with service.store.reading() as session:
        user = find(session, email)
    kept = user.password_hash if user else None
    right = passwords.matches(kept, password)
    if user is None or kept is None or not right or not user.active:
        refused(service, email, user, address)
        raise NotSignedIn("adresse électronique ou mot de passe inconnus")
    renewed = passwords.hashed(password) if passwords.outdated(kept) else None
    with service.store.session() as session:
        known = session.get_one(UserRow, user.id)
        if renewed and known.password_hash == kept:
            known.password_hash = renewed
        return _signed_in(service, session, known, address)


def sign_in_by_identity(
    service: Service, *, issuer: str, subject: str, email: str | None, name: str = "", address: str | None = None
) -> str:
    """The secret of a session for whom an identity provider vouches; `email` only where the provider verified it.

    Known by the provider's subject, else by the e-mail once. Who has no account gets one, as a supplier, only where the
    settings name the structure for it.
    """
    identity = digest(f"{issuer}\n{subject}")
    with service.store.session() as session:
        user = session.scalar(select(UserRow).where(UserRow.oidc_subject == identity))
        if user is None and email:
            user = find(session, email) or _welcomed(service, session, checked(email), name)
            if user is not None and user.oidc_subject is not None:
                user = None  # the address is linked to another identity already
        if user is not None and user.active:
            user.oidc_subject = identity
            return _signed_in(service, session, user, address)
    refused(service, email or "", user, address)
    raise NoAccess("aucun compte pour cette identité : demandez à un gestionnaire de vous inviter")


def change_password(
    service: Service, principal: Principal, old: str, new: str, *, keep: str | None = None, address: str | None = None
) -> None:
    """One's own password; every other session ends, the one with the secret `keep` goes on."""
    if principal.user_id is None or principal.key_id is not None:
        raise Forbidden
    with service.store.reading() as session:
        user = session.get_one(UserRow, principal.user_id)
    if not passwords.matches(user.password_hash, old):
        raise InvalidRequest("le mot de passe actuel n'est pas le bon")
    _set_password(service, user, new, actor=principal.actor, keep=keep, address=address)


def reset_password(service: Service, email: str) -> str:
    """A new, made-up password, for the command line; every session ends."""
    with service.store.reading() as session:
        user = find(session, email)
    if user is None:
        raise NotFound(email)
    password = fresh()[:GIVEN]
    _set_password(service, user, password)
    return password


def me(service: Service, principal: Principal) -> UserView:
    """Oneself, with one's structures; a key without a person has none."""
    if principal.user_id is None:
        raise NotFound
    with service.store.reading() as session:
        return _view(session, session.get_one(UserRow, principal.user_id))


def rename(service: Service, principal: Principal, name: str, *, address: str | None = None) -> UserView:
    """The name that others see of oneself; empty, the address stands in."""
    if principal.user_id is None or principal.key_id is not None:
        raise Forbidden
    with service.store.session() as session:
        user = session.get_one(UserRow, principal.user_id)
        user.name = " ".join(name.split())
        audit.done(session, principal, "account_renamed", user.email, address=address)
        session.flush()
        return _view(session, user)


def checked(email: str) -> str:
    """An e-mail address as it is kept."""
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise InvalidRequest("l'adresse électronique n'en est pas une")
    return address


def refused(service: Service, email: str, user: UserRow | None, address: str | None) -> None:
    """A line for the structures of the address's owner. What is no address may be a password, and is not kept."""
    told = email.strip().lower() if _EMAIL.fullmatch(email.strip()) else None
    with service.store.session() as session:
        of = sessions.memberships(session, user.id) if user else ()
        for structure_id in [one.structure_id for one in of] or (None,):
            audit.note(session, "sign_in_failed", actor=None, structure_id=structure_id, target=told, address=address)


def _set_password(
    service: Service,
    user: UserRow,
    new: str,
    *,
    actor: str | None = None,
    keep: str | None = None,
    address: str | None = None,
) -> None:
    refusal = passwords.refusal(new, user.email)
    if refusal:
        raise InvalidRequest(refusal)
    kept = passwords.hashed(new)
    with service.store.session() as session:
        session.get_one(UserRow, user.id).password_hash = kept
        sessions.end_of(session, user.id, but=keep)
        audit.note(session, "password_changed", actor=actor, structure_id=None, target=user.email, address=address)


def _welcomed(service: Service, session: Session, email: str, name: str) -> UserRow | None:
    wanted = service.settings.oidc_new_users_structure
    structure = session.scalar(select(StructureRow).where((StructureRow.id == wanted) | (StructureRow.siret == wanted)))
    if wanted is None or structure is None:
        return None
    user = UserRow(email=email, name=name.strip()[:200])
    session.add(user)
    session.flush()
    structure.tenant = True
    session.add(MembershipRow(user_id=user.id, structure_id=structure.id, role=Role.SUPPLIER.value))
    audit.note(session, "user_created", actor=email, structure_id=structure.id, target=email)
    return user


def _signed_in(service: Service, session: Session, user: UserRow, address: str | None) -> str:
    secret = sessions.begin(service, session, user)
    of = sessions.memberships(session, user.id)[0].structure_id
    audit.note(session, "signed_in", actor=user.email, structure_id=of, address=address)
    return secret


def _view(session: Session, user: UserRow) -> UserView:
    of = sessions.memberships(session, user.id)
    return UserView(id=user.id, email=user.email, name=user.name, active=user.active, structures=of)
