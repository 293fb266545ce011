"""The pre-filled invoice: the core of the EN 16931 model, typed, as it would be deposited.

Source: EN 16931-1:2017, business terms BT-1 to BT-165; names follow the output contract, terms stand in comments.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Address(_Frozen):
    """BG-5 or BG-8."""

    lines: tuple[str, ...] = ()
    post_code: str | None = None
    city: str | None = None
    country: str | None = None


class Party(_Frozen):
    """BG-4 or BG-7. `vat_number` is compact with its country letters; `legal_note` is BT-33 (form, capital).

    `electronic_address` is BT-34 or BT-49 under scheme 0225 (a French address: the SIREN, or what begins with it).
    """

    name: str | None = None
    siret: str | None = None
    siren: str | None = None
    vat_number: str | None = None
    address: Address | None = None
    legal_note: str | None = None
    electronic_address: str | None = None


class Note(_Frozen):
    """BG-1: a mention with its subject code (BT-21), such as PMT, PMD, AAB or ADN."""

    code: str
    text: str


class VatSubtotal(_Frozen):
    """BG-23. Category as BT-118 (S, E, AE, K, G, O, Z)."""

    category: str
    rate: Decimal
    base: Decimal | None = None
    tax: Decimal
    exemption_reason: str | None = None
    exemption_code: str | None = None


class Allowance(_Frozen):
    """BG-20, a discount on the whole document; as one of `charges`, BG-21. `amount` is positive, without VAT."""

    amount: Decimal
    reason: str | None = None
    vat_rate: Decimal | None = None
    vat_category: str | None = None


class Period(_Frozen):
    """BG-14: the days that an invoice covers, either of which may be unknown."""

    start: date | None = None
    end: date | None = None


class InvoiceLine(_Frozen):
    """BG-25. Amounts without VAT.

    `unit` is as printed until an invoice is completed for deposit, then a code of UN/ECE Recommendation 20 (BT-130).
    `discount` is BT-136, positive: net = quantity x unit price - discount. `reference` is BT-155.
    """

    id: str
    description: str
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    discount: Decimal | None = None
    net_amount: Decimal | None = None
    vat_rate: Decimal | None = None
    vat_category: str | None = None
    reference: str | None = None


class Payment(_Frozen):
    """BG-16."""

    means_code: str | None = None
    iban: str | None = None
    bic: str | None = None


class Invoice(_Frozen):
    """One invoice or credit note. What is not known is None; nothing is invented."""

    number: str | None = None  # BT-1
    issue_date: date | None = None  # BT-2
    type_code: str = "380"  # BT-3
    currency: str | None = None  # BT-5
    due_date: date | None = None  # BT-9
    delivery_date: date | None = None  # BT-72
    billing_period: Period | None = None  # BG-14
    vat_point_code: str | None = None  # BT-8, as CII codes it: 5 issue, 29 delivery, 72 payment
    vat_currency: str | None = None  # BT-6, where the VAT is told in another currency too
    buyer_reference: str | None = None  # BT-10
    contract_reference: str | None = None  # BT-12
    purchase_order: str | None = None  # BT-13
    preceding_invoice: str | None = None  # BT-25
    preceding_invoice_date: date | None = None  # BT-26
    billing_mode: str | None = None  # BT-23
    seller: Party = Party()
    buyer: Party = Party()
    payment: Payment = Payment()
    payment_terms: str | None = None  # BT-20
    notes: tuple[Note, ...] = ()
    vat_breakdown: tuple[VatSubtotal, ...] = ()
    lines: tuple[InvoiceLine, ...] = ()
    allowances: tuple[Allowance, ...] = ()  # BG-20
    charges: tuple[Allowance, ...] = ()  # BG-21
    line_total: Decimal | None = None  # BT-106
    allowance_total: Decimal | None = None  # BT-107
    charge_total: Decimal | None = None  # BT-108
    total_without_vat: Decimal | None = None  # BT-109
    total_vat: Decimal | None = None  # BT-110
    total_vat_in_vat_currency: Decimal | None = None  # BT-111
    total_with_vat: Decimal | None = None  # BT-112
    prepaid_amount: Decimal | None = None  # BT-113
    rounding_amount: Decimal | None = None  # BT-114
    amount_due: Decimal | None = None  # BT-115
