"""What is kept of a page."""

import pytest

from extractor.splitting.headings import titles_of
from extractor.splitting.identities import identities_of
from extractor.splitting.kinds import is_blank, is_separator
from extractor.splitting.own_numbers import DUE, GROSS, NET, VAT, numbers_of, sums_of
from extractor.splitting.paging import paging_of
from extractor.splitting.sketches import plain
from extractor.testing import lines_of
from tests.unit.extractor.splitting.sheets import LETTER, SEPARATOR, invoice, traits


@pytest.mark.parametrize(
    ("text", "paging"),
    [
        ("Page 2/3", (2, 3)),
        ("page 2 sur 3", (2, 3)),
        ("Page : 2", (2, 0)),
        ("Pages 1 / 1", (1, 1)),
        ("Folio n° 4", (4, 0)),
        ("2 sur 3", (2, 3)),
        ("2/3", (2, 3)),
        ("Seite 1 von 4", (1, 4)),
        ("- 2 -", (2, 0)),
        ("Page l / 2", (1, 2)),
        ("P. 3 / 9", (3, 9)),
        ("FACTURE N° F-118   page 2 de 5", (2, 5)),
        ("voir page 2", None),
        ("suite page 2", None),
        ("Page 203", None),
        ("12/03", None),
        ("Page", None),
        ("Prix 2/3", None),
    ],
)
def test_page_numbers(text, paging):
    assert paging_of(lines_of(text), 12.0) == paging


def test_a_page_number_stands_under_its_head():
    assert paging_of(lines_of("Date         Page", "12/03/2026   2/3"), 800) == (2, 3)


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        (["Facture n° F-2026-118 du 12/03/2026"], ("F-2026-118",)),
        (["N° de facture : 2026 0118"], ("2026 0118",)),
        (["FACTURE FC 012345"], ("FC 012345",)),
        (["Numéro de facture", "F-12"], ("F-12",)),
        (["Facture du 12/03/2026"], ()),
        (["Avoir sur facture n° F-90"], ()),
        (["Avoir n° A/26/3"], ("A/26/3",)),
        (["Numéro :      2026-77"], ("2026-77",)),
        (["Facture n° : 73282932000074"], ()),
        (["Pièce n° 12.450,00"], ()),
    ],
)
def test_invoice_numbers(rows, numbers):
    assert numbers_of(lines_of(*rows), 800) == numbers


def test_sums_need_an_amount():
    assert sums_of(lines_of("Total TTC   120,00")) == GROSS
    assert sums_of(lines_of("Total HT 100,00", "TVA 20 %  20,00", "Net à payer", "120,00")) == NET | VAT | DUE
    assert sums_of(lines_of("Prix HT    TVA   Total TTC")) == 0


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("FACTURE", "invoice"),
        ("AVOIR N° 12", "invoice"),
        ("F A C T U R E", "invoice"),
        ("BON DE LIVRAISON", "delivery_note"),
        ("RAPPORT D'INTERVENTION", "delivery_note"),
        ("BON DE COMMANDE N° 4", "order"),
        ("RELEVÉ DE COMPTE", "statement"),
        ("CONDITIONS GÉNÉRALES DE VENTE", "terms"),
        ("FEUILLE DE SÉPARATION", "separator"),
        ("LETTRE DE RELANCE", "statement"),
    ],
)
def test_titles(row, kind):
    found = titles_of(lines_of(row), 800)
    assert found[0][0] == kind
    assert found[0][1] > 0.6


def test_a_label_or_a_sentence_is_less_of_a_title():
    rows = lines_of("Facture", "Bon de commande à rappeler sur tous vos documents et courriers", "rien", "rien", "rien")
    assert titles_of(rows, 800)[0][0] == "invoice"
    assert dict(titles_of(rows, 800)).get("order", 0) < 0.3


def test_identities_are_those_of_businesses():
    rows = lines_of(
        "SIRET 732 829 320 00074",
        "FR 44 732829320",
        "FR76 3000 6000 0112 3456 7890 189",
        "Réf 123 456 789",
        "www.acme.example",
    )
    assert identities_of(rows) == ("d:acme.example", "i:fr7630006000011234567890189", "s:732829320")


def test_codes_are_compared_without_what_ocr_confuses():
    assert plain("F-2O26/l18") == plain("F 2026-118")
    assert plain("F-2026-118") != plain("F-2026-119")


def test_blank_pages_and_separators():
    empty, sheet, letter, paper = traits("", SEPARATOR, LETTER, invoice("F-1"))
    assert [is_blank(one) for one in (empty, sheet, letter, paper)] == [True, False, False, False]
    assert [is_separator(one) for one in (empty, sheet, letter, paper)] == [False, True, False, False]
