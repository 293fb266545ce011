"""Whatever the page prints and the XML says, the comparison ends with one verdict per value."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings, strategies as st

from extractor.comparison import compare, findings_of
from extractor.testing import document_of
from models.document import Reading
from models.field import Field, LineItem, VatRow
from models.resolution import Resolution
from models.terms import AMOUNTS, DATES, TERMS

AMOUNT = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
DAY = st.dates().map(lambda day: day.isoformat())
TEXT = st.text(st.sampled_from("aZé09 -/.,:%€\u00a0N°'’\nIBANFRTVA"), min_size=1, max_size=60)
PAGE = st.lists(
    st.one_of(TEXT, AMOUNT.map(str), DAY, st.sampled_from(["Total TTC 12,00 €", "Facture n° F-1", "20 %"])), max_size=12
).map("\n".join)


@st.composite
def invoices(draw: st.DrawFn) -> Resolution:
    fields = {}
    for name in draw(st.sets(st.sampled_from(sorted(TERMS)))):
        value = draw(AMOUNT.map(str) if name in AMOUNTS else DAY if name in DATES else TEXT)
        fields[name] = Field(value=value, confidence=draw(st.floats(0, 1)), term=TERMS[name])
    rows = draw(st.lists(st.builds(VatRow, rate=AMOUNT, base=st.none() | AMOUNT, tax=AMOUNT, category=st.just("S"),
                                   confidence=st.just(1.0), provenance=st.none()), max_size=2))  # fmt: skip
    number = st.none() | AMOUNT | st.just(Decimal(0))
    lines = draw(st.lists(st.builds(LineItem, description=st.just("") | TEXT, quantity=number, unit_price=number,
                                    discount=st.none(), net_amount=number, vat_rate=number, confidence=st.just(1.0),
                                    provenance=st.none()), max_size=3))  # fmt: skip
    return Resolution(fields=fields, vat_breakdown=tuple(rows), lines=tuple(lines))


@settings(deadline=None, max_examples=60)
@given(invoices(), invoices(), PAGE, st.sampled_from([Reading.TEXT_LAYER, Reading.OCR]))
def test_any_invoice_is_compared_with_any_page(xml: Resolution, seen: Resolution, page: str, reading: Reading) -> None:
    values = compare(xml, document_of(page, reading=reading), seen)
    assert {one.field for one in values} >= set(xml.fields)
    assert len(findings_of(values)) == sum(one.agreement == "different" for one in values)


@settings(deadline=None, max_examples=30)
@given(invoices())
def test_an_empty_page_contradicts_nothing(xml: Resolution) -> None:
    assert findings_of(compare(xml, document_of(" "), Resolution())) == ()
