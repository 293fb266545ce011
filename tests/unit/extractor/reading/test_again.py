"""Places of a page are read again on its picture, drawn anew: the words come back where the page shows them."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from extractor.reading.again import FAIR, middle_within, read_again, rewritten, squeezed
from extractor.reading.layout import page_of
from extractor.reading.ocr import weights
from extractor.settings import Settings
from models.document import Page, Reading, Word
from models.geometry import BBox
from models.second_look import Doubt, Engine, Spot
from models.source import SourceKind
from tests.unit.extractor.reading.drawn import INVOICE, STEP, page
from tests.unit.extractor.reading.papers import saved, source

needs_paddle = pytest.mark.skipif(not weights.installed(), reason="the weights of PP-OCRv6 are not installed")
needs_both = pytest.mark.skipif(
    not (weights.installed() and shutil.which("tesseract")), reason="both engines must be installed"
)

POINTS = 72 / 150
"""The drawn page has 150 pixels an inch."""
SIRET = "SIRET : 732 829 320 00074"


def place(row: int, *, right: float = 420) -> BBox:
    """Around a line of the drawn invoice, in points."""
    top = 110 + row * STEP
    return BBox(100 * POINTS, (top - 4) * POINTS, 2 * right * POINTS, (top + 44) * POINTS)


def outline(*words: Word) -> Page:
    return page_of(number=1, size=(1240 * POINTS, 1754 * POINTS), words=words, reading=Reading.OCR)


def spot(text: str, doubt: Doubt = Doubt.KEY) -> Spot:
    return Spot(1, place(INVOICE.index(SIRET)), text, doubt)


def reader(image: Image.Image):
    again = read_again(source(saved(image, "PNG"), SourceKind.IMAGE), (outline(),), settings=Settings())
    assert again is not None
    return again


@needs_both
def test_a_misread_number_is_read_by_both_engines_where_it_stands() -> None:
    wrong = spot("SIRET : 732 829 320 00024")
    witnesses = reader(page())(wrong)
    assert {one.engine for one in witnesses} == set(Engine)
    assert {squeezed(one.text) for one in witnesses} == {squeezed(SIRET)}
    for one in witnesses:
        assert all(middle_within(word.bbox, wrong.box) for word in one.words)
        assert one.words[0].bbox.x0 < one.words[-1].bbox.x0
        assert one.words[0].bbox.x0 == pytest.approx(110 * POINTS, abs=4)


@needs_paddle
def test_tesseract_is_not_asked_where_the_first_reading_is_confirmed() -> None:
    again = reader(page())
    assert [one.engine for one in again(spot(SIRET))] == [Engine.PADDLE] * 2
    assert [one.engine for one in again(spot(SIRET, Doubt.SUM))] == [Engine.PADDLE] * 3


@needs_paddle
def test_one_reading_less_confirms_what_was_read_well_at_first() -> None:
    again = reader(page())
    assert len(again(replace(spot(SIRET), confidence=FAIR))) == 1
    assert len(again(replace(spot("SIRET : 732 829 320 00024"), confidence=FAIR))) > 1


@needs_paddle
def test_print_under_a_stamp_is_read_by_its_darker_ink() -> None:
    image = page()
    stamp = np.array(image)
    row = 110 + INVOICE.index(SIRET) * STEP
    stamp[row - 6 : row + 40, 300:520] = np.minimum(stamp[row - 6 : row + 40, 300:520], 150)
    witnesses = reader(Image.fromarray(stamp))(spot("SIRET : 732"))
    assert squeezed(SIRET) in {squeezed(one.text) for one in witnesses}


@needs_paddle
def test_an_empty_place_gives_no_words() -> None:
    empty = Spot(1, BBox(300, 700, 420, 720), "", Doubt.MISSING)
    assert all(one.words == () for one in reader(page())(empty))


@needs_paddle
def test_a_page_that_cannot_be_drawn_a_second_time_says_nothing() -> None:
    again = read_again(source(b"no picture", SourceKind.IMAGE), (outline(),), settings=Settings())
    assert again is not None
    assert again(spot(SIRET)) == ()


def test_there_is_nothing_to_read_again_in_data() -> None:
    assert read_again(source(b"<Invoice/>", SourceKind.XML), (), settings=Settings()) is None


def test_words_are_written_over_those_that_stood_there_and_the_rest_stays() -> None:
    kept = Word("Total", BBox(10, 40, 40, 50), 10)
    stamp = Word("COPIE", BBox(60, 0, 80, 60), 30)
    old = Word("1OO,00", BBox(50, 40, 90, 50), 10)
    new = Word("100,00", BBox(50, 40, 90, 50), 10)
    before = outline(kept, stamp, old)
    after = rewritten(before, BBox(48, 38, 92, 52), (new,))
    assert {word.text for word in after.words} == {"Total", "100,00"}
    assert (after.width, after.reading, after.number) == (before.width, before.reading, before.number)
    assert [word.text for word in before.words if word.text == "1OO,00"] == ["1OO,00"]
