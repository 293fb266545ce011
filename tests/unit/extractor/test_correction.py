"""What a person changes in an extraction."""

from decimal import Decimal
from pathlib import Path

import pytest

from extractor.correction import correct, resolution_of
from extractor.pipeline import conclude, extract
from extractor.settings import Settings
from models import terms
from models.correction import Correction
from models.document import Document
from models.errors import InvalidCorrection
from models.extraction import Extraction
from models.field import LineItem, Origin, Place

SAMPLE = Path(__file__).parents[3] / "fixtures" / "invoices" / "mairie" / "invoice.pdf"


@pytest.fixture(scope="module")
def read() -> Extraction:
    (extraction,) = extract(SAMPLE.name, SAMPLE.read_bytes(), ocr=lambda _: (), settings=Settings())
    return extraction


def test_nothing_changed_is_the_same_extraction_after_json(read):
    again = Extraction.model_validate_json(read.to_json())
    assert again == read
    assert correct(again, Correction()) == read


def test_what_is_typed_in_french_is_understood(read):
    typed = {"issue_date": "1er septembre 2026", "total_with_vat": "1 234,56 €", "buyer_siret": "732 829 320 00074"}
    fields = correct(read, Correction(fields=typed)).fields
    assert [fields[name].value for name in typed] == ["2026-09-01", "1234.56", "73282932000074"]
    assert {fields[name].origin for name in typed} == {Origin.REVIEWED}


def test_what_was_read_stays_among_the_alternatives(read):
    field = correct(read, Correction(fields={"invoice_number": "F-1"})).fields["invoice_number"]
    assert (field.value, field.confidence, field.term) == ("F-1", 1.0, "BT-1")
    assert field.alternatives[0].value == read.fields["invoice_number"].value
    assert field.alternatives[0].provenance == read.fields["invoice_number"].provenance


def test_a_value_that_was_read_keeps_its_place_when_it_is_confirmed(read):
    before = read.fields["iban"]
    after = correct(read, Correction(fields={"iban": before.value})).fields["iban"]
    assert after.provenance == before.provenance is not None


def test_what_was_typed_on_the_way_is_no_alternative(read):
    halfway = correct(read, Correction(fields={"invoice_number": "F-"}))
    field = correct(halfway, Correction(fields={"invoice_number": "F-1"})).fields["invoice_number"]
    assert [one.value for one in field.alternatives] == [read.fields["invoice_number"].value]


def test_a_value_that_was_pointed_at_keeps_its_place(read):
    place = Place(page=1, bbox=(160.0, 219.7, 204.5, 230.4), text="E 7")
    field = correct(read, Correction(fields={"purchase_order": "E7"}, places={"purchase_order": place}))
    assert field.fields["purchase_order"].provenance == place


@pytest.mark.parametrize(
    "place",
    [
        Place(page=2, bbox=(0.0, 0.0, 1.0, 1.0), text=""),
        Place(page=1, bbox=(0.0, 0.0, float("nan"), 1.0), text=""),
        Place(page=1, bbox=(9.0, 0.0, 1.0, 1.0), text=""),
        Place(page=1, bbox=(0.0, 0.0, 1.0, 1.0), text="x" * 2001),
    ],
)
def test_a_place_that_is_none_is_refused(read, place):
    with pytest.raises(InvalidCorrection):
        correct(read, Correction(fields={"iban": "FR76"}, places={"iban": place}))


def test_a_place_without_its_value_is_refused(read):
    with pytest.raises(InvalidCorrection):
        correct(read, Correction(places={"iban": Place(page=1, bbox=(0.0, 0.0, 1.0, 1.0), text="")}))


def test_an_emptied_field_is_absent_and_missed_by_the_rules(read):
    after = correct(read, Correction(fields={"invoice_number": None}))
    assert "invoice_number" not in after.fields
    assert not after.ready
    assert "FR-M-11" in {finding.rule for finding in after.findings}


def test_a_wrong_total_is_found_at_once_and_mended_again(read):
    wrong = correct(read, Correction(fields={"total_with_vat": "1,00"}))
    assert "BR-CO-15" in {finding.rule for finding in wrong.findings}
    mended = correct(wrong, Correction(fields={"total_with_vat": read.fields["total_with_vat"].value}))
    assert [finding.rule for finding in mended.findings] == [finding.rule for finding in read.findings]


def test_lines_are_replaced_as_a_whole(read):
    line = LineItem(description="Conseil", quantity=Decimal(2), unit_price=Decimal(50), confidence=1.0)
    after = correct(read, Correction(lines=(line,)))
    assert [(one.description, one.net_amount) for one in after.invoice.lines] == [("Conseil", Decimal("100.00"))]


def test_legal_mentions_and_their_places_are_kept(read):
    document = Document(read.source, read.sha256, (), read.reading)
    again = conclude(document, resolution_of(read))
    assert again.mentions == read.mentions != ()
    assert again.invoice.notes == read.invoice.notes
    assert all(mention.provenance is not None for mention in read.mentions)


@pytest.mark.parametrize(
    ("field", "value"),
    [("total", "1"), ("issue_date", "31/02/2026"), ("issue_date", "demain"), ("amount_due", "dix"), ("bic", "A\x00B")],
)
def test_what_no_field_takes_is_refused_by_name(read, field, value):
    with pytest.raises(InvalidCorrection) as refused:
        correct(read, Correction(fields={field: value}))
    assert refused.value.field == field


def test_every_field_of_the_contract_can_be_set(read):
    values = {name: "2026-09-01" if name in terms.DATES else "10.00" for name in terms.TERMS}
    assert set(correct(read, Correction(fields=values)).fields) == set(terms.TERMS)
