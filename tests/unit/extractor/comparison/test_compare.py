"""Every value of the XML against the page: what agrees, what was changed, what the page does not print."""

from __future__ import annotations

import pytest

from models.comparison import Agreement
from models.document import Reading
from tests.unit.extractor.comparison.invoices import LINES, PAGE, ROW, differing, held, xml_of


def test_a_page_that_says_what_its_xml_says_gives_no_difference() -> None:
    values = held(xml_of())
    assert differing(values) == {}
    assert [one.field for one in values if one.agreement is not Agreement.SAME] == []


def test_every_value_of_the_xml_is_compared_once() -> None:
    values = held(xml_of())
    assert len({(one.field, one.term) for one in values}) == len(values) == 21 + 3 + 2 * 5


def test_a_value_that_agrees_has_its_place_on_the_page() -> None:
    place = next(one.place for one in held(xml_of()) if one.field == "iban")
    assert place is not None
    assert place.text.replace(" ", "").endswith("FR7630006000011234567890189")


@pytest.mark.parametrize(
    ("field", "value", "printed"),
    [
        ("iban", "FR7630006000011234567890188", "FR7630006000011234567890189"),
        ("iban", "DE89370400440532013000", "FR7630006000011234567890189"),
        ("total_with_vat", "1200.01", "1200.00"),
        ("total_with_vat", "1000.00", "1200.00"),
        ("total_without_vat", "1200.00", "1000.00"),
        ("total_vat", "201.00", "200.00"),
        ("amount_due", "1000.00", "1200.00"),
        ("amount_due", "1080.00", "1200.00"),
        ("invoice_number", "F-2026-119", "F-2026-118"),
        ("invoice_number", "F-2026-18", "F-2026-118"),
        ("issue_date", "2026-01-03", "2026-03-01"),
        ("issue_date", "2026-03-31", "2026-03-01"),
        ("due_date", "2026-03-01", "2026-03-31"),
        ("due_date", "2026-04-30", "2026-03-31"),
        ("seller_siret", "73282932000084", "73282932000074"),
        ("seller_siret", "40483304800022", "73282932000074"),
        ("seller_vat", "FR44732829321", "FR44732829320"),
        ("buyer_siret", "40483304800023", "40483304800022"),
        ("purchase_order", "BC-4472", "BC-4471"),
        ("currency", "USD", "EUR"),
        ("type_code", "381", "380"),
    ],
)
def test_a_value_changed_in_the_xml_is_told_with_what_the_page_prints(field: str, value: str, printed: str) -> None:
    assert differing(held(xml_of(**{field: value}))) == {field: printed}


def test_names_that_the_page_does_not_print_differ() -> None:
    assert differing(held(xml_of(seller_name="Scierie Lagrange"))) == {"seller_name": "DUBOIS MENUISERIE SARL"}
    assert list(differing(held(xml_of(buyer_name="Scierie Lagrange")))) == ["buyer_name"]


@pytest.mark.parametrize("name", ["DUBOIS MENUISERIE SARL", "Dubois menuiserie", "Menuiserie Dubois S.A.R.L."])
def test_a_name_is_the_same_in_other_capitals_order_or_legal_form(name: str) -> None:
    assert differing(held(xml_of(seller_name=name))) == {}


def test_payment_terms_with_another_number_of_days_differ() -> None:
    assert list(differing(held(xml_of(payment_terms="Paiement à 60 jours par virement")))) == ["payment_terms"]


def test_what_the_page_does_not_print_is_no_difference() -> None:
    values = held(xml_of(buyer_vat="FR83404833048", contract_reference="MARCHE-2026-0042", delivery_date="2026-02-11"))
    assert differing(values) == {}
    unseen = {one.field for one in values if one.agreement is Agreement.UNSEEN}
    assert unseen == {"buyer_vat", "contract_reference", "delivery_date"}


@pytest.mark.parametrize(
    ("changes", "term", "printed"),
    [
        ({"rate": "10"}, "BT-119", "20"),
        ({"base": "1010.00"}, "BT-116", "1000.00"),
        ({"tax": "100.00"}, "BT-117", "200.00"),
    ],
)
def test_a_changed_row_of_the_vat_breakdown_differs(changes: dict[str, str], term: str, printed: str) -> None:
    row = ROW.model_validate({**ROW.model_dump(), **changes})
    found = [one for one in held(xml_of(rows=(row,))) if one.agreement is Agreement.DIFFERENT]
    assert [(one.field, one.term, one.page_value) for one in found] == [("vat_breakdown[0]", term, printed)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": "3"}, "lines[0].quantity"),
        ({"unit_price": "455.00"}, "lines[0].unit_price"),
        ({"net_amount": "910.00"}, "lines[0].net_amount"),
        ({"description": "Dépannage d'urgence"}, "lines[0].description"),
    ],
)
def test_a_changed_line_differs(changes: dict[str, str], field: str) -> None:
    line = LINES[0].model_validate({**LINES[0].model_dump(), **changes})
    assert list(differing(held(xml_of(lines=(line, LINES[1]))))) == [field]


def test_a_credit_note_said_to_be_an_invoice_differs() -> None:
    page = PAGE.replace("FACTURE N° F-2026-118", "AVOIR N° F-2026-118")
    assert differing(held(xml_of(), page)) == {"type_code": "381"}
    assert "type_code" not in differing(held(xml_of(type_code="381"), page))


def test_an_iban_spread_over_cells_is_found() -> None:
    page = PAGE.replace("FR76 3000 6000 0112 3456 7890 189", "FR76   30006   00001   12345678901   89")
    assert "iban" not in differing(held(xml_of(), page))


def test_german_and_english_amounts_are_found() -> None:
    for written in ("1.200,00 €", "EUR 1,200.00", "1200,00 EUR", "1 200.00 €"):
        assert "total_with_vat" not in differing(held(xml_of(), PAGE.replace("1 200,00 €", written))), written


def test_on_a_scan_a_look_alike_is_doubtful_and_on_a_text_page_it_is_not() -> None:
    page = PAGE.replace("F-2026-118", "F-2026-113")
    for reading, doubtful in ((Reading.OCR, True), (Reading.TEXT_LAYER, False)):
        found = next(one for one in held(xml_of(), page, reading=reading) if one.field == "invoice_number")
        assert (found.agreement, found.doubtful) == (Agreement.DIFFERENT, doubtful)


def test_a_page_without_words_agrees_with_nothing_and_contradicts_nothing() -> None:
    values = held(xml_of(), " ")
    assert {one.agreement for one in values} == {Agreement.UNSEEN}


def test_a_bank_code_is_the_same_with_and_without_its_head_office() -> None:
    assert differing(held(xml_of(bic="AGRIFRPPXXX"))) == {}


def test_the_last_day_of_a_discount_is_not_the_due_date() -> None:
    page = PAGE.replace("Date d'échéance : 31/03/2026", "").replace(
        "Paiement à 30 jours par virement",
        "Paiement à 30 jours par virement, escompte de 2 % si payé avant le 10/03/2026",
    )
    assert "due_date" not in differing(held(xml_of(), page))
