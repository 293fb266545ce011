"""Invoices that a structure issued, and those that it received, found by what is known of them.

Filters of the interface that have no meaning here are taken and passed over: the kinds of works invoices, of which
there are none. Columns to sort by that are not kept stand for the day of deposit, as does an unknown one.

Sources: swagger of the API Factures v1 (AIFE), rechercher/fournisseur and rechercher/recipiendaire
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, null, select
from sqlalchemy.orm import Session, aliased, defer

from models.lifecycle import Role
from models.portal import EntryKind, NoneFound
from worker.portal.callers import Caller
from worker.portal.criteria import RECIPIENTS, SUPPLIERS, VALIDATOR, Criteria
from worker.portal.numbers import given
from worker.portal.paging import Paging, Part
from worker.service import Service
from worker.store.tables import (
    BankAccountRow,
    PortalEntryRow,
    PortalFileRow,
    PortalFlowRow,
    PortalInvoiceRow as Invoice,
    ServiceRow,
    StructureRow,
    UserRow,
)

_Supplier, _Recipient = aliased(StructureRow, name="supplier"), aliased(StructureRow, name="recipient")
_SupplierService = aliased(ServiceRow, name="supplier_service")

SORTS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "CodeFournisseur": _Supplier.siret,
        "Fournisseur": _Supplier.name,
        "DesignationFournisseur": _Supplier.name,
        "CodeDestinataire": _Recipient.siret,
        "Destinataire": _Recipient.name,
        "DesignationDestinataire": _Recipient.name,
        "CodeServiceFournisseur": _SupplierService.code,
        "NomServiceFournisseur": _SupplierService.name,
        "CodeServiceExecutant": ServiceRow.code,
        "NomServiceExecutant": ServiceRow.name,
        "TypeFacture": Invoice.kind,
        "NumeroFacture": Invoice.number,
        "DateFacture": Invoice.issue_date,
        "DateDepot": Invoice.deposited_at,
        "MontantHT": Invoice.net,
        "MontantTTC": Invoice.gross,
        "MontantAPayer": Invoice.due,
        "Devise": Invoice.currency,
        "Statut": Invoice.status,
        "NumeroMarche": Invoice.contract,
        "NumeroBonCommande": Invoice.engagement,
        "NumeroFluxDepot": PortalFlowRow.number,
        "NumeroFactureOrigine": Invoice.preceding,
        "ModeDepot": Invoice.mode,
        "FactureTelechargeeParDestinataire": Invoice.downloaded,
        "CodeValideur1": VALIDATOR,
        "CoordBancairesFournisseurCodePays": BankAccountRow.iban,
        "CoordBancairesFournisseurCompteBancaire": BankAccountRow.iban,
        "CoordBancairesFournisseurNomCb": BankAccountRow.label,
        "NomPrenomUtilisateurCreateur": UserRow.name,
    }
)
"""Columns by the names that `triColonne` has for them."""


@dataclass(frozen=True, slots=True)
class Found:
    """An invoice as a list shows it; `size` is that of its files in bytes, `comment` that of its present status."""

    recipient_number: int
    service_number: int | None
    invoice: Invoice
    supplier: StructureRow
    recipient: StructureRow
    service: ServiceRow | None
    supplier_service: ServiceRow | None
    account: BankAccountRow | None
    flow_number: str | None
    creator: str | None
    validator: str | None
    comment: str | None
    size: int | None


def issued(service: Service, caller: Caller, criteria: Criteria, paging: Paging, *, sized: bool = False) -> Part[Found]:
    """Invoices of the structures that the caller is a member of. Raises NoneFound."""
    mine = Invoice.supplier_id.in_(_structures(caller, Role.SUPPLIER))
    told = criteria.conditions(SUPPLIERS, RECIPIENTS)
    return _page(service, [mine, *told], paging, sized=sized)


def received(
    service: Service, caller: Caller, criteria: Criteria, paging: Paging, *, sized: bool = False
) -> Part[Found]:
    """Invoices to the structures in which the caller may treat them. Raises NoneFound."""
    mine = Invoice.recipient_id.in_(_structures(caller, Role.REVIEWER))
    told = criteria.conditions(RECIPIENTS, SUPPLIERS)
    return _page(service, [mine, *told], paging, sized=sized)


def _structures(caller: Caller, role: Role) -> list[str]:
    return [structure_id for structure_id in caller.roles if caller.may(structure_id, role)]


def _page(service: Service, conditions: list[ColumnElement[bool]], paging: Paging, *, sized: bool) -> Part[Found]:
    with service.store.reading() as session:
        total = session.scalar(select(func.count()).select_from(Invoice).where(*conditions)) or 0
        room = paging.room(total)
        rows = _rows(session, _query(conditions, paging, room, sized=sized)) if room else []
    if not rows:
        raise NoneFound
    recipients = given(service, "structure", {row.recipient_id for row, *_ in rows})
    services = given(service, "service", {row.service_id for row, *_ in rows if row.service_id})
    found = tuple(Found(recipients[row[0].recipient_id], services.get(row[0].service_id), *row) for row in rows)
    return Part(found, paging.number, paging.length, paging.counted(total))


def _rows(session: Session, query: Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(query)]


def _query(conditions: list[ColumnElement[bool]], paging: Paging, room: int, *, sized: bool) -> Select[Any]:
    entry = (PortalEntryRow.invoice_id == Invoice.id, PortalEntryRow.kind == EntryKind.STATUS.value)
    comment = select(PortalEntryRow.comment).where(*entry).order_by(PortalEntryRow.id.desc()).limit(1)
    column = SORTS.get(paging.column or "", Invoice.deposited_at)
    order = (column.asc(), Invoice.id.asc()) if paging.ascending else (column.desc(), Invoice.id.desc())
    last = () if column is Invoice.deposited_at else (column.is_(None),)  # an index gives that order
    return (
        select(
            Invoice, _Supplier, _Recipient, ServiceRow, _SupplierService, BankAccountRow, PortalFlowRow.number,
            UserRow.name, VALIDATOR, comment.scalar_subquery(), size_of() if sized else null(),
        )
        .join(_Supplier, _Supplier.id == Invoice.supplier_id)
        .join(_Recipient, _Recipient.id == Invoice.recipient_id)
        .outerjoin(ServiceRow, ServiceRow.id == Invoice.service_id)
        .outerjoin(_SupplierService, _SupplierService.id == SUPPLIERS.service)
        .outerjoin(BankAccountRow, BankAccountRow.id == Invoice.account_id)
        .outerjoin(PortalFlowRow, PortalFlowRow.id == Invoice.flow_id)
        .outerjoin(UserRow, UserRow.id == Invoice.user_id)
        .where(*conditions)
        .order_by(*last, *order)
        .offset(paging.start)
        .limit(room)
        .options(defer(Invoice.request, raiseload=True))
    )  # fmt: skip


def size_of() -> ColumnElement[int]:
    """The size of an invoice's files together, in bytes."""
    total = func.coalesce(func.sum(PortalFileRow.size), 0)
    return select(total).where(PortalFileRow.invoice_id == Invoice.id).scalar_subquery()
