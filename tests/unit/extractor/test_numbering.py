"""An invoice inside a stack is read as if it stood alone, and its places are told by the stack's pages."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractor.intake import open_file
from extractor.pipeline import decide, extract_document
from extractor.reading import read
from extractor.reading.ocr import default_ocr
from extractor.settings import Settings

INVOICES = Path(__file__).parents[3] / "fixtures" / "invoices"


@pytest.fixture(params=["mairie", "multipage-1", "complet_acompte"])
def document(request):
    data = (INVOICES / request.param / "invoice.pdf").read_bytes()
    (source,) = open_file("invoice.pdf", data, settings=Settings())
    return read(source, ocr=default_ocr(), settings=Settings())


def moved(document, by):
    return replace(document, pages=tuple(replace(page, number=page.number + by) for page in document.pages))


def test_what_is_decided_does_not_depend_on_where_the_invoice_stands(document):
    alone, inside = decide(document), decide(moved(document, 40))
    assert {name: (one.value, one.confidence) for name, one in inside.fields.items()} == {
        name: (one.value, one.confidence) for name, one in alone.fields.items()
    }
    assert len(inside.lines) == len(alone.lines)


def test_every_place_is_told_by_the_pages_of_the_stack(document):
    told = extract_document(moved(document, 40))
    numbers = {page.number + 40 for page in document.pages}
    placed = [*told.fields.values(), *told.lines, *told.vat_breakdown, *told.mentions, *told.adjustments]
    placed += [other for one in told.fields.values() for other in one.alternatives]
    found = [one.provenance.page for one in placed if one.provenance is not None]
    assert found
    assert set(found) <= numbers
    assert set(told.pages) == numbers
