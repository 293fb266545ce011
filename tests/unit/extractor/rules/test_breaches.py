"""Every rule fails on its example, on the field it names, and stays silent on ordinary invoices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from extractor.rules import RULES, check
from extractor.testing import invoice_of, line_of, mentions_of, terms
from models.field import Field, LineItem
from models.finding import Severity
from models.invoice import Address, Invoice, Note, Party, Payment, VatSubtotal
from models.resolution import Mention, Resolution
from models.terms import TERMS

SELLER, BUYER, PAYMENT = invoice_of().seller, invoice_of().buyer, invoice_of().payment
MAIRIE = Party(name="Mairie de Tulle", siret="21750001600019", siren="217500016", address=BUYER.address)
PUBLIC: dict[str, object] = {
    "buyer": MAIRIE,
    "buyer_reference": "SERVICE1",
    "purchase_order": "EJ-4512",
    "delivery_date": date(2026, 9, 28),
}
FRANCHISE = mentions_of(("FRANCHISE", "TVA non applicable, art. 293 B du CGI"))
AUTOLIQUIDATION = mentions_of(("REVERSE_CHARGE", "Autoliquidation, art. 283-2 nonies du CGI"))
LONG = "X" * 2000


class Broken(NamedTuple):
    """What breaks a rule: changes of the ordinary invoice, more mentions, and where the finding must stand."""

    rule: str
    field: str
    changes: Mapping[str, object]
    mentions: tuple[Mention, ...] = ()


def d(text: str) -> Decimal:
    return Decimal(text)


def seller(**changes: object) -> dict[str, object]:
    return {"seller": SELLER.model_copy(update=changes)}


def buyer(**changes: object) -> dict[str, object]:
    return {"buyer": BUYER.model_copy(update=changes)}


def public(**changes: object) -> dict[str, object]:
    return {**PUBLIC, **changes}


def pay(**changes: object) -> dict[str, object]:
    return {"payment": PAYMENT.model_copy(update=changes)}


def row(
    category: str = "S", rate: str = "20", base: str = "100.00", tax: str = "20.00", **more: str
) -> dict[str, object]:
    return {"vat_breakdown": (VatSubtotal(category=category, rate=d(rate), base=d(base), tax=d(tax), **more),)}


def untaxed(category: str, *, net: str = "200.00", **more: str) -> dict[str, object]:
    totals = {"total_without_vat": d(net), "total_vat": d("0.00"), "total_with_vat": d(net), "amount_due": d(net)}
    lines = (line_of(net_amount=d(net), quantity=None, unit_price=None, vat_rate=d("0")),)
    rows = row(category, "0", net, "0.00", **more)
    return {**totals, **rows, "lines": lines, "line_total": d(net)}


def big(**changes: object) -> dict[str, object]:
    """Above the EUR 150 under which some mentions may be left out."""
    totals = {"total_without_vat": d("200.00"), "total_vat": d("40.00"), "total_with_vat": d("240.00")}
    lines = (line_of(quantity=d("4"), net_amount=d("200.00")),)
    rows = row(base="200.00", tax="40.00")
    return {**totals, **rows, "amount_due": d("240.00"), "lines": lines, "line_total": d("200.00"), **changes}


BREACHES = (
    Broken("FR-M-01", "seller_name", seller(name=None)),
    Broken("FR-M-01", "seller_address", seller(address=None)),
    Broken("FR-M-01", "seller_address", seller(address=Address(lines=("1 rue Haute",)))),
    Broken("FR-M-02", "seller_siret", seller(siret=None, siren=None)),
    Broken("FR-M-03", "buyer_name", buyer(name=None)),
    Broken("FR-M-03", "buyer_address", buyer(address=None)),
    Broken("FR-M-04", "buyer_siren", buyer(siren=None)),
    Broken("FR-M-10", "issue_date", {"issue_date": None}),
    Broken("FR-M-11", "invoice_number", {"number": None}),
    Broken("FR-M-17", "total_without_vat", {"total_without_vat": None}),
    Broken("FR-M-17", "total_vat", {"vat_breakdown": ()}),
    Broken("BR-05", "currency", {"currency": None}),
    Broken("FR-M-26", "currency", {"currency": "USD"}),
    Broken("FR-M-27", "preceding_invoice", {"type_code": "381"}),
    Broken("FR-M-27", "preceding_invoice", {"type_code": "384"}),
    Broken("BR-FR-01", "invoice_number", {"number": "F" * 36}),
    Broken("BR-FR-02", "invoice_number", {"number": "F 12"}),
    Broken("BR-FR-02", "preceding_invoice", {"preceding_invoice": "F.11"}),
    Broken("BR-FR-03", "issue_date", {"issue_date": date(1926, 10, 1)}),
    Broken("BR-FR-04", "type_code", {"type_code": "999"}),
    Broken("BR-FR-CO-07", "due_date", {"due_date": date(2026, 9, 30)}),
    Broken("BR-FR-DEC-01", "prepaid_amount", {"prepaid_amount": d("0.001")}),
    Broken("BR-FR-DEC-04", "vat_breakdown[0]", row(rate="20.001")),
    Broken("BR-FR-09", "seller_siret", seller(siret="7328293200007")),
    Broken("BR-FR-09", "buyer_siret", buyer(siret="73282932000074")),
    Broken("BR-FR-10", "seller_siren", seller(siren="73282932", siret=None)),
    Broken("BR-FR-32", "buyer_siren", buyer(siren="40483304A")),
    Broken("PF-SIRET", "seller_siret", seller(siret="73282932000075")),
    Broken("PF-SIREN", "buyer_siren", buyer(siren="404833049")),
    Broken("PF-VAT", "seller_vat", seller(vat_number="FR45732829320")),
    Broken("PF-VAT-SIREN", "seller_vat", seller(vat_number="FR40303265045")),
    Broken("PF-PARTIES", "buyer_siren", buyer(siren="732829320")),
    Broken("PF-IBAN", "iban", pay(iban="FR7630006000011234567890188")),
    Broken("PF-RIB", "iban", pay(iban="FR5430006000011234567890100")),
    Broken("PF-BIC", "bic", pay(bic="AGRI")),
    Broken("PF-BIC", "bic", pay(bic="DEUTDEFF")),
    Broken("FR-M-05", "seller_vat", {**big(), **seller(vat_number=None)}),
    Broken("FR-M-06", "buyer_vat", untaxed("K", exemption_reason="art. 262 ter I du CGI")),
    Broken("FR-M-07", "buyer_vat", {
        **untaxed("AE", exemption_reason="Autoliquidation"),
        "buyer": Party(name="Muster GmbH", address=Address(lines=("Weg 3",), city="Köln", country="DE")),
    }),
    Broken("FR-M-19", "vat_breakdown[0]", untaxed("E")),
    Broken("FR-M-28", "total_vat", {**untaxed("E"), "vat_breakdown": ()}),
    Broken("FR-M-28b", "total_vat", {"issue_date": date(2027, 1, 1)}, FRANCHISE),
    Broken("FR-M-20", "vat_breakdown[0]", untaxed("AE", exemption_reason="art. 283-2 nonies du CGI")),
    Broken("FR-M-20b", "total_vat", {}, AUTOLIQUIDATION),
    Broken("FR-M-20d", "total_vat", {}, FRANCHISE),
    Broken("FR-M-21", "type_code", {}, mentions_of(("SELF_BILLING", "Autofacturation"))),
    Broken("BR-FR-15", "vat_breakdown[0]", row("L")),
    Broken("BR-FR-16", "vat_breakdown[0]", row(rate="19", tax="19.00")),
    Broken("PF-RATE", "vat_breakdown[0]", row(rate="19.6", tax="19.60")),
    Broken("BR-CO-10", "total_without_vat", {"line_total": d("90.00"), "allowance_total": None}),
    Broken("FR-M-15", "total_without_vat", {"lines": (line_of(), line_of(id="2")), "line_total": None}),
    Broken("BR-CO-13", "total_without_vat", {"allowance_total": d("5.00")}),
    Broken("BR-CO-14", "total_vat", {"total_vat": d("20.01")}),
    Broken("BR-CO-14b", "total_without_vat", row(base="90.00")),
    Broken("BR-CO-15", "total_with_vat", {"total_with_vat": d("120.01")}),
    Broken("BR-CO-16", "amount_due", {"prepaid_amount": d("20.00")}),
    Broken("BR-CO-17", "vat_breakdown[0]", row(tax="20.60")),
    Broken("BR-S-08", "vat_breakdown[0]", {"lines": (line_of(vat_rate=d("10")),)}),
    Broken("BR-16", "lines", {"lines": ()}),
    Broken("FR-M-13", "lines[0]", {"lines": (line_of(vat_rate=None),)}),
    Broken("PF-LINE", "lines[0]", {"lines": (line_of(quantity=d("3"), unit_price=d("30.01")),)}),
    Broken("BR-FR-DEC-02", "lines[0]", {"lines": (line_of(quantity=d("2.00001")),)}),
    Broken("BR-FR-DEC-03", "lines[0]", {"lines": (line_of(unit_price=d("50.0000001")),)}),
    Broken("BR-FR-DEC-03", "lines[0]", {"lines": (line_of(unit_price=d("-50"), quantity=d("-2")),)}),
    Broken("FR-C-03", "due_date", {"due_date": None}),
    Broken("FR-C-07", "seller_name", seller(legal_note=None)),
    Broken("FR-C-08", "seller_name", {**untaxed("E", exemption_reason="293 B"), **seller(legal_note=None)}, FRANCHISE),
    Broken("FR-P-04", "purchase_order", public(purchase_order=None)),
    Broken("FR-P-05", "buyer_reference", public(buyer_reference=None)),
    Broken("FR-P-06", "delivery_date", public(delivery_date=None)),
    Broken("FR-P-11", "iban", public(payment=Payment())),
    Broken("BR-FR-CPRO-02", "invoice_number", public(number="F" * 21)),
    Broken("BR-FR-CPRO-09", "seller_siret", public(**seller(siret=None))),
    Broken("BR-FR-CPRO-10", "buyer_siret", public(buyer=MAIRIE.model_copy(update={"siret": None}))),
    Broken("BR-FR-CPRO-14", "contract_reference", public(contract_reference="M" * 51)),
    Broken("BR-FR-CPRO-15", "purchase_order", public(purchase_order="E" * 51)),
    Broken("BR-FR-CPRO-32", "seller_address", public(**seller(address=Address(lines=(LONG,), city="Tulle")))),
    Broken("BR-FR-CPRO-35", "payment_terms", public(payment_terms=LONG)),
    Broken("BR-FR-CPRO-39", "iban", public(**pay(iban="MT84MALT011000012345MTLCAST001S", bic=None))),
    Broken("BR-FR-CPRO-42", "payment_terms", public(notes=(Note(code="PMD", text=LONG),))),
    Broken("BR-FR-CPRO-43", "seller_name", public(**seller(name=LONG))),
    Broken("BR-FR-CPRO-44", "buyer_name", public(buyer=MAIRIE.model_copy(update={"name": LONG}))),
    Broken("CPP-05", "iban", pay(iban=None)),
    Broken("CPP-06", "payment_means", public(type_code="381", preceding_invoice="F-11")),
    Broken("CPP-11", "buyer_reference", public(buyer_reference=LONG)),
)  # fmt: skip

ELSEWHERE = {"BR-FR-CPRO-19", "FR-C-04", "FR-C-05", "FR-C-06", "PF-CONF", "PF-READINGS", "PF-ADDRESS", "PF-LINE-ID"}
"""Rules with a test of their own below."""


@pytest.mark.parametrize("broken", BREACHES, ids=lambda broken: f"{broken.rule} {broken.field}")
def test_a_breach_is_found_on_its_field(broken: Broken) -> None:
    findings = check(invoice_of(**broken.changes), Resolution(mentions=(*terms(), *broken.mentions)))
    found = [finding for finding in findings if finding.rule == broken.rule]
    assert broken.field in [finding.field for finding in found]
    for finding in found:
        assert finding.message.fr
        assert finding.message.en
        assert "{" not in finding.reference


def test_every_rule_has_a_failing_example() -> None:
    assert {rule.id for rule in RULES} == {broken.rule for broken in BREACHES} | ELSEWHERE


@pytest.mark.parametrize(
    ("invoice", "mentions"),
    [
        (invoice_of(), terms()),
        (invoice_of(**PUBLIC), terms()),
        (invoice_of(**big()), terms()),
        (invoice_of(**untaxed("E", exemption_reason="art. 293 B")), (*terms(), *FRANCHISE)),
        (invoice_of(**untaxed("AE", exemption_reason="Autoliquidation")), (*terms(), *AUTOLIQUIDATION)),
        (invoice_of(type_code="381", preceding_invoice="F-11"), terms()),
        (invoice_of(amount_due=d("115.00")), (*terms(), *mentions_of(("ABU", "Retenue de garantie")))),
        (invoice_of(prepaid_amount=d("120.00"), amount_due=d("0.00"), due_date=None), terms()),
        (invoice_of(**buyer(name="Mme Petit", siren=None), due_date=None), ()),
        (invoice_of(lines=(line_of(quantity=None, unit_price=None),)), terms()),
    ],
    ids=["private", "public", "above 150", "franchise", "reverse charge", "credit note", "retention", "paid",
         "consumer", "lump sum"],
)  # fmt: skip
def test_ordinary_invoices_give_no_finding(invoice: Invoice, mentions: tuple[Mention, ...]) -> None:
    assert [(f.rule, f.message.fr) for f in check(invoice, Resolution(mentions=mentions))] == []


def test_missing_terms_warn_and_do_not_block() -> None:
    findings = check(invoice_of(), Resolution())
    assert [finding.rule for finding in findings] == ["FR-C-04", "FR-C-05", "FR-C-06"]
    assert {finding.severity for finding in findings} == {Severity.WARNING}


def test_public_buyers_have_penalties_of_their_own() -> None:
    findings = check(invoice_of(**PUBLIC), Resolution())
    assert any("BCE" in finding.message.fr for finding in findings if finding.rule == "FR-C-05")


def test_a_million_lines_are_too_many_for_chorus_pro() -> None:
    many = invoice_of(**PUBLIC, lines=(line_of(),) * 1_000_000)
    rule = next(rule for rule in RULES if rule.id == "BR-FR-CPRO-19")
    from extractor.rules.case import Case

    assert len(list(rule.breaches(Case(many, Resolution())))) == 1
    assert list(rule.breaches(Case(invoice_of(**PUBLIC), Resolution()))) == []


def test_an_unsure_mandatory_field_is_to_be_checked() -> None:
    field = Field(value="F-12", confidence=0.4, term=TERMS["invoice_number"])
    findings = check(invoice_of(), Resolution({"invoice_number": field}, mentions=terms()))
    assert [(finding.rule, finding.field) for finding in findings] == [("PF-CONF", "invoice_number")]


def test_check_digits_never_block() -> None:
    sandbox = invoice_of(
        **seller(siret="11111111100011", siren="111111111", vat_number="FR99111111111"), **pay(iban="FR00")
    )
    findings = check(sandbox, Resolution(mentions=terms()))
    assert [finding.rule for finding in findings if finding.severity is Severity.BLOCKING] == []
    assert {"PF-SIRET", "PF-VAT", "PF-IBAN"} <= {finding.rule for finding in findings}


def test_la_poste_has_its_own_rule() -> None:
    poste = invoice_of(**seller(siret="35600000049837", siren="356000000", vat_number=None))
    assert check(poste, Resolution(mentions=terms())) == ()


@pytest.mark.parametrize(
    ("tax", "severity"), [("20.01", None), ("20.02", Severity.WARNING), ("20.05", Severity.BLOCKING)]
)
def test_vat_may_be_rounded_per_line(tax: str, severity: Severity | None) -> None:
    lines = (line_of(net_amount=d("50.00"), quantity=d("1")), line_of(id="2", net_amount=d("50.00"), quantity=d("1")))
    totals = {"total_vat": d(tax), "total_with_vat": d("100.00") + d(tax), "amount_due": d("100.00") + d(tax)}
    findings = check(invoice_of(**row(tax=tax), **totals, lines=lines), Resolution(mentions=terms()))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


@pytest.mark.parametrize("discount", ["10", "-10", "10.00"])
def test_a_discount_may_be_a_percentage_or_an_amount(discount: str) -> None:
    line = line_of(net_amount=d("90.00"))
    item = LineItem(description="Pose", discount=d(discount), confidence=0.9)
    findings = check(invoice_of(lines=(line,)), Resolution(lines=(item,), mentions=terms()))
    assert "PF-LINE" not in [finding.rule for finding in findings]


def test_a_foreign_seller_is_not_held_to_french_rates() -> None:
    german = Party(
        name="Muster GmbH", vat_number="DE136695976", address=Address(lines=("Weg 3",), city="Köln", country="DE")
    )
    findings = check(invoice_of(seller=german, **row(rate="19", tax="19.00")), Resolution())
    assert not {"BR-FR-16", "FR-M-02", "FR-C-07", "FR-C-04"} & {finding.rule for finding in findings}
