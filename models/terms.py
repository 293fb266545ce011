"""The fields of the output contract: their EN 16931 term, and how the text of each is parsed back.

A field's value is kept as text, since a union of types does not survive JSON; the term says what it is.

>>> parse("total_with_vat", "120.00"), parse("issue_date", "2026-03-01"), parse("seller_siret", "73282932000074")
(Decimal('120.00'), datetime.date(2026, 3, 1), '73282932000074')
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import MappingProxyType

TERMS = MappingProxyType(
    {
        "invoice_number": "BT-1",
        "issue_date": "BT-2",
        "type_code": "BT-3",
        "currency": "BT-5",
        "due_date": "BT-9",
        "delivery_date": "BT-72",
        "billing_period_start": "BT-73",
        "billing_period_end": "BT-74",
        "buyer_reference": "BT-10",
        "contract_reference": "BT-12",
        "purchase_order": "BT-13",
        "preceding_invoice": "BT-25",
        "preceding_invoice_date": "BT-26",
        "seller_name": "BT-27",
        "seller_siret": "BT-29",
        "seller_siren": "BT-30",
        "seller_vat": "BT-31",
        "seller_address": "BG-5",
        "buyer_name": "BT-44",
        "buyer_siret": "BT-46",
        "buyer_siren": "BT-47",
        "buyer_vat": "BT-48",
        "buyer_address": "BG-8",
        "payment_means": "BT-81",
        "iban": "BT-84",
        "bic": "BT-86",
        "payment_terms": "BT-20",
        "total_without_vat": "BT-109",
        "total_vat": "BT-110",
        "total_with_vat": "BT-112",
        "prepaid_amount": "BT-113",
        "amount_due": "BT-115",
    }
)
"""Field name to business term, in the order in which fields are printed."""

AMOUNTS = frozenset({"total_without_vat", "total_vat", "total_with_vat", "prepaid_amount", "amount_due"})
DATES = frozenset(
    {
        "issue_date",
        "due_date",
        "delivery_date",
        "billing_period_start",
        "billing_period_end",
        "preceding_invoice_date",
    }
)


def parse(field: str, text: str) -> Decimal | date | str:
    """The typed value of a field's text: Decimal for amounts, date for dates, the text itself for the rest.

    Raises ValueError (decimal.InvalidOperation for amounts is one of its kin, ArithmeticError) on text of another form.
    """
    if field in AMOUNTS:
        return Decimal(text)
    if field in DATES:
        return date.fromisoformat(text)
    return text
