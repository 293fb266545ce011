"""Turned, slanting, photographed and shaded pages come back upright and straight, and are read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from extractor.reading.light import evened
from extractor.reading.ocr import default_ocr, weights
from extractor.reading.photo import sheet_of
from extractor.reading.scan import ScannedPage, read_scan
from extractor.reading.skew import skew_of
from tests.unit.extractor.reading.drawn import page, pixels

needs_weights = pytest.mark.skipif(not weights.installed(), reason="the weights of PP-OCRv6 are not installed")


def no_words(_image):
    return ()


def compact(scanned: ScannedPage) -> str:
    return "".join(word.text for word in scanned.words)


def on_a_table(sheet: np.ndarray) -> np.ndarray:
    """The page as a photo: seen from a side, on a dark table."""
    height, width = sheet.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array([(180, 140), (1320, 190), (1290, 1840), (110, 1790)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return cv2.warpPerspective(sheet, matrix, (1440, 1960), borderMode=cv2.BORDER_CONSTANT, borderValue=90)


def shaded(image: np.ndarray) -> np.ndarray:
    """A shadow with a soft edge falls on the right part."""
    width = image.shape[1]
    light = 1 - 0.4 / (1 + np.exp(-(np.arange(width) - 0.62 * width) / (0.03 * width)))
    return (image * light[None, :]).astype(np.uint8)


@needs_weights
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_lies_on_a_side_or_upside_down_is_turned(turn):
    scanned = read_scan(pixels(page().rotate(-turn, expand=True)), dpi=150, ocr=default_ocr())
    assert scanned.turned == turn
    assert "73282932000074" in compact(scanned)
    assert scanned.height > scanned.width


@needs_weights
@pytest.mark.parametrize("angle", [-3.0, -1.0, 2.0])
def test_a_slanting_page_is_straightened(angle):
    slanting = page().rotate(-angle, fillcolor=255, resample=Image.Resampling.BICUBIC)
    scanned = read_scan(pixels(slanting), dpi=150, ocr=default_ocr())
    assert scanned.skew == pytest.approx(angle, abs=0.25)
    assert "1481,47" in compact(scanned)


@needs_weights
def test_words_are_placed_in_points_of_the_upright_page():
    scanned = read_scan(pixels(page()), dpi=150, ocr=default_ocr())
    assert (scanned.width, scanned.height) == (pytest.approx(595.2), pytest.approx(841.92))
    first = scanned.words[0]
    assert first.text == "Menuiserie"
    assert first.bbox.x0 == pytest.approx(110 * 72 / 150, abs=3)
    assert first.size == pytest.approx(30 * 72 / 150, rel=0.25)


@needs_weights
def test_a_photo_with_a_shadow_is_read_whole():
    scanned = read_scan(shaded(on_a_table(pixels(page()))), dpi=150, ocr=default_ocr())
    for part in ("Lefèvre", "73282932000074", "F-2026-118", "1234,56", "1481,47", "indemnité"):
        assert part in compact(scanned)
    assert scanned.height == pytest.approx(842, abs=2)


def test_the_sheet_of_a_photo_is_cut_out_whatever_shadow_lies_on_it():
    for photo in (on_a_table(pixels(page())), shaded(on_a_table(pixels(page())))):
        sheet = sheet_of(photo)
        assert sheet is not None
        assert sheet.shape[0] / sheet.shape[1] == pytest.approx(1.42, rel=0.06)
        assert sheet.shape[0] > 1600


def test_a_scan_without_a_table_around_it_is_not_cut():
    scan = pixels(page()).copy()
    assert sheet_of(scan) is None
    scan[:300] = 60
    assert sheet_of(scan) is None


def test_a_straight_page_has_no_skew_and_a_blank_one_neither():
    assert abs(skew_of(pixels(page()))) < 0.2
    assert skew_of(np.full((500, 400), 255, np.uint8)) == 0


def test_uneven_light_is_taken_out_and_even_light_left_alone():
    clean = pixels(page())
    assert evened(clean) is clean
    assert np.percentile(evened(shaded(clean)), 5) > 200


@pytest.mark.parametrize("shape", [(1, 1), (5, 900), (900, 5), (40, 40), (33, 6000)])
def test_images_without_room_for_text_give_an_empty_page(shape):
    scanned = read_scan(np.full(shape, 255, np.uint8), dpi=200, ocr=no_words)
    assert scanned.words == ()
    assert (scanned.width, scanned.height) == (
        pytest.approx(shape[1] * 72 / 200, rel=0.05),
        pytest.approx(shape[0] * 72 / 200, rel=0.05),
    )


def test_a_huge_image_is_made_smaller_before_it_is_read():
    seen = []

    def ocr(image):
        seen.append(image.shape)
        return ()

    scanned = read_scan(np.full((9000, 6400), 255, np.uint8), dpi=600, ocr=ocr)
    assert max(seen[0]) <= 4200
    assert scanned.height == pytest.approx(9000 * 72 / 600, rel=0.01)


@pytest.mark.parametrize(("table", "shade"), [(130, 0.5), (165, 0.62)])
def test_a_shadow_s_edge_does_not_cut_a_sheet_in_two(table, shade):
    photo = on_a_table(pixels(page())).astype(float)
    photo[photo == 90] = table  # a light table: paper in shadow is as dark
    photo[:, :760] *= shade
    sheet = sheet_of(photo.astype(np.uint8))
    assert sheet is None or sheet.shape[0] / sheet.shape[1] < 2
