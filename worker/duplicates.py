"""Duplicates: other documents of the same structure that look like the same invoice.

Three signs, the surest first: the same file, the same number from the same seller, and the same seller, buyer, date and
total in another file. A seller is known by its SIREN, so that two of its establishments count as one: an invoice number
is unique per supplier (Chorus Pro, numeroFacture). What the platform rejected is looked for by its number alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Boolean, ColumnElement, Select, and_, bindparam, not_, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, load_only

from extractor.checkdigits import SIREN_LENGTH, SIRET_LENGTH, french_vat_of
from models.invoice import Invoice, Party
from models.lifecycle import State
from models.service import DuplicateView
from worker.standing import stands
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
    values = _values(row, likeness)
    if session.execute(_ANY, values).first() is None:
        return ()  # the ordinary case, asked once
    found: dict[str, DuplicateView] = {}
    for reason, asked in _EACH:
        for other in session.scalars(asked, values):
            found.setdefault(other.id, _view(other, reason))
    return tuple(found.values())[:_MOST]


def may_be_one(invoice: Invoice, row: DocumentRow, other: DocumentRow) -> bool:
    """Whether `like` could find the other document for this invoice: a look at what costs nothing to compare."""
    same_amounts = (invoice.issue_date, invoice.total_with_vat) == (other.issue_date, other.total)
    return other.sha256 == row.sha256 or (other.number or "") == (invoice.number or "")[:_LONGEST] or same_amounts


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


def _values(row: DocumentRow, likeness: Likeness) -> dict[str, object]:
    """What the statements below are asked with; what is not known is equal to nothing."""
    seller = likeness.seller
    return {
        "structure": row.structure_id,
        "own_id": row.id,
        "own_sha256": row.sha256,
        "own_member": row.member,
        "own_part": row.part,
        "own_number": likeness.number,
        "own_date": likeness.issue_date,
        "own_total": likeness.total,
        "any_buyer": likeness.buyer is None,
        **_party_values("seller", seller),
        **_party_values("buyer", likeness.buyer),
    }


def _party_values(role: str, number: str | None) -> dict[str, str | None]:
    siren = siren_of(number)
    return {
        f"{role}_number": number,
        f"{role}_first": siren,
        f"{role}_last": siren and siren + "99999",
        f"{role}_vat": siren and french_vat_of(siren),
    }


def _same_party(role: str, column: InstrumentedAttribute[str | None]) -> ColumnElement[bool]:
    """The same number, or any of the same SIREN."""
    establishment = column.between(bindparam(f"{role}_first"), bindparam(f"{role}_last"))
    return or_(column == bindparam(f"{role}_number"), establishment, column == bindparam(f"{role}_vat"))


def _signs() -> dict[str, ColumnElement[bool]]:
    """The signs by their reasons, the surest first. They are made once: making them took longer than asking."""
    same_content = DocumentRow.sha256 == bindparam("own_sha256")
    another_file = or_(not_(same_content), DocumentRow.member != bindparam("own_member"))
    same_file = and_(same_content, DocumentRow.part == bindparam("own_part"))  # its parts are other invoices
    same_seller = _same_party("seller", DocumentRow.seller)
    same_number = DocumentRow.number == bindparam("own_number")
    same_day = DocumentRow.issue_date == bindparam("own_date")
    same_total = DocumentRow.total == bindparam("own_total")
    # the same buyer or an unknown one: a subscription is billed to many on one day at one price
    any_buyer = or_(bindparam("any_buyer", type_=Boolean), DocumentRow.buyer.is_(None))
    same_buyer = or_(any_buyer, _same_party("buyer", DocumentRow.buyer))
    return {
        "file": and_(same_file, stands()),
        "number": and_(same_number, same_seller),  # a platform never takes a number again, whatever became of it
        "amounts": and_(same_day, same_total, same_seller, same_buyer, another_file, stands()),
    }


def _found(sign: ColumnElement[bool]) -> Select[str]:
    ours = and_(DocumentRow.structure_id == bindparam("structure"), DocumentRow.id != bindparam("own_id"))
    return select(DocumentRow.id).where(ours, DocumentRow.state.not_in(_NOT_INVOICES), sign)


def _query(sign: ColumnElement[bool]) -> Select[DocumentRow]:
    # Found first, sorted after: SQLite would else walk the whole structure, which an index holds in that order.
    shown = load_only(DocumentRow.name, DocumentRow.number, DocumentRow.state)
    query = select(DocumentRow).where(DocumentRow.id.in_(_found(sign))).options(shown)
    return query.order_by(DocumentRow.created_at, DocumentRow.id).limit(_MOST)


_ANY: Final = union_all(*map(_found, _signs().values())).limit(1)
_EACH: Final = tuple((reason, _query(sign)) for reason, sign in _signs().items())


def _view(row: DocumentRow, reason: str) -> DuplicateView:
    return DuplicateView(document_id=row.id, reason=reason, name=row.name, number=row.number, state=State(row.state))
