"""Who issues an invoice, by the portal's numbers: a structure, perhaps one of its services, perhaps an account."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from worker.portal import refusals
from worker.portal.callers import Caller
from worker.portal.numbers import Kind, ref_of
from worker.store.tables import StructureRow

NOTHING = ""
"""Stands for what a number names that nothing has: `submit` refuses it as it refuses what is another's."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Our identifiers of who issues; the SIRET where there is one."""

    structure_id: str
    siret: str | None = None
    service_id: str | None = None
    account_id: str | None = None


def issuer(
    session: Session, caller: Caller, number: int | None, service: int | None = None, account: int | None = None
) -> Issuer:
    """What these numbers name; without the first, the only structure that the account has. Raises Refused.

    Some programs say 0 for none.
    """
    named = _ref(session, "structure", number)
    structure_id = _only(caller) if named is None else named
    row = session.get(StructureRow, structure_id)
    siret = row.siret if row else None
    return Issuer(structure_id, siret, _ref(session, "service", service), _ref(session, "account", account))


def _only(caller: Caller) -> str:
    if len(caller.roles) != 1:
        why = f"donnez-le, votre compte a {len(caller.roles)} structures"
        raise refusals.FIELD_WRONG(field="idFournisseur", why=why)
    return next(iter(caller.roles))


def _ref(session: Session, kind: Kind, number: int | None) -> str | None:
    if not number:
        return None
    return ref_of(session, kind, number) or NOTHING
