"""Lines without a table: in letters, on till receipts and in sentences."""

from __future__ import annotations

from decimal import Decimal

from tests.unit.extractor.resolution.test_lines import names, nets, read


def test_a_letter_without_a_table_gives_its_rows() -> None:
    document = """
        Veuillez trouver ci-dessous le détail des travaux :

        - Habillage chêne massif                    327,15
        - Dépose des anciennes menuiseries          104,74

                             Total hors taxes       431,89 Euros
                             T.V.A. 20 %             86,38 Euros
    """
    assert names(document) == ["Habillage chêne massif", "Dépose des anciennes menuiseries"]


def test_dots_may_lead_from_a_count_to_the_amount() -> None:
    document = """
        6 x Boissons chaudes ....................... 27,90 €
        5 x Petit-déjeuner ......................... 52,55 €

                                 Montant total HT    80,45 €
    """
    assert [(line.description, line.quantity) for line in read(document)] == [
        ("Boissons chaudes", Decimal(6)),
        ("Petit-déjeuner", Decimal(5)),
    ]


def test_a_till_prints_figures_beside_or_below_the_article() -> None:
    document = """
        Fourniture et pose            2  782.00   1564.00
        chauffe-eau 200 L
        Vanne d'arrêt                 6   15.65     93.90

        TOTAL HT                                  1657.90
    """
    below = """
        Beurre doux plaquette
           20 x 2,85                                57,00
        Riz long sac 5 kg
            2 x 12,27                               24,54

        TOTAL HT                                    81,54
    """
    assert names(document) == ["Fourniture et pose chauffe-eau 200 L", "Vanne d'arrêt"]
    assert [line.unit_price for line in read(document)] == [Decimal("782.00"), Decimal("15.65")]
    assert names(below) == ["Beurre doux plaquette", "Riz long sac 5 kg"]
    assert [line.quantity for line in read(below)] == [Decimal(20), Decimal(2)]


def test_amounts_told_in_a_sentence_are_lines_where_they_add_up() -> None:
    sentence = """
        Nous avons l'honneur de vous facturer ce qui suit : audit du site, pour 200,00 € ; frais
        de dossier, pour 45,54 €.

                             Total HT               {total} €
    """
    assert nets(sentence.format(total="245,54")) == ["200.00", "45.54"]
    assert nets(sentence.format(total="999,99")) == []


def test_amounts_in_brackets_with_their_currency_are_amounts() -> None:
    text = """
        2 x Fauteuil à 10,00                         (20,00 €)
        1 x Table à 30,00                            (30,00 €)
        Total H.T.                                   (50,00 €)
    """
    assert nets(text) == ["-20.00", "-30.00"]
