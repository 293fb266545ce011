"""A SIRET is found in every way it is printed, kept when its key is wrong, and told from other long numbers."""

from __future__ import annotations

import pytest

from extractor.recognition.siret import find
from extractor.testing import lines_of
from models.candidate import Candidate, Kind

NUMBER = "73282932000074"


def found(*rows: str) -> tuple[Candidate, ...]:
    return tuple(find(lines_of(*rows)))


@pytest.mark.parametrize(
    "text",
    [
        "SIRET : 73282932000074",
        "SIRET : 732 829 320 00074",
        "SIRET 732.829.320.00074",
        "Siret n° 732 829 320 000 74",
        "N° SIRET:732829320 00074",
        "SIREN/SIRET 732-829-320-00074",
        "732 829 320 00074",
        "SARL au capital de 8 000 € - SIRET 732 829 320 00074 - APE 4332A",
        "Siret : 7 3 2 8 2 9 3 2 0 0 0 0 7 4",
    ],
)
def test_every_grouping_gives_the_same_compact_number(text: str) -> None:
    (one,) = found(text)
    assert (one.kind, one.value, one.valid) == (Kind.SIRET, NUMBER, True)


def test_the_place_is_that_of_the_digits_alone() -> None:
    (one,) = found("SIRET : 732 829 320 00074 APE 4332A")
    assert one.provenance.text == "732 829 320 00074"
    assert (one.start, one.end) == (8, 25)
    assert one.provenance.bbox.x0 == 8 * 6


def test_a_wrong_key_is_kept_and_told() -> None:
    (one,) = found("SIRET : 732 829 320 00075")
    assert (one.value, one.valid) == ("73282932000075", False)


def test_a_wrong_key_without_a_label_is_kept_where_it_is_grouped_as_a_siret() -> None:
    (one,) = found("732 829 320 00075")
    assert (one.value, one.valid) == ("73282932000075", False)


def test_the_establishments_of_la_poste_are_valid_by_their_own_rule() -> None:
    (one,) = found("Siret 356 000 000 49837")
    assert one.valid is True


@pytest.mark.parametrize(
    "rows",
    [
        ("SIRET : 732 829 320", "00074"),
        ("N° de SIRET : 732 829 32", "0 00074"),
        ("Siret 7328293200", "0074 - APE 4332A"),
    ],
)
def test_a_number_broken_over_two_lines_is_joined(rows: tuple[str, ...]) -> None:
    (one,) = found(*rows)
    assert (one.value, one.valid, one.line) == (NUMBER, True, 0)


def test_a_broken_number_whose_rest_is_too_short_is_none() -> None:
    assert not found("SIRET : 732 829 320", "0007")


def test_a_broken_number_at_the_end_of_the_page_is_none() -> None:
    assert not found("SIRET : 732 829 320")


@pytest.mark.parametrize("text", ["SIRET : 732 B29 320 OOO74", "S1RET : 73282932OOOO74", "Siret 732 829 32O 00074"])
def test_letters_that_look_like_digits_are_read_after_the_label_where_the_key_then_holds(text: str) -> None:
    (one,) = found(text)
    assert (one.value, one.valid) == (NUMBER, True)


def test_look_alikes_without_a_right_key_are_no_number() -> None:
    assert not found("SIRET : 732 829 32O 00075")


def test_two_numbers_of_one_line_are_both_found() -> None:
    assert [one.value for one in found("SIRET 732 829 320 00074 / client : 217 500 016 00019")] == [
        NUMBER,
        "21750001600019",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Tél. 01 23 45 67 89",
        "IBAN FR76 3000 6000 0112 3456 7890 189",
        "01/03/2026 - 31/03/2026",
        "PDL 12345678901234567",
        "Compte 3000 6000 0112 34",
        "le 1 234 567,89 €",
        "732 829 320",
        "12 rue Haute 19000 Tulle",
        "",
    ],
)
def test_other_long_numbers_are_none(text: str) -> None:
    assert not found(text)
