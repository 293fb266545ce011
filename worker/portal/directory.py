"""Structures and their services as the portal tells of them to an account.

Public bodies are for everybody to see, with what they demand. Of a supplier, a stranger learns that it exists, and its
name, by its whole SIRET alone: a search by name does not list who else is a customer here. Its sheet, services and bank
accounts are for its members.

Sources: AIFE, API Structures v1 (rechercher, consulter, rechercher/services, consulter/service: a structure that is
public or that the account belongs to)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from extractor.checkdigits import SIRET_LENGTH
from worker.portal import numbers, refusals
from worker.portal.callers import Caller
from worker.portal.paging import Paging, Part
from worker.service import Service
from worker.store.tables import ServiceRow, StructureRow

_MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Listed:
    """A structure among others."""

    number: int
    siret: str | None
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class Sheet(Listed):
    """A structure alone, with what it demands of invoices."""

    public: bool
    service_code_required: bool
    engagement_required: bool
    either_required: bool


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """A service of a structure."""

    number: int
    code: str
    name: str
    active: bool
    engagement_required: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search is for; None asks for nothing. `nothing` is for criteria that no structure here meets."""

    siret: str | None = None
    name: str | None = None
    active: bool | None = None
    public: bool | None = None
    own_suppliers_only: bool = False
    nothing: bool = False


def search(service: Service, caller: Caller, wanted: Wanted, paging: Paging) -> Part[Listed]:
    """Structures that the account may see, one page of them."""
    asked = _found(caller, wanted)
    columns = {"IdentifiantStructure": StructureRow.siret, "Statut": StructureRow.active}
    column = columns.get(paging.column or "", StructureRow.name)
    with service.store.reading() as session:
        total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
        order = (column if paging.ascending else column.desc(), StructureRow.id)
        page = asked.order_by(*order).offset(paging.start).limit(paging.room(total))
        rows = session.scalars(page).all()
    return Part(listed(service, rows), paging.number, paging.length, paging.counted(total))


def listed(service: Service, rows: Sequence[StructureRow]) -> tuple[Listed, ...]:
    """Structures with their numbers."""
    known = numbers.given(service, "structure", [row.id for row in rows])
    return tuple(Listed(known[row.id], row.siret, row.name, row.active) for row in rows)


def sheet(service: Service, caller: Caller, number: int | None) -> Sheet:
    """A structure that is public or the account's. Raises Refused."""
    with service.store.reading() as session:
        row = visible(session, caller, number)
    return Sheet(
        number=number or 0,
        siret=row.siret,
        name=row.name,
        active=row.active,
        public=row.public,
        service_code_required=row.service_code_required,
        engagement_required=row.engagement_required,
        either_required=row.either_required,
    )


def services(service: Service, caller: Caller, number: int | None, paging: Paging) -> Part[ServiceSheet]:
    """The services of a structure that is public or the account's, by their codes. Raises Refused."""
    columns = {"LibelleService": ServiceRow.name, "EstActif": ServiceRow.active}
    column = columns.get(paging.column or "", ServiceRow.code)
    with service.store.reading() as session:
        asked = select(ServiceRow).where(ServiceRow.structure_id == visible(session, caller, number).id)
        total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
        order = (column if paging.ascending else column.desc(), ServiceRow.id)
        rows = session.scalars(asked.order_by(*order).offset(paging.start).limit(paging.room(total))).all()
    known = numbers.given(service, "service", [row.id for row in rows])
    found = tuple(shown(row, known[row.id]) for row in rows)
    return Part(found, paging.number, paging.length, paging.counted(total))


def active_services(service: Service, caller: Caller, number: int | None) -> tuple[ServiceSheet, ...]:
    """All active services of a structure that is public or the account's, by their codes. Raises Refused."""
    with service.store.reading() as session:
        home = visible(session, caller, number)
        asked = select(ServiceRow).where(ServiceRow.structure_id == home.id, ServiceRow.active)
        rows = session.scalars(asked.order_by(ServiceRow.code)).all()
    known = numbers.given(service, "service", [row.id for row in rows])
    return tuple(shown(row, known[row.id]) for row in rows)


def one_service(service: Service, caller: Caller, structure: int | None, number: int | None) -> ServiceSheet:
    """A service of a structure that is public or the account's. Raises Refused."""
    with service.store.reading() as session:
        home = visible(session, caller, structure)
        ref = numbers.ref_of(session, "service", number)
        row = session.get(ServiceRow, ref) if ref is not None else None
        if row is None or row.structure_id != home.id:
            raise refusals.SERVICE_ELSEWHERE(number=number)
    return shown(row, number or 0)


def visible(session: Session, caller: Caller, number: int | None) -> StructureRow:
    """The structure of that number, if it is public or the account's; else nobody is told whether there is one."""
    ref = numbers.ref_of(session, "structure", number)
    row = session.get(StructureRow, ref) if ref is not None else None
    if row is None or not (row.public or row.id in caller.roles):
        raise refusals.STRUCTURE_UNKNOWN(number=number)
    return row


def shown(row: ServiceRow, number: int) -> ServiceSheet:
    """A service as it is told of."""
    return ServiceSheet(number, row.code, row.name, row.active, row.engagement_required)


def _found(caller: Caller, wanted: Wanted) -> Select[StructureRow]:
    siret = re.sub(r"[\s.\-]", "", wanted.siret or "")
    own = StructureRow.id.in_(list(caller.roles))
    whole = len(siret) == SIRET_LENGTH and not wanted.own_suppliers_only
    stranger = and_(StructureRow.active, StructureRow.tenant) if whole else false()
    asked = select(StructureRow).where(or_(StructureRow.public, own, stranger))
    if wanted.nothing:
        asked = asked.where(false())
    if siret:
        asked = asked.where(
            StructureRow.siret == siret if whole else StructureRow.siret.startswith(siret, autoescape=True)
        )
    for word in (wanted.name or "").split()[:_MOST_WORDS]:
        held: ColumnElement[bool] = StructureRow.name.icontains(word, autoescape=True)
        asked = asked.where(held)
    for column, value in ((StructureRow.active, wanted.active), (StructureRow.public, wanted.public)):
        if value is not None:
            asked = asked.where(column.is_(value))
    return asked
