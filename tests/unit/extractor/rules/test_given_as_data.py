"""What was given as data is held to more than what was read off a page, where figures are rounded and half seen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from extractor.rules import check
from extractor.testing import invoice_of, line_of, terms
from models.field import LineItem, Origin, VatRow
from models.finding import Severity
from models.invoice import Party, VatSubtotal
from models.resolution import Given, Resolution

EMBEDDED, EXTRACTED = Origin.EMBEDDED, Origin.EXTRACTED


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("origin", "tax", "told"),
    [
        (EMBEDDED, "20.01", True),
        (EMBEDDED, "19.99", True),
        (EMBEDDED, "20.00", False),
        (EXTRACTED, "20.01", False),
    ],
)
def test_a_cent_of_vat_warns_in_data_and_passes_on_a_page(origin: Origin, tax: str, told: bool) -> None:  # noqa: FBT001
    row = VatRow(rate=d("20"), base=d("100.00"), tax=d(tax), category="S", confidence=1.0, origin=origin)
    gross = d("100.00") + d(tax)
    invoice = invoice_of(
        vat_breakdown=(VatSubtotal(category="S", rate=d("20"), base=d("100.00"), tax=d(tax)),),
        total_vat=d(tax),
        total_with_vat=gross,
        amount_due=gross,
    )
    found = check(invoice, Resolution(vat_breakdown=(row,), mentions=terms()))
    assert [(one.rule, one.severity) for one in found] == ([("BR-CO-17", Severity.WARNING)] if told else [])


def test_half_a_cent_is_a_rounding_either_way() -> None:
    for tax in ("2.02", "2.03"):
        row = VatRow(rate=d("5"), base=d("40.50"), tax=d(tax), category="S", confidence=1.0, origin=EMBEDDED)
        subtotal = VatSubtotal(category="S", rate=d("5"), base=d("40.50"), tax=d(tax))
        found = check(invoice_of(vat_breakdown=(subtotal,)), Resolution(vat_breakdown=(row,), mentions=terms()))
        assert "BR-CO-17" not in [one.rule for one in found]


@pytest.mark.parametrize(
    ("origin", "discount", "told"),
    [(EMBEDDED, None, True), (EMBEDDED, "10.00", False), (EMBEDDED, "5.00", True), (EXTRACTED, None, False)],
)
def test_a_discount_is_guessed_on_a_page_only(origin: Origin, discount: str | None, told: bool) -> None:  # noqa: FBT001
    taken = None if discount is None else d(discount)
    item = LineItem(description="Pose", discount=taken, confidence=1.0, origin=origin)
    found = check(invoice_of(lines=(line_of(net_amount=d("90.00")),)), Resolution(lines=(item,), mentions=terms()))
    assert ("PF-LINE" in [one.rule for one in found]) is told


def test_a_unit_price_may_be_rounded_in_data_too() -> None:
    for net, told in (("32.76", False), ("32.90", True)):
        item = LineItem(description="Nougat", confidence=1.0, origin=EMBEDDED)
        line = line_of(quantity=d("8"), unit_price=d("4.10"), net_amount=d(net))
        found = check(invoice_of(lines=(line,)), Resolution(lines=(item,), mentions=terms()))
        assert ("PF-LINE" in [one.rule for one in found]) is told


def test_rules_of_french_platforms_do_not_concern_two_foreign_parties() -> None:
    german = Party(name="Muster GmbH", vat_number="DE136695976")
    dutch = Party(name="Voorbeeld B.V.", vat_number="NL004495445B01")
    abroad = check(invoice_of(seller=german, buyer=dutch, type_code="204"), Resolution())
    assert "BR-FR-04" not in [one.rule for one in abroad]
    imported = check(invoice_of(seller=german, type_code="204"), Resolution())
    assert "BR-FR-04" in [one.rule for one in imported]


def said(**given: object) -> list[tuple[str, str | None]]:
    found = check(invoice_of(), Resolution(mentions=terms(), given=Given(**given)))
    return [(one.rule, one.field) for one in found]


def test_an_electronic_address_is_that_of_its_party() -> None:
    assert said(seller_address="732829320_73282932000074", buyer_address="404833048") == []
    assert said(seller_address="404833048", buyer_address=None) == [("PF-ADDRESS", "seller_siren")]
    assert said(seller_address=None, buyer_address="732829320") == [("PF-ADDRESS", "buyer_siren")]


def test_lines_are_told_apart_by_their_numbers() -> None:
    assert said(line_numbers=("1", "2", "10")) == []
    assert said(line_numbers=("1", "2", "2")) == [("PF-LINE-ID", "lines")]
    assert said(line_numbers=("", "")) == []


@pytest.mark.parametrize(
    ("day", "kind", "told"),
    [
        (date(2013, 12, 31), "380", False),
        (date(2014, 1, 1), "380", True),
        (date(2014, 1, 1), "381", False),
        (date(2014, 1, 1), "384", False),
    ],
)
def test_a_rate_of_the_past_stands_on_what_corrects_the_past(day: date, kind: str, told: bool) -> None:  # noqa: FBT001
    row = VatSubtotal(category="S", rate=d("19.6"), base=d("100.00"), tax=d("19.60"))
    found = check(invoice_of(vat_breakdown=(row,), issue_date=day, type_code=kind), Resolution(mentions=terms()))
    assert ("PF-RATE" in [one.rule for one in found]) is told
