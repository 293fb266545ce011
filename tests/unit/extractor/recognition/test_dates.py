"""Dates are read as France, England and Germany print them, day before month, and only real ones."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.recognition.dates import find
from extractor.testing import document_of, lines_of
from extractor.text import printed_lines
from models.document import Reading


def values(*rows: str) -> list[date]:
    return [one.value for one in find(lines_of(*rows)) if isinstance(one.value, date)]


def scanned(text: str) -> list[str]:
    return [str(one.value) for one in find(printed_lines(document_of(text, reading=Reading.OCR)))]


@pytest.mark.parametrize(
    "text",
    [
        "01/03/2026",
        "1/3/2026",
        "01/03/26",
        "01.03.2026",
        "1.3.26",
        "01-03-2026",
        "01 / 03 / 2026",
        "2026-03-01",
        "2026/03/01",
        "le 1er mars 2026",
        "le 1ER MARS 2026",
        "Tulle, le 1 mars 2026",
        "1° mars 2026",
        "01-mars-26",
        "01 mar. 2026",
        "dimanche 1er mars 2026",
        "ler mars 2026",
        "March 1, 2026",
        "Mar 1st, 2026",
        "1st of March, 2026",
        "1. März 2026",
        "Date : 20260301",
    ],
)
def test_every_writing_of_one_day_gives_that_day(text: str) -> None:
    assert values(text) == [date(2026, 3, 1)]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("15 janv. 2026", 1),
        ("15 févr. 2026", 2),
        ("15 FEVRIER 2026", 2),
        ("15 avril 2026", 4),
        ("15 mai 2026", 5),
        ("15 juin 2026", 6),
        ("15 juil. 2026", 7),
        ("15 août 2026", 8),
        ("15 sept. 2026", 9),
        ("15 octobre 2026", 10),
        ("15 nov 2026", 11),
        ("15 décembre 2026", 12),
        ("15 Dezember 2026", 12),
    ],
)
def test_months_are_known_by_name_and_abbreviation(text: str, month: int) -> None:
    assert values(text) == [date(2026, month, 15)]


def test_an_abbreviation_that_two_months_share_is_no_month() -> None:
    assert values("15 jui 2026") == []


def test_the_day_comes_before_the_month() -> None:
    assert values("03/04/2026") == [date(2026, 4, 3)]
    assert values("03/13/2026") == []


@pytest.mark.parametrize("text", ["31/02/2026", "32/01/2026", "00/01/2026", "29/02/2025", "01/01/1999", "01/01/2080"])
def test_days_that_do_not_exist_or_are_far_away_are_none(text: str) -> None:
    assert values(text) == []


def test_the_leap_day_is_real() -> None:
    assert values("29/02/2028") == [date(2028, 2, 29)]


def test_a_period_is_two_dates_in_their_order() -> None:
    assert values("du 01/03/2026 au 31/03/2026") == [date(2026, 3, 1), date(2026, 3, 31)]


def test_a_year_on_the_next_line_completes_the_date() -> None:
    assert values("Tulle, le 3 mars", "2026") == [date(2026, 3, 3)]
    assert values("Tulle, le 1er mars", "2026.") == [date(2026, 3, 1)]
    assert values("Tulle, le 3 mars", "2026 pages") == []


def test_the_place_is_that_of_the_date_alone() -> None:
    (one,) = find(lines_of("Échéance : 31/03/2026 net"))
    assert one.provenance.text == "31/03/2026"


@pytest.mark.parametrize(
    "text",
    [
        "Tél. 01.23.45.67.89",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "1.03.26.01",
        "192.168.10.12",
        "12/2026",
        "12,50 €",
        "20260301",
        "version 1.2.3",
        "12 mars",
        "",
    ],
)
def test_phones_amounts_and_bare_figures_are_none(text: str) -> None:
    assert values(text) == []


def test_misread_figures_and_separators_are_forgiven_on_a_scan_only() -> None:
    assert scanned("le 15/I2/2O26") == ["2026-12-15"]
    assert scanned("Date 04.02,26") == ["2026-02-04"]
    assert scanned("Facture du 04.02,26- Échéance 06.03.26") == ["2026-02-04", "2026-03-06"]
    assert values("le 15/I2/2O26", "Date 04.02,26") == []


def test_the_month_comes_first_only_where_a_page_in_english_proves_it() -> None:
    assert [str(day) for day in values("Invoice date 11/03/2017", "Paid 11/17/2017")] == ["2017-11-03", "2017-11-17"]
    assert [str(day) for day in values("Invoice date 11/03/2017", "Paid 17/11/2017")] == ["2017-03-11", "2017-11-17"]
    assert [str(day) for day in values("Facture (invoice) du 11/03/2017", "Paid 11/17/2017")] == ["2017-03-11"]
    assert [str(day) for day in values("Invoice date 11/17/2017", "Paid 17/11/2017")] == ["2017-11-17"]
