"""Lines, discounts and charges of the pre-filled invoice add up as the norm wants them to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from extractor.prefill import prefill
from extractor.rules import check
from models.field import Adjustment, Field, LineItem, VatRow
from models.invoice import Period
from models.resolution import Resolution
from models.terms import TERMS


def item(**more: Any) -> LineItem:
    return LineItem(**{"description": "Chaise", "net_amount": Decimal("100.00"), "confidence": 0.9} | more)


def row(rate: str, base: str, tax: str) -> VatRow:
    return VatRow(rate=Decimal(rate), base=Decimal(base), tax=Decimal(tax), category="S", confidence=0.9)


def adjustment(amount: str, *, charge: bool = False, rate: str | None = None) -> Adjustment:
    told = None if rate is None else Decimal(rate)
    return Adjustment(amount=Decimal(amount), charge=charge, reason="Remise", vat_rate=told, confidence=0.9)


def fields(**values: str) -> dict[str, Field]:
    return {name: Field(value=value, confidence=0.9, term=TERMS[name]) for name, value in values.items()}


@pytest.mark.parametrize(
    ("quantity", "price", "printed", "net", "discount"),
    [
        ("2", "50.00", "5", "95.00", "5.00"),  # a percentage
        ("2", "60.00", "10", "108.00", "12.00"),
        ("2", "60.00", "20.00", "100.00", "20.00"),  # an amount
        ("3", "40.00", "2.50", "112.50", "7.50"),  # an amount for each
        ("2", "50.00", "5", "-95.00", "5.00"),  # a credit note with the sign on its sums
    ],
)
def test_a_discount_becomes_the_amount_that_makes_the_line_add_up(
    quantity: str, price: str, printed: str, net: str, discount: str
) -> None:
    line = item(
        quantity=Decimal(quantity), unit_price=Decimal(price), discount=Decimal(printed), net_amount=Decimal(net)
    )
    assert prefill(Resolution(lines=(line,))).lines[0].discount == Decimal(discount)


@pytest.mark.parametrize("net", ["100.00", "97.00", "110.00"])
def test_a_discount_that_does_not_add_up_is_not_told(net: str) -> None:
    line = item(quantity=Decimal(2), unit_price=Decimal(50), discount=Decimal(5), net_amount=Decimal(net))
    assert prefill(Resolution(lines=(line,))).lines[0].discount is None


def test_the_reference_of_an_article_is_kept() -> None:
    assert prefill(Resolution(lines=(item(reference="V8"),))).lines[0].reference == "V8"


def test_discounts_and_charges_have_sums_rates_and_categories() -> None:
    resolution = Resolution(
        fields(total_without_vat="105.00", total_vat="21.00", total_with_vat="126.00"),
        (row("20", "105.00", "21.00"),),
        (item(quantity=Decimal(1), unit_price=Decimal(100), vat_rate=Decimal(20)),),
        adjustments=(adjustment("10.00"), adjustment("15.00", charge=True, rate="20")),
    )
    invoice = prefill(resolution)
    assert (invoice.line_total, invoice.allowance_total, invoice.charge_total) == (100, 10, 15)
    (discount,), (charge,) = invoice.allowances, invoice.charges
    assert (discount.amount, discount.vat_rate, discount.vat_category, discount.reason) == (10, 20, "S", "Remise")
    assert (charge.amount, charge.vat_rate, charge.vat_category) == (15, 20, "S")
    rules = {finding.rule for finding in check(invoice, resolution)}
    assert not rules & {"BR-CO-10", "BR-CO-13", "FR-M-15", "BR-S-08", "BR-CO-14b"}


def test_of_several_rates_none_is_guessed() -> None:
    rows = (row("20", "50.00", "10.00"), row("5.5", "40.00", "2.20"))
    (discount,) = prefill(Resolution({}, rows, (item(),), adjustments=(adjustment("10.00"),))).allowances
    assert (discount.vat_rate, discount.vat_category) == (None, None)


def test_without_discounts_the_lines_are_summed_only_where_they_are_the_total() -> None:
    assert prefill(Resolution(fields(total_without_vat="100.00"), lines=(item(),))).line_total == Decimal(100)
    other = prefill(Resolution(fields(total_without_vat="90.00"), lines=(item(),)))
    assert (other.line_total, other.allowance_total, other.charge_total) == (None, None, None)


def test_the_period_and_the_original_invoice_are_dated() -> None:
    values = fields(
        billing_period_start="2026-03-01", billing_period_end="2026-03-31", preceding_invoice_date="2026-02-12"
    )
    invoice = prefill(Resolution(values))
    assert invoice.billing_period == Period(start=date(2026, 3, 1), end=date(2026, 3, 31))
    assert str(invoice.preceding_invoice_date) == "2026-02-12"
    assert prefill(Resolution()).billing_period is None
