"""Totals are decided by labels and arithmetic together, and reported as printed."""

from __future__ import annotations

import pytest

from models.field import Origin
from tests.unit.extractor.resolution.pages import resolution_of, values_of

TOTALS = ("total_without_vat", "total_vat", "total_with_vat", "amount_due", "prepaid_amount")


def totals(text: str) -> tuple[str | None, ...]:
    """Net, VAT, gross, due and prepaid."""
    values = values_of(text)
    return tuple(values.get(name) for name in TOTALS)


def three(text: str) -> tuple[str | None, ...]:
    return totals(text)[:3]


PLAIN = """
    Désignation              Qté      P.U. HT      Montant HT
    Pose de porte              2        50,00          100,00
    Quincaillerie              1        50,00           50,00

                                       Total HT        150,00 €
                                       TVA 20 %         30,00 €
                                       Total TTC       180,00 €
"""


def test_labels_on_the_left_give_the_three_totals() -> None:
    assert totals(PLAIN) == ("150.00", "30.00", "180.00", None, None)


def test_labelled_totals_that_add_up_are_nearly_certain() -> None:
    fields = resolution_of(PLAIN).fields
    assert min(fields[name].confidence for name in TOTALS[:3]) > 0.95
    assert fields["total_with_vat"].provenance is not None
    assert fields["total_with_vat"].provenance.text == "180,00 €"


@pytest.mark.parametrize(
    "text",
    [
        "Total HT   Total TVA   Total TTC\n150,00     30,00       180,00",
        "Total HT : 150,00 €\nTVA (20 %) : 30,00 €\nTotal TTC : 180,00 €",
        "TOTAL H.T.          150,00\nT.V.A. 20 %          30,00\nTOTAL T.T.C.        180,00",
        "Montant hors taxes 150,00 ; Montant TVA 30,00 ; Montant toutes taxes comprises 180,00",
        "Subtotal          150.00\nVAT 20%            30.00\nGrand total       180.00",
        "Nettobetrag       150,00\nMwSt 20%           30,00\nGesamtbetrag      180,00",
        "Total HT          150,00\nTotal TTC         180,00\ndont TVA           30,00",
    ],
)
def test_totals_are_read_in_rows_columns_and_languages(text: str) -> None:
    assert three(text) == ("150.00", "30.00", "180.00")


def test_totals_without_labels_are_found_by_their_arithmetic() -> None:
    assert three("FACTURE\n\n150,00\n30,00\n180,00") == ("150.00", "30.00", "180.00")


def test_carried_sums_of_a_page_are_no_totals() -> None:
    first = "Désignation   Montant\nPose   100,00\nA reporter   100,00"
    last = "Report   100,00\nQuincaillerie   50,00\n\nTotal HT  150,00\nTVA 20 %  30,00\nTotal TTC  180,00"
    values = values_of(first, last)
    assert tuple(values[name] for name in TOTALS[:3]) == ("150.00", "30.00", "180.00")


def test_capital_is_no_total() -> None:
    assert three(PLAIN + "\n    SARL au capital de 180 000,00 €") == ("150.00", "30.00", "180.00")


def test_a_sum_before_a_discount_is_not_the_net_total() -> None:
    text = """
        Total brut HT     200,00
        Remise            -50,00
        Total HT          150,00
        TVA 20 %           30,00
        Total TTC         180,00
    """
    assert three(text) == ("150.00", "30.00", "180.00")


@pytest.mark.parametrize("label", ["Acompte versé", "Déjà réglé", "Acompte déduit", "Deposit", "Anzahlung"])
def test_a_deposit_leaves_less_to_pay(label: str) -> None:
    text = f"""
        Total HT          150,00 €
        TVA 20 %           30,00 €
        Total TTC         180,00 €
        {label}          -60,00 €
        Net à payer       120,00 €
    """
    assert totals(text) == ("150.00", "30.00", "180.00", "120.00", "60.00")


def test_a_retention_leaves_less_to_pay_and_is_no_deposit() -> None:
    text = """
        Total HT                         1 000,00 €
        TVA 20 %                           200,00 €
        Total TTC                        1 200,00 €
        Retenue de garantie 5 %            -60,00 €
        Net à payer                      1 140,00 €
    """
    assert totals(text) == ("1000.00", "200.00", "1200.00", "1140.00", None)


def test_what_is_due_may_be_the_whole() -> None:
    assert totals(PLAIN + "\n                                       Net à payer     180,00 €")[3:] == ("180.00", None)


def test_nothing_may_be_due() -> None:
    text = "Total HT 150,00\nTVA 20 % 30,00\nTotal TTC 180,00\nDéjà réglé 180,00\nReste à payer 0,00 €"
    assert totals(text) == ("150.00", "30.00", "180.00", "0.00", "180.00")


