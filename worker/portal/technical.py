"""A technical account: what a program needs to speak to the portal for a structure, made at once and shown once.

A user whom nobody signs in as, in one structure, and an API key of theirs, which ends when they leave it.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field

from models.lifecycle import Role
from models.service_errors import NotFound
from worker import accounts, audit, keys
from worker.service import Service
from worker.store.tables import MembershipRow, StructureRow

_LABEL = "Compte technique Chorus Pro"


@dataclass(frozen=True, slots=True)
class TechnicalAccount:
    """The four values that software for Chorus Pro is set up with."""

    client_id: str
    client_secret: str = field(repr=False)
    login: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        """The `cpro-account` header."""
        return header(self.login, self.password)


def header(login: str, password: str) -> str:
    """An account as the `cpro-account` header names it.

    >>> header("tech@exemple.fr", "secret")
    'dGVjaEBleGVtcGxlLmZyOnNlY3JldA=='
    """
    return b64encode(f"{login}:{password}".encode()).decode()


def create(service: Service, structure_id: str, email: str, role: Role = Role.SUPPLIER) -> TechnicalAccount:
    """A new account, without asking who wants it: for the command line. Raises NotFound, InvalidRequest."""
    new = accounts.prepare(email)
    with service.store.session() as session:
        structure = session.get(StructureRow, structure_id)
        if structure is None:
            raise NotFound("structure")
        structure.tenant = True
        user = accounts.add(session, new, _LABEL)
        session.add(MembershipRow(user_id=user.id, structure_id=structure_id, role=role.value))
        session.flush()
        key = keys.issue(session, structure_id, _LABEL, role, user_id=user.id)
        audit.note(session, "technical_account_created", actor=None, structure_id=structure_id, target=user.email)
    assert key.secret is not None
    return TechnicalAccount(key.id, key.secret, new.email, new.password)
