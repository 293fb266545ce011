"""Rates are numbers from 0 to 100 before a per cent sign."""

from __future__ import annotations

import pytest

from extractor.recognition.rates import find
from extractor.testing import lines_of


def values(text: str) -> list[str]:
    return [str(one.value) for one in find(lines_of(text))]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("TVA 20 %", ["20"]),
        ("TVA 20%", ["20"]),
        ("TVA 20,00 %", ["20.00"]),
        ("TVA 5.5 %", ["5.5"]),
        ("TVA 2,1% et 8,5 %", ["2.1", "8.5"]),
        ("1,05 % (Martinique)", ["1.05"]),
        ("0 %", ["0"]),
        ("remise 100 %", ["100"]),
        ("0,9 % Corse, presse", ["0.9"]),
        ("taux de 12,625 %", ["12.625"]),
    ],
)
def test_a_number_before_the_sign_is_a_rate(text: str, rates: list[str]) -> None:
    assert values(text) == rates


@pytest.mark.parametrize(
    "text", ["101 %", "1 234,56 € %", "20 pour cent", "% 20", "1234 %", "TVA à 20", "20,0000 %", ""]
)
def test_what_is_above_a_hundred_or_without_the_sign_is_none(text: str) -> None:
    assert values(text) == []


def test_the_place_takes_in_the_sign() -> None:
    (one,) = find(lines_of("dont TVA 5,5 % incluse"))
    assert one.provenance.text == "5,5 %"
