"""An invoice as business terms: the dictionary keyed by BT and BG numbers that factur-x writes CII and UBL from.

The library asks for some terms whatever the profile. Where one is not known a sentinel stands in for it, which
`extractor.output.writing` takes out of the XML again: an unknown value is written as absent, never as something else.

Sources: EN 16931-1:2017 section 6 · factur-x 7.8 generate_xml.EN16931_FIELDS · XP Z12-012 (schemes 0002, 0009, 0225) ·
BR-O-05 (category O has no rate) · BR-E-02 (a seller without VAT number gives its SIREN as BT-32) · BR-IC-12 (BT-80)
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from extractor.output.notation import amount, clean, price, quantity, rate, writable
from models.invoice import Address, Allowance, Invoice, InvoiceLine, Party, Period, VatSubtotal
from models.output import Profile

Terms = dict[str, Any]
"""What factur-x takes: text, dates, and lists and dictionaries of these."""

NO_TEXT, NO_DATE, NO_NUMBER = "XTS", date(1001, 1, 1), "-987654321.123456"
"""Sentinels. The first is ISO 4217's code for tests: the library looks for it in its list of currencies."""

SIREN, SIRET, FRENCH_ADDRESS = "0002", "0009", "0225"
"""Schemes of ISO 6523 ICD."""

VAT_POINTS = {"5": "invoice", "29": "delivery", "72": "payment"}
"""BT-8 as CII codes it, and as the library names it."""

MAX_ADDRESS_LINES = 3

_LINES_ONLY = ("BT-86", "BT-114", "BG-25")
"""Terms that BASIC WL has not."""


def terms_of(invoice: Invoice, profile: Profile) -> Terms:
    """The terms of an invoice that the profile holds; `profile` BASIC WL has no lines and no BT-114."""
    terms: Terms = {
        "BT-1": _text(invoice.number) or NO_TEXT,
        "BT-2": _day(invoice.issue_date) or NO_DATE,
        "BT-3": _text(invoice.type_code) or NO_TEXT,
        "BT-5": _text(invoice.currency) or NO_TEXT,
        "BT-6": invoice.vat_currency,
        "BT-8": VAT_POINTS.get(invoice.vat_point_code or "", invoice.vat_point_code),
        "BT-9": _day(invoice.due_date),
        "BT-10": _text(invoice.buyer_reference),
        "BT-12": _text(invoice.contract_reference),
        "BT-13": _text(invoice.purchase_order),
        "BT-20": _text(invoice.payment_terms),
        "BT-23": _text(invoice.billing_mode),
        "BT-72": _day(invoice.delivery_date),
        "BT-81": invoice.payment.means_code,
        "BT-84": invoice.payment.iban,
        "BT-86": invoice.payment.bic,
        "BT-106": _amount(invoice.line_total) or NO_NUMBER,
        "BT-107": _amount(invoice.allowance_total),
        "BT-108": _amount(invoice.charge_total),
        "BT-109": _amount(invoice.total_without_vat) or NO_NUMBER,
        "BT-110": _amount(invoice.total_vat) or NO_NUMBER,
        "BT-111": _amount(invoice.total_vat_in_vat_currency),
        "BT-112": _amount(invoice.total_with_vat) or NO_NUMBER,
        "BT-113": _amount(invoice.prepaid_amount),
        "BT-114": _amount(invoice.rounding_amount),
        "BT-115": _amount(invoice.amount_due) or NO_NUMBER,
        "BG-1": [_known({"BT-21": note.code, "BT-22": note.text}) for note in invoice.notes if clean(note.text)],
        "BG-4": _party(invoice.seller, taxed=_needs_tax_number(invoice)),
        "BG-7": _party(invoice.buyer, taxed=False),
        "BG-13": _delivery(invoice),
        "BG-20": [_allowance(one) for one in invoice.allowances],
        "BG-21": [_allowance(one) for one in invoice.charges],
        "BG-23": [_subtotal(row) for row in invoice.vat_breakdown],
        "BG-25": [_line(line) for line in invoice.lines],
    }
    if invoice.billing_period is not None and not _ends_first(invoice.billing_period):
        terms |= {"BT-73": _day(invoice.billing_period.start), "BT-74": _day(invoice.billing_period.end)}
    if invoice.preceding_invoice is not None:
        terms["BG-3"] = [
            _known(
                {"BT-25": _text(invoice.preceding_invoice) or NO_TEXT, "BT-26": _day(invoice.preceding_invoice_date)}
            )
        ]
    dropped = _LINES_ONLY if profile is Profile.BASIC_WL else ()
    return _known({term: value for term, value in terms.items() if term not in dropped})


