"""One invoice of the portal as a whole, for its supplier or its recipient.

Lines, VAT rows and attachments come in pages of their own, in the order in which they were deposited. What a line comes
to is reckoned here: its deposit tells quantity, price and rate.

Sources: swagger of the API Factures v1 (AIFE), consulter/fournisseur and consulter/recipiendaire
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from worker.portal.callers import Caller, as_recipient, as_supplier
from worker.portal.lists import VAT_RATES
from worker.portal.numbers import Kind, given
from worker.portal.paging import Paging, Part, part
from worker.service import Service
from worker.store.tables import (
    BankAccountRow,
    PortalFileRow,
    PortalInvoiceRow,
    ServiceRow,
    StructureRow,
)

_R = TypeVar("_R", ServiceRow, BankAccountRow)
_RATES: Final = MappingProxyType({rate.code: rate.value for rate in VAT_RATES})


@dataclass(frozen=True, slots=True)
class Pages:
    """Which part of each list is asked for."""

    lines: Paging
    vat: Paging
    attachments: Paging


@dataclass(frozen=True, slots=True)
class Parties:
    """Who an invoice is between, and the account it is paid on."""

    supplier: StructureRow
    supplier_service: ServiceRow | None
    account: BankAccountRow | None
    recipient: StructureRow
    service: ServiceRow | None
    validator: StructureRow | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was deposited, and what it comes to."""

    told: Mapping[str, Any]
    net: Decimal | None
    vat: Decimal | None

    @property
    def gross(self) -> Decimal | None:
        return self.net + self.vat if self.net is not None and self.vat is not None else None


@dataclass(frozen=True, slots=True)
class Whole:
    """An invoice with all that belongs to it; `numbers` are those of structures, services and the account."""

    invoice: PortalInvoiceRow
    parties: Parties
    numbers: Mapping[str, int]
    lines: Part[Line]
    vat: Part[Mapping[str, Any]]
    attachments: Part[PortalFileRow]
    main_file: PortalFileRow | None
    size: int


def by_supplier(service: Service, caller: Caller, number: int, pages: Pages) -> Whole:
    """An invoice that one of the caller's structures issued. Raises UnknownInvoice."""
    with service.store.reading() as session:
        row = as_supplier(session, caller, number)
        told = _told(session, row, pages)
    return Whole(row, told[0], _numbers(service, told[0]), *told[1:])


def by_recipient(service: Service, caller: Caller, number: int, pages: Pages) -> Whole:
    """An invoice that one of the caller's structures received. Raises UnknownInvoice, NoRight."""
    with service.store.reading() as session:
        row = as_recipient(session, caller, number)
        told = _told(session, row, pages)
    return Whole(row, told[0], _numbers(service, told[0]), *told[1:])


def parties_of(session: Session, row: PortalInvoiceRow) -> Parties:
    """Who an invoice is between."""
    request = row.request or {}
    siret = (request.get("validator") or {}).get("codeStructureValideur")
    return Parties(
        supplier=session.get_one(StructureRow, row.supplier_id),
        supplier_service=_row(session, ServiceRow, request.get("supplier_service_id")),
        account=_row(session, BankAccountRow, row.account_id),
        recipient=session.get_one(StructureRow, row.recipient_id),
        service=_row(session, ServiceRow, row.service_id),
        validator=session.scalar(select(StructureRow).where(StructureRow.siret == siret)) if siret else None,
    )


def lines_of(row: PortalInvoiceRow) -> list[Line]:
    """The lines of an invoice."""
    return [_line(told) for told in (row.request or {}).get("lines", ())]


def vat_rows_of(row: PortalInvoiceRow) -> list[Mapping[str, Any]]:
    """The VAT of an invoice by rates."""
    return list((row.request or {}).get("vat_rows", ()))


def decimal(told: object) -> Decimal | None:
    """An amount as the deposit is kept: as text."""
    return Decimal(told) if isinstance(told, str | int) else None


def rate_of(told: Mapping[str, Any]) -> Decimal | None:
    """The VAT rate of a line or a VAT row, given as a number or by a code of the portal's list."""
    manual = told.get("lignePosteTauxTvaManuel") or told.get("ligneTvaTauxManuel")
    code = told.get("lignePosteTauxTva") or told.get("ligneTvaTaux")
    return decimal(manual) if manual is not None else _RATES.get(code or "")


def _row(session: Session, kind: type[_R], ref: str | None) -> _R | None:
    return session.get(kind, ref) if ref is not None else None


def _line(told: Mapping[str, Any]) -> Line:
    quantity, price = decimal(told.get("lignePosteQuantite")), decimal(told.get("lignePosteMontantUnitaireHT"))
    if quantity is None or price is None:
        return Line(told, None, None)
    net = quantity * price - (decimal(told.get("lignePosteMontantRemiseHT")) or 0)
    rate = rate_of(told)
    return Line(told, net, net * rate / 100 if rate is not None else None)


def _told(
    session: Session, row: PortalInvoiceRow, pages: Pages
) -> tuple[Parties, Part[Line], Part[Mapping[str, Any]], Part[PortalFileRow], PortalFileRow | None, int]:
    mine = PortalFileRow.invoice_id == row.id
    attached = (mine, PortalFileRow.main.is_(False))
    total = session.scalar(select(func.count()).select_from(PortalFileRow).where(*attached)) or 0
    asked = pages.attachments
    query = select(PortalFileRow).where(*attached).order_by(PortalFileRow.id)
    files = session.scalars(query.offset(asked.start).limit(asked.room(total))).all()
    return (
        parties_of(session, row),
        part(lines_of(row), pages.lines),
        part(vat_rows_of(row), pages.vat),
        Part(tuple(files), asked.number, asked.length, asked.counted(total)),
        session.scalar(select(PortalFileRow).where(mine, PortalFileRow.main).order_by(PortalFileRow.id).limit(1)),
        session.scalar(select(func.coalesce(func.sum(PortalFileRow.size), 0)).where(mine)) or 0,
    )


def _numbers(service: Service, parties: Parties) -> Mapping[str, int]:
    structures = [one.id for one in (parties.supplier, parties.recipient, parties.validator) if one]
    services = [one.id for one in (parties.supplier_service, parties.service) if one]
    accounts = [parties.account.id] if parties.account else []
    asked: tuple[tuple[Kind, list[str]], ...] = (
        ("structure", structures),
        ("service", services),
        ("account", accounts),
    )
    return {ref: number for kind, refs in asked if refs for ref, number in given(service, kind, refs).items()}
