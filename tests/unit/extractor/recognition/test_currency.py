"""Currencies are told by their sign, their code or their name."""

from __future__ import annotations

import pytest

from extractor.recognition.currency import find
from extractor.testing import lines_of


def values(text: str) -> list[object]:
    return [one.value for one in find(lines_of(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,00 €", "EUR"),
        ("12,00€", "EUR"),
        ("12,00 EUR", "EUR"),
        ("en euros", "EUR"),
        ("un euro", "EUR"),
        ("$12.00", "USD"),
        ("USD 12.00", "USD"),
        ("£12.00", "GBP"),
        ("12.00 CHF", "CHF"),
        ("montants en XPF", "XPF"),
    ],
)
def test_a_currency_is_told(text: str, code: str) -> None:
    assert values(text) == [code]


@pytest.mark.parametrize("text", ["Europe", "eurl Dubois", "neuro", "USDA", "douze", ""])
def test_words_that_begin_alike_are_none(text: str) -> None:
    assert values(text) == []


def test_each_mention_counts() -> None:
    assert values("12,00 € soit $13.00 ou 12 euros") == ["EUR", "USD", "EUR"]
