"""The VAT breakdown has a row for each rate, whose base and tax agree with each other and with the totals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.resolution.vat import implied_rate
from extractor.resolution.vat_rows import RATES
from models.field import Origin, VatRow
from tests.unit.extractor.resolution.pages import resolution_of


def rows(text: str) -> list[tuple[str, str | None, str]]:
    """Rate, base and tax of each row, lowest rate first."""
    found = sorted(resolution_of(text).vat_breakdown, key=lambda row: row.rate)
    return [(f"{row.rate.normalize():f}", None if row.base is None else str(row.base), str(row.tax)) for row in found]


def only(text: str) -> VatRow:
    (row,) = resolution_of(text).vat_breakdown
    return row


def test_a_single_rate_takes_the_net_total_for_base() -> None:
    row = only("Total HT   150,00 €\nTVA 20 %   30,00 €\nTotal TTC   180,00 €")
    assert (row.rate, row.base, row.tax, row.category) == (20, Decimal("150.00"), Decimal("30.00"), "S")


THREE = [("5.5", "200.00", "11.00"), ("10", "300.00", "30.00"), ("20", "100.00", "20.00")]
SUMS = """

    Total HT       600,00 €
    Total TVA       61,00 €
    Total TTC      661,00 €
"""


@pytest.mark.parametrize(
    "table",
    [
        """
    Taux        Base HT      Montant TVA
    5,50 %       200,00            11,00
    10,00 %      300,00            30,00
    20,00 %      100,00            20,00
""",
        """
    Base HT     Taux         Montant TVA
    200,00      5,5            11,00
    300,00      10             30,00
    100,00      20             20,00
""",
        """
    TVA 5,5 % sur 200,00 : 11,00
    TVA 10 % sur 300,00 : 30,00
    TVA 20 % sur 100,00 : 20,00
""",
    ],
    ids=["table", "without signs", "sentences"],
)
def test_several_rates_are_rows_of_their_own(table: str) -> None:
    assert rows(table + SUMS) == THREE


def test_rates_without_bases_are_rows_without_bases() -> None:
    text = """
        Total HT                 300,00 €
        TVA 20 %                  40,00 €
        TVA 5,5 %                  5,50 €
        Total TTC                345,50 €
    """
    assert [(rate, tax) for rate, _, tax in rows(text)] == [("5.5", "5.50"), ("20", "40.00")]


@pytest.mark.parametrize(
    ("rate", "tax"),
    [("8,5", "85,00"), ("2,1", "21,00"), ("1,75", "17,50"), ("1,05", "10,50"), ("0,9", "9,00"), ("13", "130,00")],
)
def test_the_rates_overseas_and_of_corsica_are_known(rate: str, tax: str) -> None:
    gross = f"{1000 + float(tax.replace(',', '.')):.2f}".replace(".", ",")
    row = only(f"Total HT   1000,00 €\nTVA {rate} %   {tax} €\nTotal TTC   {gross} €")
    assert row.rate == Decimal(rate.replace(",", "."))
    assert row.base == Decimal(1000)


def test_a_rate_that_is_not_printed_is_implied_by_the_totals() -> None:
    row = only("Total HT   150,00 €\nTVA   30,00 €\nTotal TTC   180,00 €")
    assert (row.rate, row.tax, row.origin) == (20, Decimal("30.00"), Origin.COMPUTED)


def test_a_tax_under_its_rate_is_a_row() -> None:
    text = "Total HT     TVA 20 %     Total TTC\n150,00       30,00        180,00"
    assert rows(text) == [("20", "150.00", "30.00")]


def test_a_rate_of_zero_is_of_another_category() -> None:
    text = """
    Taux        Base HT      Montant TVA
    0,00 %       100,00             0,00
    20,00 %      100,00            20,00

    Total HT       200,00 €
    Total TVA       20,00 €
    Total TTC      220,00 €
"""
    found = {row.rate: row.category for row in resolution_of(text).vat_breakdown}
    assert found == {Decimal(0): "Z", Decimal(20): "S"}


def test_the_taxes_of_a_credit_note_keep_their_sign() -> None:
    row = only("AVOIR n° 12\nTotal HT   -150,00 €\nTVA 20 %   -30,00 €\nTotal TTC   -180,00 €")
    assert (row.base, row.tax) == (Decimal("-150.00"), Decimal("-30.00"))


@pytest.mark.parametrize("text", ["Total HT 150,00 €\nTVA non applicable, art. 293 B du CGI", "Remise 20 %", "Merci"])
def test_without_vat_there_is_no_breakdown(text: str) -> None:
    assert rows(text) == []


def test_a_discount_in_per_cent_is_no_rate_of_vat() -> None:
    text = """
        Total brut HT         200,00
        Remise 25 %           -50,00
        Total HT              150,00
        TVA 20 %               30,00
        Total TTC             180,00
    """
    assert rows(text) == [("20", "150.00", "30.00")]


@pytest.mark.parametrize("rate", sorted(rate for rate in RATES if rate))
def test_every_known_rate_is_implied_by_its_own_tax(rate: Decimal) -> None:
    assert implied_rate(Decimal(10000), 100 * rate) == rate


def test_a_place_is_the_whole_row() -> None:
    row = only("Taux     Base     TVA\n20 %     150,00     30,00\n\nTotal HT 150,00\nTotal TTC 180,00")
    assert row.provenance is not None
    assert row.provenance.text == "20 % 150,00 30,00"


LINES_WITH_TAX = """
Désignation              Qté     P.U. HT    Taux TVA    Montant HT    Mt TVA    Total TTC

