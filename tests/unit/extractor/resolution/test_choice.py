"""A choice becomes a field: bounded, calibrated confidence, its place, and at most three other values."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from extractor.resolution.choice import MOST_ALTERNATIVES, Choice, calibrated, field_of, place_of
from models.field import Origin
from models.geometry import BBox
from models.provenance import Provenance
from models.terms import TERMS
from tests.unit.extractor.resolution.pages import resolution_of

PLACE = Provenance(2, BBox(1, 2, 3, 4), "F-12")
scores = st.floats(0, 1)


def test_a_field_says_its_value_term_and_place() -> None:
    field = field_of("invoice_number", Choice("F-12", 1.0, PLACE))
    assert (field.value, field.term, field.origin) == ("F-12", TERMS["invoice_number"], Origin.EXTRACTED)
    assert field.provenance is not None
    assert (field.provenance.page, field.provenance.bbox, field.provenance.text) == (2, (1, 2, 3, 4), "F-12")


def test_a_computed_value_may_have_no_place() -> None:
    assert place_of(None) is None
    assert field_of("currency", Choice("EUR", 0.9, None, Origin.COMPUTED)).provenance is None


def test_rivals_with_the_same_value_are_no_alternatives_and_the_best_three_are_kept() -> None:
    rivals = [Choice(value, score) for value, score in zip("AABCDE", (0.9, 0.1, 0.2, 0.8, 0.3, 0.7), strict=True)]
    field = field_of("invoice_number", Choice("A", 1.0), [*rivals, Choice("C", 0.1)])
    assert [other.value for other in field.alternatives] == ["C", "E", "D"]
    assert len(field.alternatives) == MOST_ALTERNATIVES


def test_trust_lowers_the_confidence() -> None:
    full, half = (field_of("iban", Choice("X", 0.9, trust=trust)).confidence for trust in (1.0, 0.5))
    assert half == pytest.approx(full / 2, abs=0.001)


@given(scores, scores)
def test_a_higher_score_is_never_less_sure(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= calibrated(low) <= calibrated(high) < 1


@given(st.floats(-5, 5), st.floats(0, 2))
def test_confidence_is_never_nothing_nor_certainty(score: float, trust: float) -> None:
    assert 0.01 <= field_of("iban", Choice("X", score, trust=trust)).confidence <= 0.999


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Total TTC 120,00 €", "EUR"),
        ("Total 120.00 USD", "USD"),
        ("Total TTC 120,00\nMontants en francs CFP (XPF)", "XPF"),
        ("Total TTC 120,00", "EUR"),
        ("Total 120,00 €\nPort 12,00 €\nsoit $130.00", "EUR"),
    ],
)
def test_the_currency_is_the_one_most_printed(text: str, code: str) -> None:
    assert resolution_of(text).fields["currency"].value == code


def test_a_currency_that_is_only_supposed_is_computed() -> None:
    assert resolution_of("SIRET 732 829 320 00074").fields["currency"].origin is Origin.COMPUTED


def test_without_any_sign_of_it_there_is_no_currency() -> None:
    assert "currency" not in resolution_of("Bon pour accord").fields
