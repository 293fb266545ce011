"""Words laid over a picture stand where their ink is, whatever was done to the picture before it was read."""

from dataclasses import replace

import pypdfium2
import pytest

from extractor.output.pdfa import to_pdfa
from extractor.reading.text_layer import words_of
from extractor.testing import page_of
from models.document import Page, Reading
from tests.unit.extractor.output.pdfa.files import blank_pdf, picture, rendered, text_of

TEXT = """
    Société  Générale
    Facture n° F-12 d’œuvre 漢字 120,00 €
"""


def read_as(**changes) -> Page:
    return replace(page_of(TEXT, reading=Reading.OCR), **changes)


def found_in(data):
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        return {word.text: word for word in words_of(page.raw, page.get_width(), page.get_height())}


def centre(word):
    return word.bbox.x_center, word.bbox.y_center


def test_every_word_is_found_in_its_box():
    page = read_as()
    found = found_in(to_pdfa(blank_pdf(), [page], title="Scan"))
    assert set(found) == {word.text for word in page.words}
    for word in page.words:
        assert found[word.text].bbox.x0 == pytest.approx(word.bbox.x0, abs=0.5)
        assert found[word.text].bbox.x1 == pytest.approx(word.bbox.x1, abs=0.5)
        assert found[word.text].bbox.top == pytest.approx(word.bbox.top, abs=0.5)
        assert found[word.text].bbox.bottom == pytest.approx(word.bbox.bottom, abs=0.5)


def test_copied_text_has_its_spaces():
    assert "Facture n° F-12 d’œuvre" in text_of(to_pdfa(blank_pdf(), [read_as()], title="Scan"))


def test_the_words_are_not_seen():
    assert rendered(to_pdfa(blank_pdf(), [read_as()], title="Scan")).getextrema() == ((255, 255),) * 3


def test_text_that_the_file_holds_already_is_not_laid_over_it_again():
    assert found_in(to_pdfa(blank_pdf(), [page_of(TEXT)], title="Texte")) == {}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_shown_turned_has_its_words_where_they_are_shown(turn):
    size = (595, 842) if turn % 180 == 0 else (842, 595)
    found = found_in(to_pdfa(blank_pdf(width=size[0], height=size[1], turn=turn), [read_as()], title="Scan"))
    for word in read_as().words:
        assert centre(found[word.text]) == pytest.approx(centre(word), abs=1)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_was_turned_to_be_read_has_its_words_where_it_lies(turned):
    """The first word stands at the top left of the page as read: where that corner is on the page as it lies."""
    size = (595, 842) if turned == 180 else (842, 595)
    page = read_as(turned=turned)
    found = found_in(to_pdfa(blank_pdf(width=size[0], height=size[1]), [page], title="Scan"))
    corner = {90: (size[0], 0), 180: size, 270: (0, size[1])}[turned]
    word = found["Société"]
    assert abs(word.bbox.x_center - corner[0]) < 60
    assert abs(word.bbox.y_center - corner[1]) < 60


def test_a_page_that_was_made_straight_has_its_words_on_their_slope():
    page = read_as(skew=5.0)
    found = found_in(to_pdfa(blank_pdf(), [page], title="Scan"))
    left, right = found["Société"], found["Générale"]
    assert left.bbox.y_center < right.bbox.y_center


def test_a_sheet_cut_out_of_a_photo_has_its_words_on_the_sheet():
    corners = ((0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0))
    found = found_in(to_pdfa(blank_pdf(), [read_as(corners=corners)], title="Photo"))
    for word in read_as().words:
        x, y = centre(word)
        assert centre(found[word.text]) == pytest.approx((297.5 + x / 2, 421 + y / 2), abs=1)


def test_words_of_a_picture_file_are_found_on_its_page():
    page = read_as()
    data = picture(size=(1190, 1684))
    found = found_in(to_pdfa(data, [page], title="Scan"))
    for word in page.words:
        assert centre(found[word.text]) == pytest.approx(centre(word), abs=1)


def test_words_set_upwards_and_downwards_are_found():
    page = read_as()
    first, second = page.words[:2]
    words = (
        replace(first, rotation=90, bbox=type(first.bbox)(50, 100, 60, 160)),
        replace(second, rotation=270, bbox=type(first.bbox)(80, 100, 90, 160)),
    )
    found = found_in(to_pdfa(blank_pdf(), [replace(page, words=words)], title="Scan"))
    assert {text: word.rotation for text, word in found.items()} == {"Société": 90, "Générale": 270}
    assert centre(found["Société"]) == pytest.approx((55, 130), abs=8)
