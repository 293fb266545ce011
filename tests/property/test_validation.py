"""Validation of spoilt invoices: always a report, and never a layer that could not be run."""

from hypothesis import given, settings, strategies as st

from extractor.validation import validate
from models.validation import LayerState, Verdict
from tests.unit.extractor.validation.samples import cii, pdf_with, ubl

TEXTS = (cii(1).encode(), ubl(1).encode(), pdf_with(factur_x_xml=cii(1).encode()))
VALUES = ("", "-1", "trois", "9" * 40, "1e9", "2026-13-45", "é\u2028", "<ram:ID/>", "&amp;", "]]&gt;")
PARTS = ("360.00", "20261101", "2026-11-01", "EUR", "380", "S", "C62", "732829320", "FR", "100.00", "20.00", "PMT")


def nothing(_xml):
    return ()


def judged(data):
    report = validate("f", data, own=nothing, page=lambda: ())
    told = [layer.reason.fr for layer in report.layers if layer.state is LayerState.SKIPPED]
    assert not [reason for reason in told if "impossible" in reason]
    return report


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(TEXTS), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=3)), max_size=5)
)
def test_bytes_that_are_overwritten_anywhere_give_a_report(data, changes):
    spoilt = bytearray(data)
    for place, new in changes:
        at = int(place * len(spoilt))
        spoilt[at : at + len(new)] = new
    report = judged(bytes(spoilt))
    assert (report.syntax is None) == (report.layers[0].state is LayerState.FAILED)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from((cii(1), ubl(1))), st.sampled_from(PARTS), st.sampled_from(VALUES), st.booleans())
def test_values_of_another_kind_give_a_report(text, part, value, twice):
    tag = f">{part}<"
    report = judged(text.replace(tag, f">{value}{part if twice else ''}<").encode())
    failed = any(layer.state is LayerState.FAILED for layer in report.layers)
    assert (report.verdict is Verdict.INVALID) == failed
