"""What stands beside the table of lines, or looks like one above it, is not read as lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.extractor.resolution.pages import resolution_of, values_of


@pytest.mark.parametrize("label", ["Nature des opérations", "Catégorie de l'opération"])
def test_a_label_in_the_margin_is_no_column(label: str) -> None:
    text = f"""
        {label:<28}Intitulé                       Qté      PU HT     Montant HT
        Livraison de biens
                                    Chaise pliante                   2      100,00        200,00
        Règlement                   Table ronde                      1      300,00        300,00
        Virement                    Banc de jardin                   1       50,00         50,00

                                    Total HT                                             550,00
                                    TVA 20 %                                             110,00
                                    Total TTC                                            660,00
    """
    lines = resolution_of(text).lines
    assert [line.net_amount for line in lines] == [Decimal("200.00"), Decimal("300.00"), Decimal("50.00")]
    assert [line.description for line in lines] == ["Chaise pliante", "Table ronde", "Banc de jardin"]


def test_ten_pieces_are_no_rate_where_no_vat_is_charged() -> None:
    text = """
        Facture n° F-12 du 01/03/2026

        Désignation                    Qté       PU HT     Montant HT
        Location d'échafaudage          10      139,67       1 396,70

        Total HT                                             1 396,70
        Net à payer                                          1 396,70

        Autoliquidation, article 283-2 nonies du CGI
    """
    assert [row for row in resolution_of(text).vat_breakdown if row.tax] == []


def test_references_wrap_in_a_run_of_pairs() -> None:
    text = """
        Numéro : F-12 - Date : 25/03/2026 - Échéance : 24/04/2026 - N° d'engagement :
        1698500101 - Service : DAF-2 - N° client : 2342
    """
    values = values_of(text)
    assert (values["purchase_order"], values["buyer_reference"]) == ("1698500101", "DAF-2")
