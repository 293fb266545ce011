"""The page builder puts text where the tests expect it."""

from __future__ import annotations

from extractor.testing import document_of, page_of
from models.document import Reading


def test_two_spaces_divide_a_row_and_one_does_not() -> None:
    page = page_of("Total HT   120,00 €")
    assert [line.text for line in page.lines] == ["Total HT", "120,00 €"]


def test_an_empty_row_ends_a_block() -> None:
    page = page_of("un\ndeux\n\ntrois")
    assert [block.text for block in page.blocks] == ["un\ndeux", "trois"]


def test_an_empty_text_is_an_empty_page() -> None:
    page = page_of("")
    assert (page.words, page.lines, page.blocks) == ((), (), ())


def test_confidence_and_reading_are_those_asked_for() -> None:
    document = document_of("un", confidence=0.5, reading=Reading.OCR)
    assert document.reading is Reading.OCR
    assert document.pages[0].words[0].confidence == 0.5
