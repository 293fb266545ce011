"""A spoilt amount is restored by quantity × price where the total then holds, and says that it was computed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.resolution.lines import lines_of
from extractor.testing import document_of
from models.field import LineItem, Origin
from tests.unit.extractor.resolution.test_lines import nets

TABLE = """
    Désignation                  Qté     P.U. HT    Montant HT

    Chaise pliante                 2      100,00        200,00
    Banc de jardin                 1       50,00    {spoilt:>10}
    Table ronde                    3       10,00         30,00

                                        Total HT        280,00
"""


def lines(spoilt: str, expected: str = "280.00") -> tuple[LineItem, ...]:
    return lines_of(document_of(TABLE.format(spoilt=spoilt)), expected_net=Decimal(expected))


@pytest.mark.parametrize("spoilt", ["", "so,oo", "5", "58,00", "50.00.0"])
def test_an_amount_that_is_missing_or_wrong_is_the_product_where_the_total_then_holds(spoilt: str) -> None:
    found = lines(spoilt)
    assert [str(line.net_amount) for line in found] == ["200.00", "50.00", "30.00"]
    assert [line.origin for line in found] == [Origin.EXTRACTED, Origin.COMPUTED, Origin.EXTRACTED]
    assert found[1].confidence < 0.85 < found[0].confidence


def test_an_amount_that_was_read_stays_where_no_total_speaks_against_it() -> None:
    found = lines("58,00", expected="999.00")
    assert [str(line.net_amount) for line in found] == ["200.00", "58.00", "30.00"]
    assert found[1].origin is Origin.EXTRACTED
    assert found[1].confidence <= 0.5


def test_a_row_without_an_amount_is_no_line_where_the_others_add_up() -> None:
    found = lines("", expected="230.00")
    assert [str(line.net_amount) for line in found] == ["200.00", "30.00"]


def test_a_printed_amount_that_only_rounds_otherwise_is_left_alone() -> None:
    text = TABLE.format(spoilt="50,00").replace("280,00", "281,00")
    found = lines_of(document_of(text), expected_net=Decimal("281.00"))
    assert all(line.origin is Origin.EXTRACTED for line in found)


def test_of_two_columns_of_amounts_the_products_tell_the_price() -> None:
    text = """
        Libellé                      Qté          HT       Montant

        Chaise pliante                 2      100,000        200,00
        Banc de jardin                 3       50,333        151,00

                                        Total HT          351,00
    """
    assert nets(text) == ["200.00", "151.00"]


def test_a_total_whose_words_are_glued_is_no_line() -> None:
    text = """
        Libellé                      Qté       P.U.       Montant

        Chaise pliante                 2      100,00        200,00

        Merci                                NetHT          350,00
    """
    assert nets(text) == ["200.00"]


def test_the_rate_of_a_code_may_stand_anywhere_in_its_row() -> None:
    text = """
        Libellé                      Qté       P.U.       Montant    TVA

        Chaise pliante                 2      100,00        200,00    A
        Livre                          1       10,00         10,00    B

        Code       Base HT      Taux        TVA        Total HT     210,00
        A           200,00        20      40,00        Total TVA     40,55
        B            10,00       5,5       0,55        Total TTC    250,55
    """
    assert [line.vat_rate for line in lines_of(document_of(text))] == [Decimal(20), Decimal("5.5")]


def test_thousands_that_a_wide_space_parts_from_their_amount_belong_to_it_where_the_product_says_so() -> None:
    text = """
        Désignation                Qté      P.U. HT          Montant HT

        Pose de clôture             40       40,335         1  613,40
        Portail coulissant           1     1  593,71        1  593,71
        Gravier                      2       10,00              20,00

                                            Total HT         3 227,11
    """
    assert nets(text) == ["1613.40", "1593.71", "20.00"]


def test_a_number_beside_an_amount_that_already_agrees_is_not_its_thousands() -> None:
    text = """
        Désignation                Qté      P.U. HT     Lot      Montant HT

        Pose de clôture              2       300,00           1  600,00
        Gravier                      2       100,00           2  200,00

                                            Total HT         800,00
    """
    assert nets(text) == ["600.00", "200.00"]


@pytest.mark.parametrize("label", ["MontanttotalHT", "TotalHT", "Montamt HT"])
def test_a_misread_total_ends_the_lines(label: str) -> None:
    text = f"""
        Désignation                Qté      P.U. HT       Montant HT

        Gravier                      2       100,00           200,00
        {label}                                               250,00
    """
    assert nets(text) == ["200.00"]
