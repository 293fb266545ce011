"""A text layer is believed when it is writing, and not when its font gives nonsense or a picture is the page."""

from __future__ import annotations

import pytest

from extractor.reading.quality import FEW_WORDS, Verdict, believable, judge
from models.document import Word
from models.geometry import BBox

INVOICE = "Facture n° F-2026-118 du 01/03/2026 Total HT 100,00 € TVA 20 % 20,00 € Total TTC 120,00 €".split()


def words(texts: list[str]) -> list[Word]:
    return [Word(text, BBox(0, 0, 10, 10), 10.0) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "Facture n° 118 Total TTC 120,00 €",
        "Rechnung Straße Größe Übertrag Fälligkeit",
        "100,00 20,00 120,00",
        "Œuvre cœur naïf Noël garçon – « guillemets » … 1er",
        "SIRET RCS CCBPFRPP Total montant",
        "........ Total ........ 12,00",
        "Kovács Łódź Škoda",
    ],
)
def test_writing_is_believed(text: str) -> None:
    assert believable(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "\ufffd\ufffd\ufffd \ufffd\ufffd",
        "\ue000\ue001 \ue002\ue003",
        "\x01\x02 \x03\x04",
        "\x80\x81 \x90\x9f",
        ")DFWXUH 1XPHUR )RXUQLVVHXU 7RWDO PRQWDQW 0HUFL",
        "\u4e00\u4e01\u4e02 \u4e03\u4e04",
        "!#&' (()) ;;<= >?@[",
        "",
    ],
)
def test_characters_without_meaning_are_not(text: str) -> None:
    assert not believable(text.split())


def test_a_few_lost_characters_do_no_harm() -> None:
    assert believable([*INVOICE, "\ufffd"])


def test_good_text_is_kept_whatever_picture_lies_behind_it() -> None:
    assert judge(words(INVOICE), 0.0) is Verdict.GOOD
    assert judge(words(INVOICE), 1.0) is Verdict.GOOD


def test_a_few_words_over_a_picture_of_the_sheet_are_only_part_of_the_page() -> None:
    stamp = words(["Reçu", "le", "01/03/2026"])
    assert len(stamp) < FEW_WORDS
    assert judge(stamp, 0.9) is Verdict.PARTIAL
    assert judge(stamp, 0.3) is Verdict.GOOD


@pytest.mark.parametrize("texts", [[], ["\ufffd\ufffd"], ["\ue000"] * 40])
def test_nothing_or_nonsense_leaves_the_page_to_ocr(texts: list[str]) -> None:
    assert judge(words(texts), 0.0) is Verdict.NONE
