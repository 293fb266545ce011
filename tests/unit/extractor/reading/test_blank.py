import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractor.reading.blank import is_blank, sparing

SIDES = (1654, 1170)


def sheet(paper=250):
    return np.full(SIDES, paper, np.uint8)


def with_text(text, size=22, ink=40):
    image = Image.fromarray(sheet())
    ImageDraw.Draw(image).text((200, 300), text, fill=ink, font=ImageFont.load_default(size))
    return np.asarray(image)


def test_paper_of_any_colour_is_blank():
    assert all(is_blank(sheet(paper)) for paper in (255, 230, 180))


def test_dust_a_hole_and_the_scanners_edge_leave_a_sheet_blank():
    random = np.random.default_rng(3)
    image = sheet()
    image[random.integers(0, SIDES[0], 300), random.integers(0, SIDES[1], 300)] = 90
    image[800:830, 60:90] = 30
    image[:, :12] = 20
    assert is_blank(image)


def test_what_shines_through_from_the_other_side_is_no_text():
    assert is_blank(with_text("FACTURE 2026-118 Total TTC 120,00", ink=232))


@pytest.mark.parametrize("text", ["2/2", "Total 120,00 €", "Arrêté à 12 €"])
def test_a_page_with_one_line_is_a_page(text):
    assert not is_blank(with_text(text * 2))


def test_a_dark_band_and_a_picture_are_something():
    image = sheet()
    image[200:400, 100:1000] = 60
    assert not is_blank(image)


def test_only_sheets_with_something_on_them_are_read():
    asked = []
    read = sparing(lambda image: (asked.append(image.shape), ())[1])
    read(sheet())
    read(with_text("FACTURE"))
    assert len(asked) == 1