def _known(terms: Terms) -> Terms:
    """The terms that say something, their texts without what XML forbids."""
    cleaned = {term: _writable(value) for term, value in terms.items()}
    return {term: value for term, value in cleaned.items() if value not in (None, "", [], {})}


def _writable(value: Any) -> Any:  # noqa: ANN401 - whatever the library takes
    if isinstance(value, str):
        return clean(value)
    return {key: _writable(one) for key, one in value.items()} if isinstance(value, dict) else value


def _day(value: date | None) -> date | None:
    """A date whose year has four digits, as both syntaxes write it."""
    return value if value is not None and value.year > NO_DATE.year else None


def _ends_first(period: Period) -> bool:
    """Whether a period is one that the library refuses to write."""
    return period.start is not None and period.end is not None and period.end < period.start


def _text(value: str | None) -> str | None:
    return (clean(value) or None) if value is not None else None


def _amount(value: Decimal | None) -> str | None:
    return amount(value) if value is not None and writable(value) else None


def _needs_tax_number(invoice: Invoice) -> bool:
    return any(row.category != "O" for row in invoice.vat_breakdown)


def _party(party: Party, *, taxed: bool) -> Terms:
    return _known(
        {
            "name": _text(party.name) or NO_TEXT,
            "identifiers": {SIRET: party.siret} if party.siret else None,
            "legal_identifier": party.siren,
            "legal_identifier_schemeid": SIREN if party.siren else None,
            "vat_identifier": party.vat_number,
            "tax_identifier": party.siren if taxed and not party.vat_number else None,
            "legal_info": _text(party.legal_note),
            "einvoicing_addr": party.electronic_address,
            "einvoicing_addr_schemeid": FRENCH_ADDRESS if party.electronic_address else None,
            **_address(party.address or Address()),
        }
    )


def _address(address: Address) -> Terms:
    lines = [text for line in address.lines if (text := clean(line))]
    if len(lines) > MAX_ADDRESS_LINES:
        lines = [*lines[: MAX_ADDRESS_LINES - 1], ", ".join(lines[MAX_ADDRESS_LINES - 1 :])]
    return {
        **{f"addr_l{number}": line for number, line in enumerate(lines, 1)},
        "postcode": _text(address.post_code),
        "city": _text(address.city),
        "country_code": _text(address.country) or NO_TEXT,
    }


def _delivery(invoice: Invoice) -> Terms:
    """BG-13, where the norm asks for it: goods that leave for another member state go to the buyer's country."""
    country = invoice.buyer.address.country if invoice.buyer.address is not None else None
    if country is None or not any(row.category == "K" for row in invoice.vat_breakdown):
        return {}
    return {"name": _text(invoice.buyer.name) or NO_TEXT, "country_code": country}


def _rate(value: Decimal | None, category: str | None) -> str | None:
    return None if value is None or category == "O" or not writable(value) else rate(value)


def _subtotal(row: VatSubtotal) -> Terms:
    return _known(
        {
            "BT-116": _amount(row.base) or NO_NUMBER,
            "BT-117": _amount(row.tax) or NO_NUMBER,
            "BT-118": _text(row.category) or NO_TEXT,
            "BT-119": _rate(row.rate, row.category),
            "BT-120": _text(row.exemption_reason),
            "BT-121": row.exemption_code,
        }
    )


def _allowance(one: Allowance) -> Terms:
    return _known(
        {
            "amount": _amount(one.amount) or NO_NUMBER,
            "reason": _text(one.reason),
            "vat_category_code": _text(one.vat_category) or NO_TEXT,
            "vat_rate": _rate(one.vat_rate, one.vat_category),
        }
    )


def _line(line: InvoiceLine) -> Terms:
    return _known(
        {
            "BT-126": _text(line.id) or NO_TEXT,
            "BT-129": NO_NUMBER if line.quantity is None or not writable(line.quantity) else quantity(line.quantity),
            "BT-130": _text(line.unit) or NO_TEXT,
            "BT-131": _amount(line.net_amount) or NO_NUMBER,
            "BT-146": NO_NUMBER if line.unit_price is None or not writable(line.unit_price) else price(line.unit_price),
            "BT-151": _text(line.vat_category) or NO_TEXT,
            "BT-152": _rate(line.vat_rate, line.vat_category),
            "BT-153": _text(line.description) or NO_TEXT,
            "BT-155": _text(line.reference),
            "BG-27": [{"amount": amount(line.discount), "reason": DISCOUNT}] if line.discount else None,
        }
    )


DISCOUNT = "Remise"
"""BT-139, why a line is discounted: the norm asks for a reason (BR-42), and the page for none."""
