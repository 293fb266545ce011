"""Who asks something of the portal: a person or technical account, with a role in each of their structures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lifecycle import Role
from models.portal import NoRight, UnknownInvoice
from worker.store.tables import MembershipRow, PortalInvoiceRow

_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class Caller:
    """An account that has signed in. `roles` are by the structures' identifiers."""

    user_id: str
    email: str
    name: str
    roles: Mapping[str, Role]

    def may(self, structure_id: str, role: Role = Role.SUPPLIER) -> bool:
        """Whether the account holds this role in a structure, or a greater one."""
        held = self.roles.get(structure_id)
        return held is not None and _ORDER.index(held) >= _ORDER.index(role)


def caller_of(session: Session, user_id: str, email: str, name: str) -> Caller:
    """The account with its roles as they are now."""
    held = select(MembershipRow.structure_id, MembershipRow.role).where(MembershipRow.user_id == user_id)
    return Caller(user_id, email, name, {one.structure_id: Role(one.role) for one in session.execute(held)})


def as_supplier(session: Session, caller: Caller | None, number: int, *, lock: bool = False) -> PortalInvoiceRow:
    """An invoice that one of the caller's structures issued; without a caller, any. Raises UnknownInvoice."""
    row = _invoice(session, number, lock=lock)
    if row is None or (caller is not None and not caller.may(row.supplier_id)):
        raise UnknownInvoice
    return row


def as_recipient(session: Session, caller: Caller, number: int, *, lock: bool = False) -> PortalInvoiceRow:
    """An invoice that one of the caller's structures received. Raises UnknownInvoice, NoRight."""
    row = _invoice(session, number, lock=lock)
    if row is None or row.recipient_id not in caller.roles:
        raise UnknownInvoice
    if not caller.may(row.recipient_id, Role.REVIEWER):
        raise NoRight
    return row


def as_either(session: Session, caller: Caller, number: int) -> PortalInvoiceRow:
    """An invoice that one of the caller's structures issued or received. Raises UnknownInvoice."""
    row = _invoice(session, number, lock=False)
    if row is None or not (caller.may(row.supplier_id) or caller.may(row.recipient_id, Role.REVIEWER)):
        raise UnknownInvoice
    return row


def _invoice(session: Session, number: int, *, lock: bool) -> PortalInvoiceRow | None:
    if not 0 < number < 2**31:  # what the column holds
        return None
    return session.get(PortalInvoiceRow, number, with_for_update=lock or None)
