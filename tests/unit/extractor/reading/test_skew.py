"""The slope of a page's rows is told to a tenth of a degree, whatever lies on it besides print."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from extractor.reading.skew import levelled, skew_of
from fixtures.draw.spoil import askew
from tests.unit.extractor.reading.papers import picture

LINES = tuple(f"{n:02d} Fourniture et pose n° {n * 37}  {n * 41},50" for n in range(18))


def paper() -> np.ndarray:
    return np.asarray(picture(*LINES))


def noisy(page: np.ndarray, seed: int) -> np.ndarray:
    grain = np.random.default_rng(seed).normal(0, 12, page.shape)
    return np.clip(page + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("angle", [-13.2, -5.93, -2.5, -0.4, -0.13, 0.0, 0.27, 1.11, 4.4, 8.8])
def test_the_slope_is_told_to_a_tenth_of_a_degree(angle):
    assert skew_of(noisy(askew(paper(), -angle), 3)) == pytest.approx(angle, abs=0.1)


def test_rulings_across_and_a_slanting_stamp_do_not_mislead():
    page = paper().copy()
    for row in range(80, 1000, 45):
        cv2.line(page, (60, row), (770, row), 90, 2)
    for column in (60, 400, 770):
        cv2.line(page, (column, 80), (column, 980), 90, 2)
    cv2.putText(page, "RECU LE 12 MARS", (200, 500), cv2.FONT_HERSHEY_DUPLEX, 1.6, 90, 4)
    matrix = cv2.getRotationMatrix2D((400, 500), 14, 1.0)
    stamp = cv2.warpAffine(page[460:540], matrix, (827, 80), borderValue=255)
    page[520:600] = np.minimum(page[520:600], stamp)
    assert skew_of(askew(page, -1.7)) == pytest.approx(1.7, abs=0.1)


def test_a_levelled_page_has_no_slope_left_and_keeps_its_size():
    page = askew(paper(), 2.2)
    level = levelled(page, skew_of(page))
    assert level.shape == page.shape
    assert abs(skew_of(level)) < 0.05


@pytest.mark.parametrize("shape", [(40, 40), (33, 900), (900, 33)])
def test_noise_and_blank_paper_of_any_shape_have_no_slope_worth_taking_out(shape):
    assert skew_of(np.full(shape, 255, np.uint8)) == 0
    speckled = np.full(shape, 255, np.uint8)
    rng = Random(2)
    for _ in range(5):
        speckled[rng.randrange(shape[0]), rng.randrange(shape[1])] = 0
    assert abs(skew_of(speckled)) <= 15
