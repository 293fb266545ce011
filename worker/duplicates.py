"""Duplicates: other documents of the same structure that look like the same invoice.

Three signs, the surest first: the same file, the same number from the same seller, and the same seller, buyer, date and
total in another file. A seller is known by its SIREN, so that two of its establishments count as one: an invoice number
is unique per supplier (Chorus Pro, numeroFacture).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, load_only

from extractor.checkdigits import SIREN_LENGTH, SIRET_LENGTH, french_vat_of
from models.invoice import Invoice, Party
from models.lifecycle import State
from models.service import DuplicateView
from worker.store.tables import DocumentRow

_MOST = 20
"""Documents told of; a person needs no more to see what happened."""

_LONGEST = 100
"""Characters of a number that the store keeps."""

_VAT_LENGTH = 13
_NOT_INVOICES = (State.EXPANDED.value, State.FAILED.value)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two documents of the same invoice share; sellers and buyers as SIRET, SIREN or VAT number."""

    number: str | None
    seller: str | None
    buyer: str | None
    issue_date: date | None
    total: Decimal | None

    @classmethod
    def of_row(cls, row: DocumentRow) -> Likeness:
        """As the store knows the document."""
        return cls(row.number, row.seller, row.buyer, row.issue_date, row.total)

    @classmethod
    def of_invoice(cls, invoice: Invoice) -> Likeness:
        """As the invoice reads now, whether or not the store has it yet."""
        total = invoice.total_with_vat
        return cls(
            invoice.number[:_LONGEST] if invoice.number else None,
            party(invoice.seller),
            party(invoice.buyer),
            invoice.issue_date,
            total if total is not None and total.is_finite() else None,
        )


def of(session: Session, row: DocumentRow) -> tuple[DuplicateView, ...]:
    """The documents of the same structure that look like this one, each with its strongest reason."""
    return like(session, row, Likeness.of_row(row))


def like(session: Session, row: DocumentRow, likeness: Likeness) -> tuple[DuplicateView, ...]:
    """The documents of the row's structure that look like the likeness; never the row itself or its file's parts."""
    signs = _signs(row, likeness)
    if session.scalar(union_all(*(_found(row, sign) for _, sign in signs)).limit(1)) is None:
        return ()  # the ordinary case, asked once
    found: dict[str, DuplicateView] = {}
    for reason, sign in signs:
        for other in session.scalars(_query(row, sign)):
            found.setdefault(other.id, _view(other, reason))
    return tuple(found.values())[:_MOST]


def party(who: Party) -> str | None:
    """The number that tells a party apart: SIRET, else SIREN, else VAT number."""
    return who.siret or who.siren or who.vat_number


def siren_of(number: str | None) -> str | None:
    """The SIREN inside a SIRET, a SIREN or a French VAT number.

    >>> siren_of("73282932000074"), siren_of("FR44732829320"), siren_of("DE136695976"), siren_of(None)
    ('732829320', '732829320', None, None)
    """
    if number is None:
        return None
    if number.isdigit() and len(number) in {SIREN_LENGTH, SIRET_LENGTH}:
        return number[:SIREN_LENGTH]
    if len(number) == _VAT_LENGTH and number.startswith("FR") and number[4:].isdigit():
        return number[4:]
    return None


def _signs(row: DocumentRow, likeness: Likeness) -> list[tuple[str, ColumnElement[bool]]]:
    another_file = or_(DocumentRow.sha256 != row.sha256, DocumentRow.member != row.member)
    same_file = and_(DocumentRow.sha256 == row.sha256, DocumentRow.part == row.part)  # its parts are other invoices
    signs: list[tuple[str, ColumnElement[bool]]] = [("file", same_file)]
    if likeness.seller is None:
        return signs
    same_seller = _same_party(DocumentRow.seller, likeness.seller)
    if likeness.number is not None:
        signs.append(("number", and_(DocumentRow.number == likeness.number, same_seller)))
    if likeness.issue_date is not None and likeness.total is not None:
        amounts = and_(DocumentRow.issue_date == likeness.issue_date, DocumentRow.total == likeness.total)
        signs.append(("amounts", and_(amounts, same_seller, _same_buyer(likeness.buyer), another_file)))
    return signs


def _found(row: DocumentRow, sign: ColumnElement[bool]) -> Select[str]:
    ours = and_(DocumentRow.structure_id == row.structure_id, DocumentRow.id != row.id)
    return select(DocumentRow.id).where(ours, DocumentRow.state.not_in(_NOT_INVOICES), sign)


def _query(row: DocumentRow, sign: ColumnElement[bool]) -> Select[DocumentRow]:
    # Found first, sorted after: SQLite would else walk the whole structure, which an index holds in that order.
    shown = load_only(DocumentRow.name, DocumentRow.number, DocumentRow.state)
    query = select(DocumentRow).where(DocumentRow.id.in_(_found(row, sign))).options(shown)
    return query.order_by(DocumentRow.created_at, DocumentRow.id).limit(_MOST)


def _same_buyer(buyer: str | None) -> ColumnElement[bool]:
    """The same buyer or an unknown one: a subscription is billed to many on one day at one price."""
    if buyer is None:
        return DocumentRow.id.is_not(None)
    return or_(DocumentRow.buyer.is_(None), _same_party(DocumentRow.buyer, buyer))


def _same_party(column: InstrumentedAttribute[str | None], number: str) -> ColumnElement[bool]:
    siren = siren_of(number)
    if siren is None:
        return column == number
    return or_(column.between(siren, siren + "99999"), column == french_vat_of(siren))


def _view(row: DocumentRow, reason: str) -> DuplicateView:
    return DuplicateView(document_id=row.id, reason=reason, name=row.name, number=row.number, state=State(row.state))
