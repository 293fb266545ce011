"""Print of the back that shows through is taken out; light print that is meant stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from extractor.reading.ocr import weights
from extractor.reading.through import without_back
from tests.unit.extractor.reading.papers import picture

needs_weights = pytest.mark.skipif(not weights.installed(), reason="the weights of PP-OCRv6 are not installed")

FRONT = tuple(f"Fourniture et pose n° {n * 37}" for n in range(9))
BACK = tuple(("",) * 10 + tuple(f"Conditions de vente article {n}" for n in range(10)))


def doubled(page: np.ndarray) -> np.ndarray:
    return cv2.resize(page, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)


def overlaid(back: np.ndarray) -> np.ndarray:
    """The front with another print on it, a third as dark."""
    front = np.asarray(picture(*FRONT)).astype(float)
    return doubled((front * (1 - (255 - back.astype(float)) / 255 * 0.3)).astype(np.uint8))


@needs_weights
def test_mirrored_print_is_taken_out_and_the_front_keeps_its_greys():
    back = np.ascontiguousarray(np.asarray(picture(*BACK))[:, ::-1])
    page = overlaid(back)
    cleaned = without_back(page)
    assert page[1050:1900].min() < 200
    assert cleaned[1050:1900].min() > 225
    print_ = page[:900] < 150
    assert (cleaned[:900][print_] == page[:900][print_]).all()


@needs_weights
def test_light_print_that_is_not_mirrored_stays():
    page = overlaid(np.asarray(picture(*BACK)))
    assert without_back(page) is page


def test_a_page_with_one_kind_of_print_is_given_back():
    page = doubled(np.asarray(picture(*FRONT)))
    assert without_back(page) is page
    blank = np.full((900, 700), 250, np.uint8)
    assert without_back(blank) is blank
