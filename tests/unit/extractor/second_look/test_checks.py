"""Checks say what holds, what fails and what is missing, and a better reading has more points."""

from __future__ import annotations

import pytest

from extractor.pipeline import decide
from extractor.second_look.checks import checks_of, missing, points
from extractor.second_look.spots import CLEAR, MOST, spots_of
from models.second_look import Doubt
from tests.unit.extractor.second_look.pages import scan


def failing(**changes: str) -> set[str]:
    return {name for check in checks_of(decide(scan(**changes))) if not check.holds for name in check.names}


def test_nothing_fails_on_an_ordinary_page() -> None:
    assert failing() == set()
    assert missing(decide(scan())) == ("seller_vat", "buyer_siret")


@pytest.mark.parametrize(
    ("name", "misread", "field"),
    [
        ("siret", "732 829 320 00024", "seller_siret"),
        ("iban", "FR76 3000 6000 0112 3456 7390 189", "iban"),
        ("iban", "FR54 3000 6000 0112 3456 7890 100", "iban"),
        ("gross", "1 431,40", "total_with_vat"),
    ],
)
def test_a_misread_value_fails_its_check_and_loses_points(name: str, misread: str, field: str) -> None:
    assert field in failing(**{name: misread})
    assert points(decide(scan(**{name: misread}))) < points(decide(scan()))


def test_a_missing_value_is_looked_for_beside_its_label() -> None:
    document = scan(iban="FR76 3000 6000 ão112")
    (spot,) = spots_of(document, decide(document))
    assert (spot.doubt, spot.text) == (Doubt.MISSING, "IBAN : FR76 3000 6000 ão112")


def test_at_most_six_places_are_read_again() -> None:
    document = scan(
        confidence=0.5, siret="732 829 320 00024", iban="FR76 3000 6000 0112 3456 7390 189", gross="1 431,40"
    )
    spots = spots_of(document, decide(document))
    assert len(spots) == MOST
    assert {Doubt.KEY, Doubt.MISSING} <= {spot.doubt for spot in spots}
    assert list(spots) == sorted(spots, key=lambda spot: spot.box.top)


def test_what_was_read_with_near_certainty_is_not_read_again() -> None:
    document = scan(confidence=CLEAR, siret="732 829 320 00024", gross="1 431,40", iban="FR76 3000 6000")
    assert {"seller_siret", "total_with_vat"} <= failing(siret="732 829 320 00024", gross="1 431,40")
    assert spots_of(document, decide(document)) == ()


def test_beside_a_label_that_was_read_with_near_certainty_a_value_may_have_been_overlooked() -> None:
    document = scan(confidence=1.0, iban="")
    assert [(spot.doubt, spot.text) for spot in spots_of(document, decide(document))] == [(Doubt.MISSING, "IBAN :")]
