"""Goods, services or both: told by a label, a sentence, a ticked box, or words alone on their line."""

from __future__ import annotations

import pytest

from extractor.recognition.nature import find
from extractor.testing import document_of, lines_of
from extractor.text import printed_lines


def codes(*texts: str) -> list[str]:
    return [mention.code for mention in find(lines_of(*texts))]


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("SERVICES", ("Nature de l'opération : prestation de services",)),
        ("SERVICES", ("Nature des opérations : services",)),
        ("SERVICES", ("Nature de l'opération", "Prestations de services")),
        ("SERVICES", ("Opérations constituées exclusivement de prestations de services",)),
        ("SERVICES", ("☐ Livraison de biens  ☒ Prestation de services",)),
        ("SERVICES", ("Cadre de facturation : S1",)),
        ("SERVICES", ("Prestations de services",)),
        ("SERVICES", ("Nature of supply: services",)),
        ("GOODS", ("Catégorie d'opération : livraison de biens",)),
        ("GOODS", ("Type d'opération : Biens",)),
        ("GOODS", ("Livraisons de biens",)),
        ("GOODS", ("[x] Livraison de biens   [ ] Prestation de services",)),
        ("MIXED", ("Catégorie d'opération : mixte",)),
        ("MIXED", ("Nature de l'opération : livraison de biens et prestation de services",)),
        ("MIXED", ("Nature de l'opération : opération mixte (biens et services)",)),
        ("MIXED", ("Opération mixte",)),
    ],
)
def test_the_nature_is_told(code: str, texts: tuple[str, ...]) -> None:
    assert codes(*texts) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Prestations de services informatiques",
        "Nature de l'opération : voir ci-dessous",
        "Désignation des biens et prestations",
        "☐ Livraison de biens  ☐ Prestation de services",
        "Nos services sont mixtes",
        "Code service : SERV-7",
    ],
)
def test_other_words_tell_nothing(text: str) -> None:
    assert codes(text) == []


def test_a_label_is_believed_before_words_that_stand_alone() -> None:
    assert codes("Livraisons de biens", "Nature de l'opération : prestation de services") == ["SERVICES"]


def test_the_name_of_a_line_tells_nothing() -> None:
    table = "Désignation                Montant\nPrestation de services      500,00"
    assert list(find(printed_lines(document_of(table)))) == []


def test_the_mention_is_the_line_as_printed() -> None:
    (mention,) = find(lines_of("Nature de l'opération : Livraison de biens"))
    assert mention.text == "Nature de l'opération : Livraison de biens"
    assert mention.provenance.page == 1
