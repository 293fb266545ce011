"""A BIC is believed near a word for the bank only: eight capitals are otherwise a word."""

from __future__ import annotations

import pytest

from extractor.recognition.bic import find
from extractor.testing import lines_of
from models.candidate import Candidate, Kind


def found(*rows: str) -> tuple[Candidate, ...]:
    return tuple(find(lines_of(*rows)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("BIC : AGRIFRPP882", "AGRIFRPP882"),
        ("BIC/SWIFT AGRIFRPP", "AGRIFRPP"),
        ("Code BIC : AGRI FR PP 882", "AGRIFRPP882"),
        ("B1C CEPAFRPP751", "CEPAFRPP751"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189 AGRIFRPP", "AGRIFRPP"),
        ("SWIFT: DEUTDEFF", "DEUTDEFF"),
        ("Règlement par virement BNPAFRPPXXX", "BNPAFRPPXXX"),
    ],
)
def test_a_code_beside_a_word_for_the_bank_is_found(text: str, value: str) -> None:
    (one,) = found(text)
    assert (one.kind, one.value, one.valid) == (Kind.BIC, value, None)


@pytest.mark.parametrize("rows", [("BIC", "AGRIFRPP"), ("IBAN FR76 3000", "suite", "AGRIFRPP")])
def test_the_word_may_stand_on_one_of_the_two_lines_above(rows: tuple[str, ...]) -> None:
    assert [one.value for one in found(*rows)] == ["AGRIFRPP"]


@pytest.mark.parametrize(
    "text",
    [
        "AGRIFRPP882",
        "BIC : FACTURES",
        "BIC : AGRIZZPP",
        "BIC : AGRIFRPP88",
        "virement : agrifrpp",
        "Règlement par virement REGL FR 12",
        "",
    ],
)
def test_other_capitals_are_none(text: str) -> None:
    assert not found(text)
