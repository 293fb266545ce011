"""A SIREN is found beside the words of a register, alone where its key holds, and not inside other numbers."""

from __future__ import annotations

import pytest

from extractor.recognition.siren import find
from extractor.testing import document_of, lines_of
from extractor.text import printed_lines
from models.candidate import Candidate, Kind
from models.document import Reading


def found(*rows: str) -> tuple[Candidate, ...]:
    return tuple(find(lines_of(*rows)))


@pytest.mark.parametrize(
    "text",
    [
        "SIREN 732829320",
        "SIREN : 732 829 320",
        "RCS Tulle B 732 829 320",
        "732.829.320 R.C.S. Tulle",
        "Immatriculée au registre du commerce sous le n° 732-829-320",
        "Inscrite au RNE 732 829 320",
        "Inscrit au Répertoire des Métiers sous le n° 732829320",
        "732 829 320",
        "S1REN : 732 829 320",
    ],
)
def test_a_number_beside_its_register_or_alone_is_found(text: str) -> None:
    (one,) = found(text)
    assert (one.kind, one.value, one.valid) == (Kind.SIREN, "732829320", True)


def test_a_register_named_on_the_line_above_is_enough() -> None:
    assert [one.value for one in found("Registre du commerce de Tulle", "sous le numéro 732 829 320")] == ["732829320"]


def test_a_wrong_key_is_kept_beside_the_word() -> None:
    (one,) = found("SIREN : 732 829 321")
    assert (one.value, one.valid) == ("732829321", False)


def test_a_wrong_key_without_the_word_is_nothing() -> None:
    assert not found("732 829 321")


@pytest.mark.parametrize(
    "text",
    [
        "SIRET 732 829 320 00074",
        "Client 732 829 320 depuis dix ans déjà",
        "RCS, tél. 01 732 829 320",
        "RCS - capital 732 829 320,00 €",
        "RCS - IBAN FR76 3000 6000 0112 3456 7890 189",
        "SIREN 732 829.320",
        "SIREN 73 28 29 320",
        "Siren : +732 829 320",
        "",
    ],
)
def test_parts_of_other_numbers_are_none(text: str) -> None:
    assert not found(text)


def test_groups_that_ocr_spaced_unevenly_are_one_number_on_a_scan_only() -> None:
    text = "SIREN/SIRET: 732 829320"
    assert [one.value for one in find(printed_lines(document_of(text, reading=Reading.OCR)))] == ["732829320"]
    assert not found(text)
