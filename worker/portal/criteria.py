"""What invoices are looked for by on the portal, and how the database is asked for it.

Texts are compared as a whole, in capitals or not; ends of periods and amounts are within. An invoice's number is as it
was asked for, or all in capitals, or all not: so an index finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.portal import Refused
from worker.listing import like
from worker.portal.french import FRANCE
from worker.portal.numbers import Kind
from worker.store.tables import PortalFlowRow, PortalInvoiceRow as Invoice, PortalNumberRow, StructureRow

_GREATEST: Final = 2**31 - 1
_MIDNIGHT: Final = time()
INVOICES: Final = "FACTURE"
"""The only kind of request for payment that there is here (typeDemandePaiement): no works, no justice."""

Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Side:
    """Where an invoice names a structure, and which of its services."""

    structure: Column
    service: ColumnElement[str] | Column


SUPPLIERS: Final = Side(Invoice.supplier_id, Invoice.request["supplier_service_id"].as_string())
RECIPIENTS: Final = Side(Invoice.recipient_id, Invoice.service_id)
VALIDATOR: Final = Invoice.request["validator", "codeStructureValideur"].as_string()
"""The SIRET of who has been asked to validate the invoice."""


@dataclass(frozen=True, slots=True)
class Period:
    """Since and until when, in France where no offset is told; a last moment at midnight stands for its whole day."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """From how much to how much."""

    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A structure by its number or a part of its name, or some of its services by theirs; 0 names none."""

    structure: int | None = None
    services: tuple[int, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What is asked for: None and an empty tuple ask for nothing.

    `own` is the structure in whose name is searched, `others` are those on the other side, any of them; with
    `by_siren`, all establishments of theirs.
    """

    own: Party = Party()
    others: tuple[Party, ...] = ()
    by_siren: bool = False
    request_kind: str | None = None
    number: str | None = None
    flow_number: str | None = None
    contract: str | None = None
    engagement: str | None = None
    preceding: str | None = None
    mode: str | None = None
    frame: str | None = None
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    net: Amounts = Amounts()
    gross: Amounts = Amounts()
    due: Amounts = Amounts()
    issued: Period = Period()
    deposited: Period = Period()
    changed: Period = Period()
    validator: int | None = None
    account: int | None = None
    users: tuple[int, ...] = ()
    rejection_handled: bool | None = None
    downloaded: bool | None = None

    def conditions(self, own: Side, other: Side) -> list[ColumnElement[bool]]:
        """What the invoices fulfil, for who searches on one side."""
        texts = (
            (Invoice.contract, self.contract), (Invoice.engagement, self.engagement),
            (Invoice.preceding, self.preceding), (Invoice.mode, self.mode), (Invoice.frame, self.frame),
        )  # fmt: skip
        told = [func.lower(column) == text.lower() for column, text in texts if text]
        if number := self.number:
            told.append(Invoice.number.in_({number, number.upper(), number.lower()}))
        told += [
            column.in_(words)
            for column, words in ((Invoice.status, self.statuses), (Invoice.kind, self.kinds))
            if words
        ]
        for column, amounts in ((Invoice.net, self.net), (Invoice.gross, self.gross), (Invoice.due, self.due)):
            told += [column >= amounts.least] if amounts.least is not None else []
            told += [column <= amounts.most] if amounts.most is not None else []
        told += _days(self.issued) + _moments(Invoice.deposited_at, self.deposited)
        told += _moments(Invoice.status_at, self.changed)
        if self.request_kind and self.request_kind != INVOICES:
            told.append(false())
        if self.flow_number:
            flow = select(PortalFlowRow.id).where(PortalFlowRow.number == self.flow_number)
            told.append(Invoice.flow_id.in_(flow))
        if self.validator:
            siret = select(StructureRow.siret).where(StructureRow.id.in_(_refs("structure", (self.validator,))))
            told.append(VALIDATOR.in_(siret))
        if self.account:
            told.append(Invoice.account_id.in_(_refs("account", (self.account,))))
        if users := tuple(filter(None, self.users)):
            told.append(Invoice.user_id.in_(_refs("user", users)))
        for flag, asked in ((Invoice.rejection_handled, self.rejection_handled), (Invoice.downloaded, self.downloaded)):
            told += [flag.is_(asked)] if asked is not None else []
        return told + self._parties(own, other)

    def _parties(self, own: Side, other: Side) -> list[ColumnElement[bool]]:
        told = _party(own, self.own)
        others = [conditions for one in self.others if (conditions := _party(other, one, by_siren=self.by_siren))]
        if others:
            told.append(or_(*(and_(*conditions) for conditions in others)))
        return told


def _party(side: Side, party: Party, *, by_siren: bool = False) -> list[ColumnElement[bool]]:
    told: list[ColumnElement[bool]] = []
    if party.structure:
        refs = _refs("structure", (party.structure,))
        told.append(side.structure.in_(_siblings(refs) if by_siren else refs))
    if services := tuple(filter(None, party.services)):
        told.append(side.service.in_(_refs("service", services)))
    if party.name:
        told.append(side.structure.in_(select(StructureRow.id).where(like(StructureRow.name, party.name))))
    return told


def _siblings(refs: Select[str]) -> Select[str]:
    """All structures of the same SIREN."""
    one = aliased(StructureRow)
    same = (StructureRow.id == one.id) | (StructureRow.siren == one.siren)
    return select(StructureRow.id).join(one, same).where(one.id.in_(refs))


def _refs(kind: Kind, numbers: tuple[int, ...]) -> Select[str]:
    held = [number for number in numbers if 0 < number <= _GREATEST]
    return select(PortalNumberRow.ref).where(PortalNumberRow.kind == kind, PortalNumberRow.id.in_(held))


def _days(period: Period) -> list[ColumnElement[bool]]:
    first, last = _local(period.since), _local(period.until)
    told = [Invoice.issue_date >= first.date()] if first else []
    return told + ([Invoice.issue_date <= last.date()] if last else [])


def _moments(column: Column, period: Period) -> list[ColumnElement[bool]]:
    first, last = _local(period.since), _local(period.until)
    if last is not None and _MIDNIGHT in {last.time(), last.astimezone(UTC).time()}:
        last = datetime.combine(last.date(), time.max, FRANCE)
    return ([column >= first] if first else []) + ([column <= last] if last else [])


def _local(at: datetime | None) -> datetime | None:
    """A moment in France."""
    try:
        return at if at is None else (at if at.tzinfo else at.replace(tzinfo=FRANCE)).astimezone(FRANCE)
    except OverflowError as error:
        raise Refused(20001, "", "Une période demandée sort du calendrier : corrigez ses dates.") from error
