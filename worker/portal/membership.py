"""What an account belongs to: its structures, those it may deposit and receive for, and what they are paid on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.lifecycle import Role
from models.portal import NoRight
from worker.portal import directory, numbers
from worker.portal.callers import Caller
from worker.portal.directory import Listed, ServiceSheet
from worker.portal.paging import Paging, Part, part
from worker.service import Service
from worker.store.tables import BankAccountRow, ServiceRow, StructureRow

_SHOWN = 4  # characters of an IBAN at each end, by which a person tells accounts apart


@dataclass(frozen=True, slots=True)
class Membership:
    """A structure of the account, its role there, and the services it may see: all of them."""

    structure: Listed
    role: Role
    services: tuple[ServiceSheet, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account to choose at a deposit."""

    number: int
    name: str


def of(service: Service, caller: Caller, paging: Paging) -> Part[Membership]:
    """The account's structures, by the column that is asked for or by name, with their services."""
    own = _structures(service, list(caller.roles))
    columns = {"IdStructure": _by_number, "IdentifiantStructure": _by_siret}
    by = columns.get(paging.column or "", _by_name)
    page = part(sorted(own, key=lambda ref: by(own[ref]), reverse=not paging.ascending), paging)
    known = _services(service, page.items)
    items = tuple(Membership(own[ref], caller.roles[ref], tuple(known[ref])) for ref in page.items)
    return Part(items, page.page, page.length, page.total)


def suppliers(service: Service, caller: Caller) -> tuple[Listed, ...]:
    """Active structures that the account may deposit for."""
    own = _structures(service, [ref for ref in caller.roles if caller.may(ref)])
    return tuple(one for one in own.values() if one.active)


def recipients(service: Service, caller: Caller) -> tuple[Listed, ...]:
    """Active public bodies that the account receives for."""
    own = _structures(service, [ref for ref in caller.roles if caller.may(ref, Role.REVIEWER)], public=True)
    return tuple(one for one in own.values() if one.active)


def bank_accounts(service: Service, caller: Caller, number: int | None) -> tuple[Account, ...]:
    """The active accounts of one of the caller's structures, the preferred one first. Raises Refused, NoRight."""
    with service.store.reading() as session:
        home = directory.visible(session, caller, number)
        if not caller.may(home.id):
            raise NoRight
        asked = select(BankAccountRow).where(BankAccountRow.structure_id == home.id, BankAccountRow.active)
        rows = session.scalars(
            asked.order_by(BankAccountRow.preferred.desc(), BankAccountRow.label, BankAccountRow.iban)
        ).all()
    known = numbers.given(service, "account", [row.id for row in rows])
    return tuple(Account(known[row.id], _name(row)) for row in rows)


def _by_number(one: Listed) -> str:
    return f"{one.number:010}"


def _by_siret(one: Listed) -> str:
    return one.siret or ""


def _by_name(one: Listed) -> str:
    return one.name.casefold()


def _structures(service: Service, refs: Sequence[str], *, public: bool = False) -> dict[str, Listed]:
    asked = select(StructureRow).where(StructureRow.id.in_(refs)).order_by(StructureRow.name, StructureRow.id)
    with service.store.reading() as session:
        rows = session.scalars(asked.where(StructureRow.public) if public else asked).all()
    return {row.id: one for row, one in zip(rows, directory.listed(service, rows), strict=True)}


def _services(service: Service, refs: Sequence[str]) -> Mapping[str, list[ServiceSheet]]:
    asked = select(ServiceRow).where(ServiceRow.structure_id.in_(refs)).order_by(ServiceRow.code)
    with service.store.reading() as session:
        rows = session.scalars(asked).all()
    known = numbers.given(service, "service", [row.id for row in rows])
    found: dict[str, list[ServiceSheet]] = defaultdict(list)
    for row in rows:
        found[row.structure_id].append(directory.shown(row, known[row.id]))
    return found


def _name(row: BankAccountRow) -> str:
    masked = f"{row.iban[:_SHOWN]}…{row.iban[-_SHOWN:]}"
    return f"{row.label} ({masked})" if row.label else masked
