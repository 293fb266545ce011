"""An IBAN is taken by the length of its country, over any separators and over the end of a line."""

from __future__ import annotations

import pytest

from extractor.recognition.iban import find
from extractor.testing import lines_of
from models.candidate import Candidate, Kind

NUMBER = "FR7630006000011234567890189"


def found(*rows: str) -> tuple[Candidate, ...]:
    return tuple(find(lines_of(*rows)))


@pytest.mark.parametrize(
    "text",
    [
        "IBAN FR7630006000011234567890189",
        "IBAN : FR76 3000 6000 0112 3456 7890 189",
        "FR76-3000-6000-0112-3456-7890-189",
        "FR 76 30006 00001 12345678901 89",
        "FR76.3000.6000.0112.3456.7890.189",
        "iban:FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPP",
    ],
)
def test_every_grouping_gives_the_same_compact_number(text: str) -> None:
    (one,) = found(text)
    assert (one.kind, one.value, one.valid) == (Kind.IBAN, NUMBER, True)


def test_an_account_with_a_letter_is_taken_whole() -> None:
    (one,) = found("IBAN FR14 2004 1010 0505 0001 3M02 606")
    assert (one.value, one.valid) == ("FR1420041010050500013M02606", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("IBAN DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("IBAN BE68 5390 0754 7034", "BE68539007547034"),
        ("IBAN GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
        ("IBAN LU28 0019 4006 4475 0000", "LU280019400644750000"),
    ],
)
def test_other_countries_have_other_lengths(text: str, value: str) -> None:
    (one,) = found(text)
    assert (one.value, one.valid) == (value, True)


def test_a_wrong_key_is_kept_and_told() -> None:
    (one,) = found("IBAN FR76 3000 6000 0112 3456 7890 188")
    assert (one.value, one.valid) == ("FR7630006000011234567890188", False)


@pytest.mark.parametrize(
    "rows",
    [
        ("IBAN : FR76 3000 6000 0112", "3456 7890 189"),
        ("IBAN : FR76 3000 6000 0112 3456", "7890 189 - BIC AGRIFRPP"),
        ("IBAN : FR76 3000 6000 0112", "Titulaire : Dubois", "3456 7890 189"),
    ],
)
def test_an_account_broken_over_lines_is_joined_where_its_key_holds(rows: tuple[str, ...]) -> None:
    (one,) = found(*rows)
    assert (one.value, one.valid, one.line) == (NUMBER, True, 0)


def test_a_broken_account_with_a_wrong_key_is_none() -> None:
    assert not found("IBAN : FR76 3000 6000 0112", "3456 7890 188")


@pytest.mark.parametrize(
    "text",
    [
        "TVA FR44732829320",
        "FR76 3000 6000",
        "XX76 3000 6000 0112 3456 7890 189",
        "FR76 3000 6000 0112 3456 7890 1899",
        "Tél. 01 23 45 67 89",
        "SIRET 732 829 320 00074",
        "30006 00001 12345678901 89",
        "BE68 MERCI DE VOTRE ACHAT",
        "",
    ],
)
def test_what_is_shorter_longer_or_of_no_country_is_none(text: str) -> None:
    assert not found(text)
