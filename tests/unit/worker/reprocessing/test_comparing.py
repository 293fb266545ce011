"""What changed between two readings, and why, in words; what stands in each mode."""

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from extractor.pipeline import conclude
from models import terms
from models.document import Document, Page, Reading
from models.field import Field, LineItem, Origin, VatRow
from models.reprocessing import Mode
from models.resolution import Resolution
from tests.worker_kit import extraction_of
from worker.reprocessing.comparing import changes
from worker.reprocessing.matching import match
from worker.reprocessing.merging import merged
from worker.reprocessing.reasons import Readings

PAGE = Page(1, 595.0, 842.0, words=(), lines=(), blocks=())


def invoice(fields=None, lines=(), vat=(), pages=(1,)):
    told = {
        name: value if isinstance(value, Field) else Field(value=value, confidence=0.9, term=terms.TERMS[name])
        for name, value in (fields or {}).items()
    }
    sheets = tuple(Page(one, 595.0, 842.0, words=(), lines=(), blocks=()) for one in pages)
    resolution = Resolution(fields=told, lines=tuple(lines), vat_breakdown=tuple(vat))
    return conclude(Document("a.pdf", "0" * 64, sheets, Reading.TEXT_LAYER), resolution)


def line(description, net, **more):
    return LineItem(description=description, net_amount=Decimal(net), confidence=0.9, **more)


def told(old, new, mode=Mode.REPLACE, persons=None, engines=("prefacture 0.1", "prefacture 0.2")):
    return {one.field: one for one in changes(Readings(old, new, *engines), mode, persons or {})}


def test_the_reason_is_the_strongest_there_is():
    old = invoice({"seller_siret": "73282932000075", "total_without_vat": "100.00", "total_vat": "2.00",
                   "total_with_vat": "120.00", "buyer_name": "Martin"})  # fmt: skip
    new = invoice({"seller_siret": "73282932000074", "total_without_vat": "100.00", "total_vat": "20.00",
                   "total_with_vat": "120.00", "buyer_name": "Martin SAS", "due_date": "2026-07-12"})  # fmt: skip
    why = {name: one.why.en for name, one in told(old, new).items()}
    assert "check digit holds now" in why["seller_siret"]
    assert "totals agree" in why["total_vat"]
    assert why["buyer_name"] == "The engine differs: prefacture 0.1 → prefacture 0.2."
    assert why["due_date"].startswith("Found now")
    again = told(old, new, engines=("prefacture 0.2", "prefacture 0.2"))
    assert again["buyer_name"].why.en == "Read otherwise this time."


def test_more_certainty_and_what_is_lost_are_told():
    sure = Field(value="F-13", confidence=0.97, term="BT-1")
    found = told(invoice({"invoice_number": "F-12", "iban": "FR76"}), invoice({"invoice_number": sure}))
    assert found["invoice_number"].why.fr == "Lu avec plus de certitude : 90 % → 97 %."
    assert (found["iban"].new, found["iban"].why.en.startswith("No longer read")) == (None, True)


def test_rows_are_known_again_by_what_they_say_wherever_they_stand():
    old = invoice(lines=[line("Bois", "10.00", quantity=Decimal(1)), line("Vis", "5.00")])
    new = invoice(lines=[line("Port", "3.00"), line("bois", "10.0", quantity=Decimal("2.00")), line("Vis", "5.00")])
    found = told(old, new)
    assert set(found) == {"lines[1]", "lines[2].description", "lines[2].quantity"}
    assert (found["lines[2].quantity"].old, found["lines[2].quantity"].new) == ("1", "2.00")
    assert found["lines[1]"].new == "Port · 3.00"


def test_the_same_number_written_otherwise_is_no_change():
    row = VatRow(rate=Decimal(20), base=Decimal(100), tax=Decimal(20), category="S", confidence=0.9)
    other = row.model_copy(update={"rate": Decimal("20.00"), "tax": Decimal("20.0"), "confidence": 0.5})
    assert told(invoice(vat=[row]), invoice(vat=[other])) == {}


@pytest.mark.parametrize("mode", list(Mode))
def test_what_a_person_said_stands_in_every_mode(mode):
    mine = Field(value="E-1", confidence=1.0, term="BT-13", origin=Origin.REVIEWED)
    old, new = invoice({"purchase_order": mine}), invoice({"purchase_order": "E-2", "due_date": "2026-07-12"})
    persons = {"purchase_order": "claire@exemple.fr", "due_date": "claire@exemple.fr"}
    found = told(old, new, mode, persons)
    assert all(one.kept for one in found.values())
    assert "claire@exemple.fr" in found["purchase_order"].why.fr
    after = merged(old, new, mode, persons)
    assert {name: field.value for name, field in after.fields.items()} == {"purchase_order": "E-1"}


_VALUES = st.dictionaries(st.sampled_from(["invoice_number", "buyer_name", "iban"]), st.sampled_from(["A", "B", "C"]))


@settings(max_examples=60, deadline=None)
@given(_VALUES, _VALUES, st.sampled_from(list(Mode)), st.sets(st.sampled_from(["invoice_number", "iban"])))
def test_what_is_told_is_what_is_done(before, after, mode, kept):
    old, new = invoice(before), invoice(after)
    done = {name: field.value for name, field in merged(old, new, mode, kept).fields.items()}
    for one in told(old, new, mode, dict.fromkeys(kept, "x")).values():
        before = {**before, one.field: one.old if one.kept else one.new}
    assert done == {name: value for name, value in before.items() if value is not None}


def test_an_invoice_is_found_again_by_pages_then_number_then_place():
    first, second = extraction_of(invoice_number="F-1"), extraction_of(invoice_number="F-2")
    second = second.model_copy(update={"pages": (2, 3)})
    assert match(second, 1, (first, second)) is second
    moved = second.model_copy(update={"pages": (3, 4)})
    assert match(second, 7, (first, moved)) is moved
    assert match(None, 2, (first, second)) is second
    assert match(None, 3, (first, second)) is None
