"""Files that nobody called a stack: split where that is well founded, else left whole."""

from extractor.splitting import split
from tests.unit.extractor.splitting.sheets import DELIVERY, LETTER, TERMS, invoice, pile


def numbers(documents):
    return [[page.number for page in document.pages] for document in documents]


def test_invoices_of_two_houses_are_split():
    assert numbers(split(pile(invoice("F-2026-118"), invoice("B-2026-77", seller="blain")))) == [[1], [2]]


def test_one_invoice_is_left_as_it_is():
    document = pile(invoice("F-2026-118"))
    assert split(document) == (document,)


def test_pages_of_one_invoice_stay_together_whatever_their_layout():
    document = pile(invoice("F-2026-118", sums=False, lines=30), invoice("", head=False), TERMS)
    assert split(document) == (document,)


def test_an_invoice_with_papers_keeps_them():
    document = pile(invoice("F-2026-118"), DELIVERY.format(cited="Facture F-2026-118"), LETTER)
    assert split(document) == (document,)


def test_the_same_number_twice_is_one_document():
    document = pile(invoice("F-2026-118"), invoice("F-2026-118"))
    assert split(document) == (document,)


def test_numbers_that_are_no_invoices_are_not_split():
    document = pile(invoice("F-2026-118"), invoice("F-2026-119", sums=False, title="ANNEXE À LA FACTURE"))
    assert split(document) == (document,)


def test_papers_that_are_surely_none_are_left_out_between_invoices():
    assert numbers(split(pile(invoice("F-2026-118"), LETTER, invoice("B-2026-77", seller="blain")))) == [[1], [3]]
