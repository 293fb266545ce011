"""VAT numbers of France are found anywhere, those of the neighbours beside a word for VAT."""

from __future__ import annotations

import pytest

from extractor.recognition.vat_number import find
from extractor.testing import lines_of
from models.candidate import Candidate, Kind

NUMBER = "FR44732829320"


def found(*rows: str) -> tuple[Candidate, ...]:
    return tuple(find(lines_of(*rows)))


@pytest.mark.parametrize(
    "text",
    [
        "TVA FR44732829320",
        "N° TVA intracommunautaire : FR 44 732 829 320",
        "FR 44 732829320",
        "FR44 732.829.320",
        "FR-44-732-829-320",
        "F.R 44 732 829 320",
        "FR: 44 732 829 320",
        "Client FR 4 4 732 829 320 (TVA)",
    ],
)
def test_every_grouping_gives_the_same_compact_number(text: str) -> None:
    (one,) = found(text)
    assert (one.kind, one.value, one.valid) == (Kind.VAT_NUMBER, NUMBER, True)


def test_a_key_of_letters_is_valid_by_its_own_rule() -> None:
    (one,) = found("TVA FRK7 399 859 412")
    assert (one.value, one.valid) == ("FRK7399859412", True)


def test_a_wrong_key_is_kept_and_told() -> None:
    (one,) = found("TVA FR45 732 829 320")
    assert (one.value, one.valid) == ("FR45732829320", False)


@pytest.mark.parametrize(
    "rows",
    [
        ("N° TVA : FR44 732", "829 320"),
        ("N° TVA : FR44", "732 829 320"),
        ("N° TVA : FR", "44 732 829 320"),
        ("N° TVA : FR44 732 829", "320 - APE 4332A"),
    ],
)
def test_a_number_broken_over_two_lines_is_joined_where_its_key_holds(rows: tuple[str, ...]) -> None:
    (one,) = found(*rows)
    assert (one.value, one.valid, one.line) == (NUMBER, True, 0)


def test_a_broken_number_with_a_wrong_key_is_none() -> None:
    assert not found("N° TVA : FR45", "732 829 320")


def test_the_letters_may_be_missing_where_the_line_says_vat_and_the_key_holds() -> None:
    assert [one.value for one in found("N° TVA : 44 732 829 320")] == [NUMBER]
    assert not found("N° TVA : 45 732 829 320")
    assert not found("Référence 44 732 829 320")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("USt-IdNr. DE136695976", "DE136695976"),
        ("VAT BE 0123.456.749", "BE0123456749"),
        ("VAT NL 123456782 B 90", "NL123456782B90"),
        ("IVA ESX1234567X", "ESX1234567X"),
        ("P.IVA IT 12345678901", "IT12345678901"),
        ("UID CHE-123.456.788", "CHE123456788"),
        ("VAT GB 123 4567 89", "GB123456789"),
        ("UID ATU12345678", "ATU12345678"),
        ("TVA LU12345678", "LU12345678"),
        ("VAT IE1234567WA", "IE1234567WA"),
        ("TVA EU372000063", "EU372000063"),
    ],
)
def test_foreign_numbers_are_found_beside_a_word_for_vat(text: str, value: str) -> None:
    (one,) = found(text)
    assert (one.value, one.valid) == (value, None)


def test_the_word_may_stand_on_the_line_above() -> None:
    assert [one.value for one in found("VAT number", "DE136695976")] == ["DE136695976"]


@pytest.mark.parametrize(
    "text",
    [
        "Commande DE136695976",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "TVA 20 % 44,00",
        "Réf. FR44 732 829",
        "Tél. TVA 01 23 45 67 89",
        "le 01/03/2026",
        "",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert not found(text)
