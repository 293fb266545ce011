"""Lines are read whatever stands between them: descriptions on rows of their own, notes, sums of a part."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.resolution.lines import lines_of
from extractor.testing import document_of
from tests.unit.extractor.resolution.test_lines import names, nets, read


@pytest.mark.parametrize("gap", ["", "\n"], ids=["close", "apart"])
def test_descriptions_may_stand_on_rows_above_their_figures(gap: str) -> None:
    text = f"""
        Réf.       Désignation                  Qté     P.U. HT    Montant HT

        Chaise pliante en hêtre
        A100                                      2      100,00        200,00
{gap}
        Banc de jardin scellé
        B200                                      1       50,00         50,00

                                                      Total HT         250,00
    """
    assert names(text) == ["Chaise pliante en hêtre", "Banc de jardin scellé"]
    assert [line.reference for line in read(text)] == ["A100", "B200"]


def test_descriptions_may_stand_on_rows_below_their_figures() -> None:
    text = """
        Réf.       Désignation                  Qté     P.U. HT    Montant HT

        A100                                      2      100,00        200,00
        Chaise pliante en hêtre

        B200                                      1       50,00         50,00
        Banc de jardin scellé

                                                      Total HT         250,00
    """
    assert names(text) == ["Chaise pliante en hêtre", "Banc de jardin scellé"]


def test_a_note_that_begins_like_a_total_does_not_end_the_lines() -> None:
    text = """
        Prestation                                             Montant HT

        Nettoyage des bureaux                                      150,00
        Base 1 250 m2, 4 niveaux

        Nettoyage des vitres                                        80,00

                                              Total HT             230,00
    """
    assert nets(text) == ["150.00", "80.00"]


def test_lines_go_on_below_the_sum_of_a_part_even_where_no_total_confirms_them() -> None:
    text = """
        Désignation                  Qté     P.U. HT    Montant HT

        Accès à internet               1       30,00         30,00
        Téléphone                      2       10,00         20,00
                                    Total abonnements        50,00

        Appels vers les mobiles       60        0,10          6,00
        Appels vers l'étranger         5        1,00          5,00
                                    Total consommations      11,00
    """
    lines = lines_of(document_of(text), expected_net=Decimal("60.00"))
    assert [str(line.net_amount) for line in lines] == ["30.00", "20.00", "6.00", "5.00"]


def test_a_discount_beside_another_row_counts_between_the_lines_and_their_total() -> None:
    text = """
        Désignation                  Qté     P.U. HT    Montant HT

        Accès à internet               1       30,00         30,00
        Téléphone                      2       10,00         20,00

        Taux     Base     TVA           Total lignes HT      50,00
        20 %    45,00    9,00           Rabais 10 %          -5,00
                                        Total HT             45,00
    """
    lines = lines_of(document_of(text), expected_net=Decimal("45.00"))
    assert [line.confidence for line in lines] == [0.99, 0.99]


def test_a_recap_of_vat_that_tells_its_reasons_is_no_table_of_lines() -> None:
    text = """
        Désignation                  Qté     P.U. HT    Montant HT

        Chaise pliante                 2      100,00        200,00

        Détail TVA (motif si exonération)    Code    Taux    Base TVA    Montant TVA
        VATEX-EU-D    Bien exonéré           E      0,00 %     200,00           0,00
                                                              Total HT        200,00
    """
    assert names(text) == ["Chaise pliante"]
