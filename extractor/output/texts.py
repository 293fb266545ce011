"""Texts as a file can hold them: white space made single, nothing that XML forbids, three lines of address.

Sources: XML 1.0 production 2 · EN 16931-1 BT-35, BT-36, BT-162 (an address has three lines)
"""

from __future__ import annotations

from extractor.output.additions import Step
from extractor.output.business_terms import MAX_ADDRESS_LINES
from extractor.output.notation import clean
from models.invoice import Address, Allowance, Invoice, InvoiceLine, Note, Party, VatSubtotal
from models.output import Supplements

_HEADS = (
    *("number", "currency", "vat_currency", "buyer_reference", "contract_reference", "purchase_order"),
    *("preceding_invoice", "billing_mode", "payment_terms"),
)


def with_clean_texts(invoice: Invoice, _: Supplements) -> Step:
    """The invoice whose texts read back as they are written."""
    heads = {name: _text(getattr(invoice, name)) for name in _HEADS}
    groups: dict[str, object] = {
        "seller": _party(invoice.seller),
        "buyer": _party(invoice.buyer),
        "notes": tuple(Note(code=one.code, text=text) for one in invoice.notes if (text := clean(one.text))),
        "vat_breakdown": tuple(_row(row) for row in invoice.vat_breakdown),
        "lines": tuple(_line(line) for line in invoice.lines),
        "allowances": tuple(_allowance(one) for one in invoice.allowances),
        "charges": tuple(_allowance(one) for one in invoice.charges),
    }
    return Step(invoice.model_copy(update=heads | groups))


def _text(value: str | None) -> str | None:
    return None if value is None else clean(value) or None


def _party(party: Party) -> Party:
    address = party.address
    return party.model_copy(
        update={
            "name": _text(party.name),
            "legal_note": _text(party.legal_note),
            "electronic_address": _text(party.electronic_address),
            "address": None if address is None else _address(address),
        }
    )


def _address(address: Address) -> Address | None:
    lines = tuple(text for line in address.lines if (text := clean(line)))
    if len(lines) > MAX_ADDRESS_LINES:
        lines = (*lines[: MAX_ADDRESS_LINES - 1], ", ".join(lines[MAX_ADDRESS_LINES - 1 :]))
    cleaned = Address(
        lines=lines, post_code=_text(address.post_code), city=_text(address.city), country=_text(address.country)
    )
    return None if cleaned == Address() else cleaned


def _row(row: VatSubtotal) -> VatSubtotal:
    return row.model_copy(update={"exemption_reason": _text(row.exemption_reason)})


def _line(line: InvoiceLine) -> InvoiceLine:
    return line.model_copy(update={"description": clean(line.description), "reference": _text(line.reference)})


def _allowance(one: Allowance) -> Allowance:
    return one.model_copy(update={"reason": _text(one.reason)})
