"""Amounts are numbers with cents or a currency, with their sign; percentages, dates and identifiers are not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.recognition.amounts import find
from extractor.testing import document_of, lines_of
from extractor.text import printed_lines
from models.document import Reading


def values(*rows: str) -> list[str]:
    return [str(one.value) for one in find(lines_of(*rows))]


@pytest.mark.parametrize(
    "text",
    [
        "1 234,56",
        "1234,56 €",
        "1.234,56",
        "1,234.56",
        "1'234.56",
        "€1,234.56",
        "EUR 1 234,56",
        "1 234,56 EUR",
        "1 234€56",
        "Total TTC : 1 234,56 euros",
    ],
)
def test_every_writing_of_one_sum_gives_that_sum(text: str) -> None:
    assert values(text) == ["1234.56"]


@pytest.mark.parametrize(
    "text",
    ["-120,00", "- 120,00 €", "−120,00", "–120,00 €", "120,00-", "120,00 € -", "(120,00)", "(120,00 €)", "€ -120,00"],
)
def test_a_minus_before_after_or_brackets_make_a_sum_negative(text: str) -> None:
    assert values(text) == ["-120.00"]


@pytest.mark.parametrize("text", ["+120,00 €", "(soit 120,00 €)", "TVA - remise : 120,00"])
def test_a_plus_or_a_dash_elsewhere_does_not(text: str) -> None:
    assert values(text) == ["120.00"]


def test_whole_numbers_need_a_currency() -> None:
    assert values("1 200 €") == ["1200"]
    assert values("1 200 pièces") == []


def test_columns_are_sums_of_their_own() -> None:
    assert values("100,00   20,00   120,00") == ["100.00", "20.00", "120.00"]


def test_a_zero_is_a_sum() -> None:
    assert values("0,00 €") == ["0.00"]


def test_the_value_is_a_decimal_and_its_place_the_figures() -> None:
    (one,) = find(lines_of("Total TTC  1 234,56 €"))
    assert one.value == Decimal("1234.56")
    assert one.provenance.text == "1 234,56 €"


@pytest.mark.parametrize(
    "text",
    [
        "20,00 %",
        "20,00%",
        "01/03/2026",
        "Tél. 01 23 45 67 89",
        "FR76 3000 6000 0112",
        "SIRET 732 829 320 00074",
        "Réf. A12,50",
        "12345678901234,00",
        "3 pages",
        "",
    ],
)
def test_rates_dates_and_identifiers_are_none(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "printed", "value"),
    [
        ("Total HT 4.179.59 €", "4.179.59 €", "4179.59"),
        ("Total HT 1,234,567,80", "1,234,567,80", "1234567.80"),
        ("NET H.T. 7166: 09", "7166: 09", "7166.09"),
        ("NET 1 234;50", "1 234;50", "1234.50"),
    ],
)
def test_separators_that_ocr_mistook_are_told_apart_on_a_scan_only(text: str, printed: str, value: str) -> None:
    (one,) = find(printed_lines(document_of(text, reading=Reading.OCR)))
    assert (one.provenance.text, str(one.value)) == (printed, value)
    assert value not in values(text)


@pytest.mark.parametrize("text", ["le 04.02.26", "ouvert 12:30", "01.234.567.89.12", "ratio 123:456", "v 1.234.5678"])
def test_dates_hours_and_telephones_on_a_scan_are_no_amounts(text: str) -> None:
    assert list(find(printed_lines(document_of(text, reading=Reading.OCR)))) == []
