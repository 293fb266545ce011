"""Both engines read small drawn pages for real; words, boxes, directions and confidences are what they should be."""

from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractor.reading.ocr import Ocr, default_ocr, weights
from extractor.reading.ocr.detect import TextBox
from extractor.reading.ocr.recognise import Glyph
from extractor.reading.ocr.words import in_reading_order, words_of
from models.document import Word
from models.errors import MissingEngine
from models.geometry import BBox
from tests.unit.extractor.reading.drawn import FONT, INVOICE, STEP, page, pixels

needs_paddle = pytest.mark.skipif(not weights.installed(), reason="the weights of PP-OCRv6 are not installed")
needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed")


def paddle() -> Ocr:
    from extractor.reading.ocr.paddle import paddle_ocr

    return paddle_ocr(weights.folder())


def tesseract() -> Ocr:
    from extractor.reading.ocr.tesseract import tesseract_ocr

    return tesseract_ocr


ENGINES = [
    pytest.param(paddle, marks=needs_paddle, id="paddle"),
    pytest.param(tesseract, marks=needs_tesseract, id="tesseract"),
]


def texts(words: tuple[Word, ...]) -> list[str]:
    return [word.text for word in words]


def compact(words: tuple[Word, ...]) -> str:
    return "".join(texts(words))


def box_of(words: tuple[Word, ...], text: str) -> BBox:
    return next(word.bbox for word in words if word.text == text)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_is_read_in_order_with_its_accents_and_amounts(engine):
    words = engine()(pixels(page()))
    read = compact(words)
    places = [
        read.index(part)
        for part in ("Lefèvre", "République", "73282932000074", "F-2026-118", "française", "1234,56", "1481,47")
    ]
    assert places == sorted(places)
    assert "Évacuation des déchets" in " ".join(texts(words))


@pytest.mark.parametrize("engine", ENGINES)
def test_each_word_has_its_own_box_size_and_confidence(engine):
    words = engine()(pixels(page()))
    start = 110 + FONT.getlength("Fenêtre chêne ")
    massif = box_of(words, "massif")
    assert massif.x0 == pytest.approx(start + 3, abs=4)  # the m stands in from where its space starts
    assert massif.x1 == pytest.approx(start + FONT.getlength("massif"), abs=4)
    assert massif.y_center == pytest.approx(110 + 7 * STEP + 18, abs=8)
    sizes = [word.size for word in words if len(word.text) > 3]
    assert np.median(sizes) == pytest.approx(30, rel=0.25)
    assert all(0.0 <= word.confidence <= 1.0 for word in words)
    assert np.median([word.confidence for word in words]) > 0.9


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("shape", [(1, 1), (3, 400), (400, 3), (600, 400), (40, 40, 3)])
def test_blank_and_tiny_images_give_no_words(engine, shape):
    assert engine()(np.full(shape, 255, np.uint8)) == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_colour_and_grey_read_the_same_and_the_image_is_left_alone(engine):
    image = page(INVOICE[:6], size=(1240, 700))
    colours = pixels(image.convert("RGB"))
    before = colours.copy()
    assert texts(engine()(colours)) == texts(engine()(pixels(image)))
    assert (colours == before).all()


@needs_paddle
def test_columns_are_not_glued_and_a_lone_quantity_is_read():
    image = page(("Ramette de papier", "Agrafeuse de bureau", "Classeur à levier"))
    draw = ImageDraw.Draw(image)
    for row, quantity in enumerate("135"):
        top = 110 + row * STEP
        draw.text((700, top), quantity, fill=20, font=FONT)
        draw.text((900, top), "12,50", fill=20, font=FONT)
    assert texts(paddle()(pixels(image))) == (
        "Ramette de papier 1 12,50 Agrafeuse de bureau 3 12,50 Classeur à levier 5 12,50".split()
    )


@needs_paddle
def test_words_parted_by_a_blank_are_two_words_even_where_the_network_sees_no_space():
    image = page(("SIRET", ""))
    crop = pixels(image.crop((100, 100, 700, 160)).convert("RGB"))
    ImageDraw.Draw(drawn := Image.fromarray(crop)).text((300, 8), "TVA", fill=(0, 0, 0), font=FONT)
    glyphs = tuple(
        Glyph(sign, place / 600, 1.0)
        for sign, place in zip("SIRETTVA", (22, 38, 55, 78, 100, 311, 333, 356), strict=True)
    )
    words = tuple(words_of(glyphs, TextBox(300, 30, 600, 60, 0.0), np.asarray(drawn), 0))
    assert texts(words) == ["SIRET", "TVA"]
    assert words[0].bbox.x1 < 200
    assert words[1].bbox.x0 > 290


def test_a_title_printed_close_to_its_number_is_two_words_each_with_its_own_box():
    run = np.zeros((30, 270, 3), np.uint8)
    glyphs = tuple(Glyph(sign, (rank + 0.5) / 9, 0.9) for rank, sign in enumerate("AVOIRn°12"))
    first, second = words_of(glyphs, TextBox(135, 15, 270, 30, 0.0), run, 0)
    assert (first.text, second.text) == ("AVOIR", "n°12")
    assert 120 < first.bbox.x1 <= second.bbox.x0 < 180


@needs_paddle
@pytest.mark.parametrize(("turn", "rotation"), [(90, 270), (270, 90)])
def test_a_margin_written_upwards_or_downwards_is_read_in_its_direction(turn, rotation):
    image = page()
    margin = page(("Conditions générales de vente",), size=(800, 250)).rotate(turn, expand=True)
    image.paste(margin, (990, 500))
    vertical = [word for word in paddle()(pixels(image)) if word.rotation]
    assert {word.rotation for word in vertical} == {rotation}
    assert {word.text for word in vertical} == {"Conditions", "générales", "de", "vente"}
    assert all(word.bbox.height > word.bbox.width for word in vertical if len(word.text) > 3)


@needs_paddle
def test_light_text_on_a_dark_band_is_read():
    image = page(("Total à payer 118,80 €",), size=(900, 400))
    assert "118,80" in texts(paddle()(255 - pixels(image)))


@needs_paddle
def test_default_ocr_takes_the_networks_where_they_are_installed():
    assert "73282932000074" in compact(default_ocr()(pixels(page())))


def test_reading_order_goes_by_rows_then_from_left_to_right():
    def word(text: str, x: float, y: float) -> Word:
        return Word(text, BBox(x, y, x + 20, y + 10), 8.0)

    shuffled = [word("d", 40, 31), word("b", 60, 2), word("a", 0, 0), word("c", 0, 30)]
    assert texts(in_reading_order(shuffled)) == ["a", "b", "c", "d"]


def test_without_an_engine_the_error_says_what_to_do_when_a_page_is_to_be_read(monkeypatch):
    monkeypatch.setattr(weights, "installed", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    ocr = default_ocr()
    with pytest.raises(MissingEngine, match="make setup"):
        ocr(np.full((100, 100), 255, np.uint8))


def test_tesseract_that_cannot_be_started_is_a_missing_engine(monkeypatch):
    import pytesseract

    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "no-such-program")
    with pytest.raises(MissingEngine, match="tesseract-ocr"):
        tesseract()(pixels(page(INVOICE[:2], size=(900, 300))))


def test_importing_the_readers_loads_no_heavy_library():
    program = (
        "import sys, extractor.reading.ocr; sys.exit(bool({'cv2', 'onnxruntime', 'pytesseract'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
