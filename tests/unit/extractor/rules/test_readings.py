"""Two readings of one place are told as long as nobody has settled them; other values of other places are not."""

from __future__ import annotations

import pytest

from extractor.rules import check
from extractor.testing import invoice_of
from models.field import Alternative, Field, Origin, Place
from models.finding import Severity
from models.resolution import Resolution
from models.terms import TERMS

NAME = "total_with_vat"
HERE = (100.0, 50.0, 150.0, 60.0)


def place(text: str, box: tuple[float, float, float, float] = HERE, *, page: int = 1) -> Place:
    return Place(page=page, bbox=box, text=text)


def told(other: Place | None, *, origin: Origin = Origin.EXTRACTED) -> list[str | None]:
    field = Field(
        value="120.00",
        confidence=0.9,
        term=TERMS[NAME],
        origin=origin,
        provenance=place("120,00"),
        alternatives=(Alternative(value="128.00", confidence=0.1, provenance=other),),
    )
    findings = [one for one in check(invoice_of(), Resolution({NAME: field})) if one.rule == "PF-READINGS"]
    assert all(one.severity is Severity.WARNING and "128.00" in one.message.fr for one in findings)
    return [one.field for one in findings]


def test_another_reading_of_the_same_place_is_told_with_both_values() -> None:
    assert told(place("128,00", (101.0, 49.5, 149.0, 60.5))) == [NAME]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(place("128,00", (100.0, 80.0, 150.0, 90.0)), id="another row"),
        pytest.param(place("128,00", page=2), id="another page"),
        pytest.param(place("120,00"), id="the same text"),
        pytest.param(None, id="nowhere"),
    ],
)
def test_a_rival_from_elsewhere_is_not(other: Place | None) -> None:
    assert told(other) == []


@pytest.mark.parametrize("origin", [Origin.REVIEWED, Origin.EMBEDDED])
def test_what_a_person_or_the_file_gives_is_settled(origin: Origin) -> None:
    assert told(place("128,00"), origin=origin) == []
