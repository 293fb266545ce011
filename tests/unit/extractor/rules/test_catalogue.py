"""The rules as a list: documented, printed in the docs, dated, and safe on any invoice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from extractor.rules import RULES, check, law
from extractor.rules.catalogue import catalogue
from extractor.rules.rule import Rule
from extractor.testing import invoice_of, terms
from models.finding import Severity
from models.invoice import Address, Invoice, InvoiceLine, Note, Party, Payment, VatSubtotal
from models.resolution import Resolution
from models.terms import TERMS

PAGE = Path(__file__).parents[4] / "docs" / "rules.md"


def test_the_page_of_rules_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == catalogue(), "run `python -m extractor.rules.catalogue > docs/rules.md`"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_must_hold(rule: Rule) -> None:
    assert rule.statement.startswith(rule.id)
    assert ": " in rule.statement
    assert rule.reference
    assert set(rule.fields) <= {*TERMS, "lines", "vat_breakdown"}


def test_rules_are_listed_once() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_dated_texts_cover_every_day_once() -> None:
    for key in {text.key for text in law.TEXTS}:
        spans = [text for text in law.TEXTS if text.key == key]
        for day in (date(2010, 1, 1), date(2019, 4, 25), date(2019, 4, 26), date(2026, 12, 31), date(2027, 1, 1)):
            assert sum(law.holds(day, valid_from=t.valid_from, valid_to=t.valid_to) for t in spans) == 1


@pytest.mark.parametrize(
    ("day", "severity"),
    [(date(2026, 8, 31), None), (date(2026, 9, 1), Severity.WARNING), (date(2027, 9, 1), Severity.BLOCKING)],
)
def test_the_buyers_siren_is_due_from_the_reform_on(day: date, severity: Severity | None) -> None:
    buyer = invoice_of().buyer.model_copy(update={"siren": None})
    findings = check(invoice_of(issue_date=day, due_date=None, payment_terms="30 jours", buyer=buyer), Resolution())
    assert [f.severity for f in findings if f.rule == "FR-M-04"] == ([severity] if severity else [])


def test_references_are_those_of_the_day() -> None:
    old = check(invoice_of(issue_date=date(2018, 5, 1), seller=Party()), Resolution(mentions=terms()))
    assert any("C. com. L441-3" in finding.reference for finding in old)


text = st.none() | st.text(max_size=30) | st.sampled_from(["FR44732829320", "73282932000074", "732829320", "Mairie"])
amount = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
sure_amount = st.decimals(allow_nan=False, allow_infinity=False)
day = st.none() | st.dates()
address = st.none() | st.builds(
    Address, lines=st.lists(st.text(max_size=20), max_size=2).map(tuple), post_code=text, city=text, country=text
)
party = st.builds(Party, name=text, siret=text, siren=text, vat_number=text, address=address, legal_note=text)
line = st.builds(
    InvoiceLine,
    id=st.text(max_size=3),
    description=st.text(max_size=50),
    quantity=amount,
    unit=text,
    unit_price=amount,
    net_amount=amount,
    vat_rate=amount,
    vat_category=text,
)
subtotal = st.builds(
    VatSubtotal,
    category=st.sampled_from(["S", "E", "AE", "K", "G", "O", "Z", "?"]),
    rate=sure_amount,
    base=amount,
    tax=sure_amount,
    exemption_reason=text,
    exemption_code=text,
)
invoices = st.builds(
    Invoice,
    number=text,
    issue_date=day,
    type_code=st.sampled_from(["380", "381", "384", "386", "389", "x"]),
    currency=text,
    due_date=day,
    delivery_date=day,
    buyer_reference=text,
    contract_reference=text,
    purchase_order=text,
    preceding_invoice=text,
    billing_mode=text,
    seller=party,
    buyer=party,
    payment=st.builds(Payment, means_code=text, iban=text, bic=text),
    payment_terms=text,
    notes=st.lists(st.builds(Note, code=st.text(max_size=3), text=st.text(max_size=20)), max_size=2).map(tuple),
    vat_breakdown=st.lists(subtotal, max_size=3).map(tuple),
    lines=st.lists(line, max_size=3).map(tuple),
    line_total=amount,
    allowance_total=amount,
    charge_total=amount,
    total_without_vat=amount,
    total_vat=amount,
    total_with_vat=amount,
    prepaid_amount=amount,
    amount_due=amount,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(invoices)
def test_no_invoice_makes_a_rule_fail(invoice: Invoice) -> None:
    check(invoice, Resolution())
    check(invoice, Resolution(mentions=terms()))
