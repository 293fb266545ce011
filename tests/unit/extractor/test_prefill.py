"""The pre-filled invoice says what the document says, and what follows by arithmetic; nothing else."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType

import pytest

from extractor.addresses import address_of, country_of
from extractor.prefill import prefill
from extractor.public_sector import is_public
from models.field import Field, LineItem, VatRow
from models.geometry import BBox
from models.invoice import Address, Party
from models.provenance import Provenance
from models.resolution import Mention, Resolution
from models.terms import TERMS


def fields(**values: str) -> MappingProxyType[str, Field]:
    return MappingProxyType(
        {name: Field(value=value, confidence=0.9, term=TERMS[name]) for name, value in values.items()}
    )


def mention(code: str, text: str) -> Mention:
    return Mention(code, text, Provenance(1, BBox(0, 0, 1, 1), text))


def row(rate: str, base: str | None, tax: str, category: str = "S") -> VatRow:
    base_amount = Decimal(base) if base is not None else None
    return VatRow(rate=Decimal(rate), base=base_amount, tax=Decimal(tax), category=category, confidence=0.9)


def test_nothing_read_gives_an_empty_invoice() -> None:
    invoice = prefill(Resolution())
    assert invoice.number is None
    assert invoice.total_without_vat is None
    assert invoice.vat_breakdown == ()
    assert invoice.notes == ()
    assert invoice.billing_mode is None


def test_values_are_typed_and_those_that_cannot_be_are_left_out() -> None:
    invoice = prefill(
        Resolution(fields(invoice_number=" F-1 ", issue_date="2026-02-30", total_vat="NaN", total_with_vat="abc"))
    )
    assert invoice.number == "F-1"
    assert (invoice.issue_date, invoice.total_vat, invoice.total_with_vat) == (None, None, None)


@pytest.mark.parametrize("missing", ["total_without_vat", "total_vat", "total_with_vat"])
def test_one_missing_total_follows_from_the_two_others(missing: str) -> None:
    totals = {"total_without_vat": "100.00", "total_vat": "20.00", "total_with_vat": "120.00"}
    expected = Decimal(totals.pop(missing))
    assert getattr(prefill(Resolution(fields(**totals))), missing) == expected


def test_amount_due_is_gross_less_prepaid_unless_printed() -> None:
    totals = {"total_with_vat": "120.00", "prepaid_amount": "20.00"}
    assert prefill(Resolution(fields(**totals))).amount_due == Decimal("100.00")
    assert prefill(Resolution(fields(**totals, amount_due="95.00"))).amount_due == Decimal("95.00")


def test_total_vat_is_the_sum_of_the_rows_when_only_the_net_total_is_printed() -> None:
    invoice = prefill(Resolution(fields(total_without_vat="100.00"), (row("20", "100.00", "20.00"),)))
    assert (invoice.total_vat, invoice.total_with_vat) == (Decimal("20.00"), Decimal("120.00"))


@pytest.mark.parametrize(
    ("code", "text", "category", "vatex"),
    [
        ("FRANCHISE", "TVA non applicable, art. 293 B du CGI", "E", "VATEX-FR-FRANCHISE"),
        ("REVERSE_CHARGE", "Autoliquidation, art. 283-2 nonies du CGI", "AE", "VATEX-FR-AE"),
        ("EXEMPTION", "Exonération de TVA – article 261-4-4° a du CGI", "E", "VATEX-FR-CGI261-4"),
        ("EXEMPTION", "Exonéré, art. 261 C 1° du CGI", "E", "VATEX-FR-CGI261C-1"),
        ("EXEMPTION", "Exonéré de TVA, art. 261 D 1 bis du CGI", "E", "VATEX-FR-CGI261D-1BIS"),
        ("EXEMPTION", "Exonéré de TVA, art. 261 du CGI", "E", None),
        ("EXEMPTION", "art. 262 ter I du CGI", "K", "VATEX-EU-IC"),
        ("EXEMPTION", "art. 262 I du CGI", "G", "VATEX-EU-G"),
        ("EXEMPTION", "TVA non applicable, art. 294 du CGI", "O", "VATEX-EU-O"),
        ("EXEMPTION", "Association non assujettie à la TVA", "O", None),
        ("EXEMPTION", "Exonéré de TVA", "E", None),
        ("EXEMPTION", "Avoir net de taxe", "E", "VATEX-FR-CNWVAT"),
        ("MARGIN", "Régime particulier - agences de voyages", "E", "VATEX-EU-D"),
        ("MARGIN", "Régime particulier - biens d'occasion", "E", "VATEX-EU-F"),
        ("MARGIN", "TVA sur la marge", "E", None),
    ],
)
def test_a_mention_gives_category_reason_and_code_of_an_untaxed_invoice(
    code: str, text: str, category: str, vatex: str | None
) -> None:
    invoice = prefill(
        Resolution(fields(total_with_vat="200.00", total_without_vat="200.00"), mentions=(mention(code, text),))
    )
    (subtotal,) = invoice.vat_breakdown
    assert (subtotal.category, subtotal.exemption_code, subtotal.exemption_reason) == (category, vatex, text)
    assert (subtotal.base, subtotal.tax, invoice.total_vat) == (Decimal("200.00"), Decimal("0.00"), Decimal("0.00"))


def test_reverse_charge_to_a_buyer_abroad_has_the_european_code() -> None:
    resolution = Resolution(
        fields(total_without_vat="200.00", buyer_vat="DE136695976"),
        mentions=(mention("REVERSE_CHARGE", "Autoliquidation"),),
    )
    assert prefill(resolution).vat_breakdown[0].exemption_code == "VATEX-EU-AE"


def test_intra_community_supply_goes_before_reverse_charge_in_one_sentence() -> None:
    text = "exemption: articles 262 ter I and/or 283-2 of CGI"
    mentions = (mention("REVERSE_CHARGE", text), mention("EXEMPTION", text))
    assert prefill(Resolution(fields(total_without_vat="9.00"), mentions=mentions)).vat_breakdown[0].category == "K"


def test_taxed_rows_stay_taxed_beside_a_mention() -> None:
    rows = (row("20", "100.00", "20.00"), row("0", "50.00", "0.00"))
    invoice = prefill(Resolution(fields(), rows, mentions=(mention("EXEMPTION", "Exonéré, art. 261-4 du CGI"),)))
    assert [subtotal.category for subtotal in invoice.vat_breakdown] == ["S", "E"]
    assert invoice.vat_breakdown[0].exemption_reason is None


def test_a_zero_rate_without_a_mention_is_exempt_for_an_unknown_reason() -> None:
    (subtotal,) = prefill(Resolution(fields(), (row("0", "50.00", "0.00"),))).vat_breakdown
    assert (subtotal.category, subtotal.exemption_reason) == ("E", None)


def test_the_category_already_told_is_kept() -> None:
    rows = (row("0", "50.00", "0.00", "K"),)
    (subtotal,) = prefill(Resolution(fields(), rows, mentions=(mention("FRANCHISE", "293 B"),))).vat_breakdown
    assert subtotal.category == "K"


def test_the_base_of_an_only_rate_is_the_net_total() -> None:
    (subtotal,) = prefill(Resolution(fields(total_without_vat="100.00"), (row("20", None, "20.00"),))).vat_breakdown
    assert subtotal.base == Decimal("100.00")


def test_lines_take_the_only_rate_and_their_product() -> None:
    items = (
        LineItem(description="Pose", quantity=Decimal(2), unit_price=Decimal("25.00"), confidence=0.9),
        LineItem(description="Vis", net_amount=Decimal("50.00"), vat_rate=Decimal(20), confidence=0.9),
        LineItem(description="Texte", confidence=0.9),
    )
    resolution = Resolution(fields(total_without_vat="100.00"), (row("20", "100.00", "20.00"),), items[:2])
    invoice = prefill(resolution)
    assert [(line.id, line.net_amount, line.vat_rate, line.vat_category) for line in invoice.lines] == [
        ("1", Decimal("50.00"), Decimal(20), "S"),
        ("2", Decimal("50.00"), Decimal(20), "S"),
    ]
    assert invoice.line_total == Decimal("100.00")
    incomplete = prefill(Resolution(fields(total_without_vat="100.00"), lines=items))
    assert incomplete.line_total is None
    assert incomplete.lines[2].net_amount is None


def test_a_discounted_line_is_not_multiplied_out() -> None:
    item = LineItem(
        description="Pose", quantity=Decimal(2), unit_price=Decimal(25), discount=Decimal(10), confidence=0.9
    )
    assert prefill(Resolution(lines=(item,))).lines[0].net_amount is None


def test_the_siren_follows_from_siret_or_vat_number() -> None:
    invoice = prefill(Resolution(fields(seller_siret="73282932000074", buyer_vat="FR44732829320")))
    assert (invoice.seller.siren, invoice.buyer.siren) == ("732829320", "732829320")


def test_notes_are_given_once_each_and_a_public_buyer_is_marked() -> None:
    mentions = (
        mention("PMD", "Pénalités"),
        mention("PMD", "Pénalités de retard : 10 %"),
        mention("REG", "SARL au capital de 1 000 €"),
        mention("ABL", "RCS Tulle 732 829 320"),
        mention("DEBITS", "TVA sur les débits"),
    )
    invoice = prefill(Resolution(fields(buyer_siret="21750001600019"), mentions=mentions))
    assert [(note.code, note.text) for note in invoice.notes] == [
        ("PMD", "Pénalités de retard : 10 %"),
        ("REG", "SARL au capital de 1 000 €"),
        ("ABL", "RCS Tulle 732 829 320"),
        ("ADN", "B2G"),
    ]
    assert invoice.seller.legal_note == "SARL au capital de 1 000 € - RCS Tulle 732 829 320"


@pytest.mark.parametrize(("kind", "expected"), [("380", "389"), ("381", "261"), ("999", "999")])
def test_self_billing_changes_the_type(kind: str, expected: str) -> None:
    resolution = Resolution(fields(type_code=kind), mentions=(mention("SELF_BILLING", "Autofacturation"),))
    assert prefill(resolution).type_code == expected


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", None),
        (
            "12 rue A\nBP 4\n19000 Tulle",
            Address(lines=("12 rue A", "BP 4"), post_code="19000", city="Tulle", country="FR"),
        ),
        ("12 rue A 19000 Tulle", Address(lines=("12 rue A",), post_code="19000", city="Tulle", country="FR")),
        (
            "12 rue A, F-19000 Tulle, France",
            Address(lines=("12 rue A",), post_code="19000", city="Tulle", country="FR"),
        ),
        ("1 rue B\nB-1000 Bruxelles", Address(lines=("1 rue B",), post_code="1000", city="Bruxelles", country="BE")),
        (
            "Weg 3\n80331 München\nDeutschland",
            Address(lines=("Weg 3",), post_code="80331", city="München", country="DE"),
        ),
        (
            "2000 rue Haute\n75002 Paris 2e",
            Address(lines=("2000 rue Haute",), post_code="75002", city="Paris 2e", country="FR"),
        ),
    ],
)
def test_addresses_are_taken_apart(text: str, address: Address | None) -> None:
    assert address_of(text) == address


def test_a_country_may_be_its_code() -> None:
    assert country_of("DE") == "DE"


@pytest.mark.parametrize(
    ("party", "public"),
    [
        (Party(siren="130025265"), True),
        (Party(siret="21750001600019"), True),
        (Party(name="COMMUNE D'USSEL"), True),
        (Party(name="Centre Hospitalier de Brive"), True),
        (Party(name="Service départemental d'incendie et de secours"), True),
        (Party(name="Lycée Jules Verne"), True),
        (Party(name="Ministère des Armées"), True),
        (Party(name="Mairie", siren="000000000"), True),
        (Party(name="Hôtel de la Préfecture"), False),
        (Party(name="Pharmacie du Lycée"), False),
        (Party(name="Dubois SARL"), False),
        (Party(name="Mairie de Tulle", siren="732829320"), False),
        (Party(), False),
    ],
)
def test_a_public_buyer_is_told_by_its_siren_else_by_its_name(party: Party, *, public: bool) -> None:
    assert is_public(party) is public
