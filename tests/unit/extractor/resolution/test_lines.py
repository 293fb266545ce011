"""Lines are read from every usual shape of invoice, and nothing else is taken for a line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from extractor.resolution.lines import lines_of
from extractor.testing import document_of
from models.document import Reading
from models.field import LineItem, Origin


def read(*pages: str) -> tuple[LineItem, ...]:
    return lines_of(document_of(*pages))


def nets(*pages: str) -> list[str]:
    return [str(line.net_amount) for line in read(*pages)]


def names(*pages: str) -> list[str]:
    return [line.description for line in read(*pages)]


PLAIN = """
    Réf.     Désignation                      Qté   U.    P.U. HT   Rem.   TVA      Montant HT
    A100     Ramette de papier A4              10   PCE      4,20          20 %          42,00
    B200     Fauteuil de bureau                 2   PCE    150,00   10 %   20 %         270,00

                                                          Total HT                      312,00 €
                                                          TVA 20 %                       62,40 €
                                                          Total TTC                     374,40 €
"""


def test_each_column_of_a_plain_table_is_read() -> None:
    line = read(PLAIN)[1]
    assert line.description == "Fauteuil de bureau"
    assert (line.reference, line.unit) == ("B200", "PCE")
    assert (line.quantity, line.unit_price) == (Decimal(2), Decimal("150.00"))
    assert (line.discount, line.vat_rate) == (Decimal(10), Decimal(20))
    assert line.net_amount == Decimal("270.00")


def test_totals_below_the_table_are_not_lines() -> None:
    assert nets(PLAIN) == ["42.00", "270.00"]


def test_a_line_whose_arithmetic_and_sum_hold_is_nearly_certain() -> None:
    assert all(line.confidence >= 0.98 for line in read(PLAIN))


def test_a_line_whose_arithmetic_fails_is_doubted() -> None:
    (line,) = read(
        """
        Désignation              Quantité     Prix unitaire     Montant
        Pose de clôture                 3            100,00      350,00

        Échéance 01/02/2026
        """
    )
    assert line.net_amount == Decimal("350.00")
    assert line.confidence <= 0.6


def test_a_line_points_at_its_row() -> None:
    place = read(PLAIN)[0].provenance
    assert place is not None
    assert place.page == 1
    assert place.bbox[1] == 12.0
    assert place.text.startswith("A100 Ramette")


def test_a_head_may_be_wrapped_over_two_rows() -> None:
    document = """
                                             Prix        Total ligne    Taux
        Libellé                    Qté       unitaire    HT             TVA
        Nettoyage des vitres        4          25,00        100,00       20
        Entretien des sols          2          60,50        121,00       10

                                     Total HT            221,00
    """
    assert [(line.unit_price, line.vat_rate) for line in read(document)] == [
        (Decimal("25.00"), Decimal(20)),
        (Decimal("60.50"), Decimal(10)),
    ]


def test_a_description_goes_on_below_its_figures() -> None:
    document = """
        Désignation                    Qté     P.U. HT      Montant HT
        Dépose de l'ancienne            1       500,00          500,00
        couverture et évacuation
        Pose de gouttières             12        30,00          360,00

                                       Total HT                 860,00
    """
    assert names(document) == ["Dépose de l'ancienne couverture et évacuation", "Pose de gouttières"]


def test_a_description_may_stand_above_and_below_its_figures() -> None:
    document = """
        Désignation                    Qté     P.U. HT      Montant HT

        Fourniture et pose
                                         1      500,00          500,00
        d'un portail

        Motorisation
                                         1      300,00          300,00
        avec deux badges

                                       Total HT                 800,00
    """
    assert names(document) == ["Fourniture et pose d'un portail", "Motorisation avec deux badges"]


def test_sub_headings_and_subtotals_are_not_lines() -> None:
    document = """
        Désignation                    Qté     P.U. HT      Montant HT

        Lot 1 : gros oeuvre

        Béton de fondation              10       80,00          800,00
        Sous-total lot 1                                        800,00

        Lot 2 : peinture

        Peinture des murs               20       15,00          300,00
        Sous-total lot 2                                        300,00

        Total HT                                              1 100,00
    """
    assert names(document) == ["Béton de fondation", "Peinture des murs"]


def test_sums_carried_from_page_to_page_are_not_lines() -> None:
    first = """
        Article   Désignation              Qté    PU HT     Mt HT    T
        P1        Pommes                    10     2,00     20,00    3
        P2        Poires                    10     3,00     30,00    3
                  A REPORTER                                50,00
    """
    second = """
        Article   Désignation              Qté    PU HT     Mt HT    T
                  REPORT                                    50,00
        P3        Savon                      5     4,00     20,00    1

        Code 3 : 5,5 %   Code 1 : 20 %
                  TOTAL H.T.                                70,00
    """
    assert nets(first, second) == ["20.00", "30.00", "20.00"]


def test_a_vat_code_is_resolved_by_the_printed_legend() -> None:
    document = """
        Désignation              Qté    PU HT     Mt HT    Code TVA
        Pommes                    10     2,00     20,00       3
        Savon                      5     4,00     20,00       1

        Codes TVA : 1 = 20 % ; 3 = 5,5 %
                                 Total HT         40,00
    """
    assert [line.vat_rate for line in read(document)] == [Decimal("5.5"), Decimal(20)]


@pytest.mark.parametrize("row", ["1 - 20 %      20,00     4,00", "1      20,00 %      20,00     4,00"])
def test_a_vat_code_is_resolved_by_the_recap(row: str) -> None:
    document = f"""
        Désignation              Qté    PU HT     Mt HT    Code TVA
        Savon                      5     4,00     20,00       1

        Code / Taux      Base     Montant TVA
        {row}
    """
    assert [line.vat_rate for line in read(document)] == [Decimal(20)]


def test_a_vat_code_without_a_legend_is_left_out() -> None:
    document = """
        Désignation              Qté    PU HT     Mt HT    Code TVA
        Pommes                    10     2,00     20,00       3
                                 Total HT         20,00
    """
    assert [line.vat_rate for line in read(document)] == [None]


def test_columns_are_kept_on_a_page_without_a_head() -> None:
    first = """
        Désignation              Qté    PU HT     Montant HT
        Pommes                    10     2,00          20,00
    """
    second = """
        Poires                     5     3,00          15,00
                                 Total HT              35,00
    """
    assert nets(first, second) == ["20.00", "15.00"]


def test_a_progress_table_gives_the_amount_of_the_period() -> None:
    document = """
        Désignation des ouvrages   Montant marché   % avanc.   Cumul HT   Situation précédente   Présente situation
        Enduit monocouche               10 000,00       50 %   5 000,00               2 000,00             3 000,00
        Dallage béton                   20 000,00       25 %   5 000,00               4 000,00             1 000,00

                                                               Total HT                                    4 000,00 €
    """
    found = read(document)
    assert [str(line.net_amount) for line in found] == ["3000.00", "1000.00"]
    assert all(line.confidence >= 0.98 for line in found)


def test_of_amounts_with_and_without_vat_the_one_without_is_taken() -> None:
    document = """
        Désignation              Qté    TVA      Montant HT     Montant TTC
        Nuitée                     3    10 %         244,08          268,49
        Parking                    2    20 %          22,86           27,43

                                        Total HT     266,94
                                        Total TTC    295,92
    """
    assert nets(document) == ["244.08", "22.86"]


def test_a_discount_below_the_table_is_not_a_line() -> None:
    document = """
        Désignation              Qté    PU HT     Montant HT
        Dépose de menuiseries      7    50,10         350,70
        Porte de service           2   909,00       1 818,00
        Remise 8 %                                  - 173,50

                                 Montant HT         1 995,20
    """
    assert nets(document) == ["350.70", "1818.00"]


def test_lines_of_a_credit_note_keep_their_sign() -> None:
    document = """
        Désignation              Qté    PU HT     Montant HT
        Retour de marchandise     10     4,38         43,80-
        Retour de palettes         2    10,00       - 20,00

                                 Total HT             63,80-
    """
    assert nets(document) == ["-43.80", "-20.00"]


def test_three_decimals_are_a_price_where_the_product_says_so() -> None:
    (line,) = read(
        """
        Désignation              Qté    PU HT     Montant HT
        Gazole                  92      1,161         106,81
                                 Total HT             106,81
        """
    )
    assert line.unit_price == Decimal("1.161")
    assert line.confidence >= 0.98


def test_the_recap_of_vat_is_not_a_table_of_lines() -> None:
    document = """
        Désignation              Qté    PU HT     Montant HT
        Pommes                    10     2,00          20,00

        Taux TVA      Base HT      Montant TVA
        5,5 %           20,00             1,10
        20 %             0,00             0,00
    """
    assert nets(document) == ["20.00"]


@pytest.mark.parametrize(
    "head",
    [
        "Description               Quantity     Unit price       Amount",
        "Bezeichnung                  Menge    Einzelpreis       Betrag",
        "Désignation / Description  Qté / Qty     Prix unit.    Montant",
    ],
)
def test_heads_are_known_in_french_english_and_german(head: str) -> None:
    (line,) = read(f"{head}\nPapier A4 blanc                  5           4,00        20,00\n\nTotal   20,00")
    assert (line.quantity, line.unit_price, line.net_amount) == (Decimal(5), Decimal("4.00"), Decimal("20.00"))


def test_the_known_total_decides_whether_a_doubtful_row_belongs() -> None:
    document = document_of(
        """
        Désignation                       Montant HT
        Consultation juridique                850,00
        Frais de dossier                       60,00
        """
    )
    with_costs = lines_of(document, expected_net=Decimal("910.00"))
    without = lines_of(document, expected_net=Decimal("850.00"))
    assert [str(line.net_amount) for line in with_costs] == ["850.00", "60.00"]
    assert [str(line.net_amount) for line in without] == ["850.00"]


def test_a_net_amount_that_is_not_printed_is_computed_and_says_so() -> None:
    (line,) = read(
        """
        Désignation              Qté    PU HT
        Gazole                   100    1,161

        Échéance 01/02/2026
        """
    )
    assert (line.net_amount, line.origin) == (Decimal("116.10"), Origin.COMPUTED)


def test_letters_that_a_scan_takes_for_digits_are_put_right() -> None:
    document = document_of(
        """
        Désignation              Qté       PU HT     Montant HT
        Pose de cloisons          1O      50,0O          500,00
        Peinture                   2   1.100,00       2,200,00

                                 T0tal HT             2 700,00
        """,
        confidence=0.9,
        reading=Reading.OCR,
    )
    assert [str(line.net_amount) for line in lines_of(document)] == ["500.00", "2200.00"]


def test_what_stands_beside_the_table_is_left_out() -> None:
    document = """
        Règlement                 Désignation            Qté    PU HT     Montant HT
        Virement à 30 jours       Bulletin municipal      10     2,00          20,00
                                  Affiches                 5     3,00          15,00
        Banque du Nord            Dépliants                4     5,00          20,00

                                                      Total HT                 55,00
    """
    assert names(document) == ["Bulletin municipal", "Affiches", "Dépliants"]


def test_the_head_of_the_vat_recap_may_share_its_row_with_a_total() -> None:
    document = """
        Désignation              Qté    PU HT     Montant HT
        Pommes                    10     2,00          20,00

        Taux     Base     Montant TVA       Total HT   20,00
        5,5 %   20,00            1,10       Total TTC  21,10
    """
    assert names(document) == ["Pommes"]


def test_a_page_without_lines_gives_none() -> None:
    assert read("ACME SARL\n1 rue Haute\nIBAN FR76 3000 4000") == ()


_CELLS = st.sampled_from([
    "Désignation", "Qté", "PU HT", "Montant HT", "TVA", "Total HT", "Remise", "REPORT", "Pose de", "A12",
    "12", "1 200,00", "3,5", "20 %", "-", "€", "(12,00)", "x", ":", "|",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_CELLS | st.text(max_size=12), max_size=8), max_size=25))
def test_no_page_of_text_makes_the_reading_fail(rows: list[list[str]]) -> None:
    lines_of(document_of("\n".join("   ".join(row) for row in rows)))


def test_the_currency_under_a_wrapped_name_does_not_join_it_to_its_neighbour() -> None:
    (line,) = read(
        """
                                                                     TOTAL HT
    Ligne   DESIGNATION       Unité   P.U. HT    Qté                  (EUR)   TVA

    1       Main d'oeuvre     PCE       60,00   2,00                 120,00   10,00 %

                                                     Total HT        120,00
        """
    )
    assert (line.description, line.net_amount, line.vat_rate) == ("Main d'oeuvre", Decimal("120.00"), Decimal(10))
