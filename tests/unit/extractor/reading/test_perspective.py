"""A photo whose sheet shows no edge is straightened by its rows and columns; what is straight is left alone."""

from __future__ import annotations

from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.reading.perspective import corners_by_rows
from extractor.reading.photo import straightened
from extractor.reading.scan import read_scan
from fixtures.draw import spoil
from tests.unit.extractor.reading.drawn import page, pixels

FIXTURES = Path(__file__).parents[4] / "fixtures" / "invoices"
ROWS = tuple(
    f"{name:22}{(37 * rank) % 900 + 100:6},50{(53 * rank) % 80 + 10:8}"
    for rank, name in enumerate(
        ("Fenêtre chêne massif", "Pose et réglage", "Évacuation à la benne", "Transport", "Vis") * 5
    )
)
SEEN = np.array(((60, 30), (1190, 90), (1235, 1660), (10, 1730)), np.float32)
"""Where the corners of a page of 1240 x 1754 are seen."""


def lit(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Darker to the right, as by a lamp."""
    return (image * np.linspace(1, 0.84, image.shape[1])[None, :]).astype(np.uint8)


def seen_aslant(sheet: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = sheet.shape
    corners = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    matrix = cv2.getPerspectiveTransform(corners, SEEN)
    return np.asarray(cv2.warpPerspective(sheet, matrix, (width, height), borderValue=255), np.uint8)


def slopes(corners: NDArray[np.float32]) -> tuple[float, float]:
    """Of the upper and the lower edge, in degrees."""
    edges = (corners[1] - corners[0], corners[2] - corners[3])
    return tuple(float(np.degrees(np.arctan2(edge[1], edge[0]))) for edge in edges)


def test_rows_that_meet_are_made_level_on_a_white_table():
    photo = lit(seen_aslant(pixels(page(ROWS))))
    corners = corners_by_rows(photo)
    assert corners is not None
    target = np.array(((0, 0), (1240, 0), (1240, 1754), (0, 1754)), np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    after = cv2.perspectiveTransform(SEEN[None], matrix)[0]
    assert max(map(abs, slopes(SEEN))) > 2.5
    assert max(map(abs, slopes(after))) < 0.5
    assert straightened(photo, corners).shape[0] > 1600


def test_a_page_that_lies_flat_is_left_as_it_is():
    assert corners_by_rows(pixels(page(ROWS))) is None
    assert corners_by_rows(lit(pixels(page(ROWS)))) is None
    assert corners_by_rows(lit(pixels(page(ROWS).rotate(2, fillcolor=255)))) is None


@pytest.mark.parametrize("lines", [(), ROWS[:2]])
def test_a_page_with_few_rows_is_left_as_it_is(lines):
    assert corners_by_rows(lit(seen_aslant(pixels(page(lines))))) is None


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_corners_are_told_on_the_photo_as_it_was_taken(quarter, monkeypatch):
    """The photo, cut out by the corners that the page holds and turned as it says, is the page that was read."""
    monkeypatch.setattr("extractor.reading.orientation.turned_by", lambda _: -90 * quarter % 360)
    photo = np.ascontiguousarray(np.rot90(lit(seen_aslant(pixels(page(ROWS)))), quarter))
    scanned = read_scan(photo, dpi=150, ocr=lambda _: ())
    assert len(scanned.corners) == 4
    corners = np.array(scanned.corners, np.float32) * np.array(photo.shape[::-1], np.float32)
    upright = np.rot90(straightened(photo, corners), scanned.turned // 90)
    assert upright.shape[0] * 72 / 150 == pytest.approx(scanned.height, rel=0.01)
    again = corners_by_rows(np.ascontiguousarray(upright))
    assert again is None or max(map(abs, slopes(again))) < 0.5


def test_a_noisy_scan_laid_askew_is_no_photo():
    """On this one stretches of rows seem to meet, until all of its ink is looked at."""
    way = next(one for one in spoil.SPOILINGS if one.name == "skew200")
    source = next(FIXTURES.glob("tete_de_colonne-3/invoice.pdf"))
    scan = way.spoil(spoil.drawn(source, way.dpi)[0], Random("7/skew200/tete_de_colonne-3slant"), -2.49)
    assert corners_by_rows(scan) is None