@pytest.mark.parametrize(
    ("net", "vat", "gross"),
    [
        ("-150,00 €", "-30,00 €", "-180,00 €"),
        ("− 150,00 €", "− 30,00 €", "− 180,00 €"),
        ("150,00- €", "30,00- €", "180,00- €"),
        ("(150,00)", "(30,00)", "(180,00)"),
    ],
    ids=["before", "typographic", "after", "brackets"],
)
def test_the_minus_of_a_credit_note_is_kept(net: str, vat: str, gross: str) -> None:
    text = f"AVOIR n° A-12\n\nTotal HT          {net}\nTVA 20 %          {vat}\nTotal TTC          {gross}"
    assert three(text) == ("-150.00", "-30.00", "-180.00")


def test_a_credit_note_without_a_minus_stays_without() -> None:
    text = "AVOIR n° A-12\n\nTotal HT          150,00\nTVA 20 %          30,00\nTotal TTC          180,00"
    assert three(text) == ("150.00", "30.00", "180.00")


def test_printed_totals_that_do_not_add_up_are_kept_as_printed_and_doubted() -> None:
    wrong = PLAIN.replace("180,00", "181,00")
    fields = resolution_of(wrong).fields
    assert three(wrong) == ("150.00", "30.00", "181.00")
    assert fields["total_with_vat"].confidence < resolution_of(PLAIN).fields["total_with_vat"].confidence


def test_a_cent_of_rounding_changes_nothing() -> None:
    assert three(PLAIN.replace("180,00", "180,01")) == ("150.00", "30.00", "180.01")


@pytest.mark.parametrize(
    "mention",
    ["TVA non applicable, art. 293 B du CGI", "Autoliquidation", "Exonération de TVA, article 261-4-4° du CGI"],
)
def test_where_no_vat_is_printed_there_is_no_vat_total(mention: str) -> None:
    text = f"Total HT          150,00 €\nTotal à payer     150,00 €\n\n{mention}"
    values = values_of(text)
    assert values["total_without_vat"] == "150.00"
    assert "total_vat" not in values


def test_a_printed_zero_is_a_vat_total() -> None:
    assert three("Total HT   150,00 €\nTVA 0 %   0,00 €\nTotal TTC   150,00 €") == ("150.00", "0.00", "150.00")


def test_only_a_gross_total_may_be_printed() -> None:
    assert three("Ticket n° 12\nTotal TTC 12,00 €") == (None, None, "12.00")


def test_a_vat_total_that_only_its_rows_tell_is_computed() -> None:
    text = """
        Total HT                 300,00 €
        TVA 20 %                  40,00 €
        TVA 5,5 %                  5,50 €
        Total TTC                345,50 €
    """
    field = resolution_of(text).fields["total_vat"]
    assert (field.value, field.origin) == ("45.50", Origin.COMPUTED)


def test_other_amounts_with_the_same_label_are_alternatives() -> None:
    field = resolution_of(PLAIN + "\n\n\n    Total TTC 999,00 €").fields["total_with_vat"]
    assert field.value == "180.00"
    assert "999.00" in [other.value for other in field.alternatives]


def test_three_decimals_of_a_price_do_not_disturb_the_totals() -> None:
    text = """
        Désignation              Qté      P.U. HT      Montant HT
        Gazole (l)           1 000        1,234         1 234,00

                                        Total HT        1 234,00 €
                                        TVA 20 %          246,80 €
                                        Total TTC       1 480,80 €
    """
    assert three(text) == ("1234.00", "246.80", "1480.80")


def test_sums_below_one_may_have_three_decimals() -> None:
    assert three("Total HT 0,500 €\nTVA 20 % 0,100 €\nTotal TTC 0,600 €") == ("0.500", "0.100", "0.600")


def test_a_page_without_amounts_has_no_totals() -> None:
    assert totals("Bon pour accord") == (None,) * 5


def test_one_amount_under_both_heads_is_no_proof_of_itself() -> None:
    goods = "Facture n° 12\n\nPrestation     Total HT     Total TTC\nConseil                       160,00\n"
    once = resolution_of(goods).fields
    both = resolution_of("Facture n° 12\n\nTotal HT     160,00\nTotal TTC    160,00\n").fields
    assert once["total_with_vat"].confidence < both["total_with_vat"].confidence


def test_the_tax_that_a_remark_names_announces_nothing() -> None:
    values = values_of(
        "Rechnung 12\n\n"
        "Rechnungssumme Netto (exkl. USt.)      100,00\n"
        "zzgl. Umsatzsteuer 19 %                 19,00\n"
        "Rechnungssumme Brutto (inkl. USt.)     119,00\n"
    )
    assert [values[f"total_{name}"] for name in ("without_vat", "vat", "with_vat")] == ["100.00", "19.00", "119.00"]