Ramette A4                10        4,00        20 %         40,00      8,00        48,00
Classeur à levier         20        3,00        20 %         60,00     12,00        72,00
Livre de recettes          1       12,00       5,5 %         12,00      0,66        12,66
"""


def test_lines_that_show_their_tax_are_not_rows_beside_the_printed_ones() -> None:
    foot = """
    Total HT     112,00
    TVA 20 %      20,00
    TVA 5,5 %      0,66
    Total TTC    132,66
"""
    found = resolution_of(LINES_WITH_TAX + foot).vat_breakdown
    assert sorted((str(row.rate), str(row.tax)) for row in found) == [("20", "20.00"), ("5.5", "0.66")]


def test_lines_that_show_their_tax_are_added_up_where_nothing_else_is_printed_and_surer_never() -> None:
    foot = """
    Total HT     112,00
    Total TVA     20,66
    Total TTC    132,66
"""
    assert rows(LINES_WITH_TAX + foot) == [("5.5", "12.00", "0.66"), ("20", "100.00", "20.00")]
    found = {row.rate: row for row in resolution_of(LINES_WITH_TAX + foot).vat_breakdown}
    assert found[Decimal(20)].origin is Origin.COMPUTED
    assert found[Decimal(20)].confidence < found[Decimal("5.5")].confidence


def test_a_base_with_its_tax_beside_it_is_not_the_base() -> None:
    text = """
    Base        Taux      TVA        TTC
    3,92       2,1 %     0,08       4,00
    100,00      20 %    20,00     120,00
    Total HT 103,92
    Total TVA 20,08
    Total TTC 124,00
"""
    assert rows(text) == [("2.1", "3.92", "0.08"), ("20", "100.00", "20.00")]


def test_base_and_tax_may_stand_on_rows_of_their_own() -> None:
    text = """
    Base HT à 5,5 %     200,00       Total HT      500,00
    TVA à 5,5 %          11,00       Total TVA      71,00
    Base HT à 20 %      300,00       Total TTC     571,00
    TVA à 20 %           60,00
"""
    assert rows(text) == [("5.5", "200.00", "11.00"), ("20", "300.00", "60.00")]


def test_rates_may_be_the_heads_of_columns() -> None:
    text = """
                    5,5 %          20 %         Total

    Total HT       200,00        300,00        500,00
    Total TVA       11,00         60,00         71,00
    Total TTC      211,00        360,00        571,00
"""
    assert rows(text) == [("5.5", "200.00", "11.00"), ("20", "300.00", "60.00")]


def test_a_rate_glued_to_its_label_is_read() -> None:
    text = "Total HT   300,00\nT.V.A.20 %   40,00\nT.V.A. 5,5 %   5,50\nTotal TTC   345,50"
    assert sorted(str(row.rate) for row in resolution_of(text).vat_breakdown) == ["20", "5.5"]


def test_nothing_due_for_two_reasons_is_two_rows() -> None:
    text = """
    Code   Taux      Base      TVA
    E      0,00 %    60,00     0,00
    K      0,00 %    40,00     0,00
    S     20,00 %   100,00    20,00
    Total HT 200,00
    Total TVA 20,00
    Total TTC 220,00
"""
    assert rows(text) == [("0", "60.00", "0.00"), ("0", "40.00", "0.00"), ("20", "100.00", "20.00")]


ONE_MISREAD = """
    Taux        Base HT      Montant TVA
    5,5 %        200,00            11,00
    2O %         3oo.O0            6O,0G

    Total HT       500,00
    Total TVA       71,00
    Total TTC      571,00
"""


def test_what_one_misread_row_leaves_of_the_totals_is_computed_and_less_sure() -> None:
    found = {row.rate: row for row in resolution_of(ONE_MISREAD).vat_breakdown}
    assert (found[Decimal(20)].base, found[Decimal(20)].tax) == (Decimal("300.00"), Decimal("60.00"))
    assert found[Decimal(20)].origin is Origin.COMPUTED
    assert found[Decimal(20)].confidence < 0.85 * found[Decimal("5.5")].confidence


def test_what_is_left_of_the_totals_at_no_known_rate_is_not_made_a_row() -> None:
    text = ONE_MISREAD.replace("500,00", "540,00").replace("571,00", "611,00")
    assert rows(text) == []


def test_a_tax_too_large_for_its_rate_is_no_row_of_it() -> None:
    text = "Total HT   100,00\nTVA 2,1 %   20,00\nTotal TTC   120,00"
    assert all(row.base is None or row.rate == 20 for row in resolution_of(text).vat_breakdown)


def test_taxes_may_stand_under_labels_that_end_in_their_rates() -> None:
    text = """
    Montant HT      Montant TVA 2,1 % Montant TVA 8,5 %     Montant de la TVA     Montant TTC
    1056,89              14,10             32,77                  46,87             1103,76
"""
    assert [(rate, tax) for rate, _, tax in rows(text)] == [("2.1", "14.10"), ("8.5", "32.77")]


def test_the_only_base_that_could_not_be_read_is_what_the_others_leave() -> None:
    text = """
    Base HT à 5,5 %     200,00       Total HT      500,00
    TVA à 5,5 %          11,00       Total TVA      71,00
    Base HT à 20 %      3oo.OG       Total TTC     571,00
    TVA à 20 %           60,00
"""
    found = {row.rate: row for row in resolution_of(text).vat_breakdown}
    assert (found[Decimal(20)].base, found[Decimal(20)].origin) == (Decimal("300.00"), Origin.COMPUTED)
    assert found[Decimal("5.5")].origin is Origin.EXTRACTED
