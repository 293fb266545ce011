"""Rows of a curled sheet come out straight; straight rows are left as they are."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
import pytest

from extractor.reading.bend import flattened_sheet
from tests.unit.extractor.reading.papers import picture

WORDS = (
    "fourniture pose réglage dépose évacuation transport gravats menuiserie joints vitrage façade quincaillerie".split()
)
LINES = tuple(" ".join(Random(n).choices(WORDS, k=9)) + f" {n * 41},50" for n in range(46))


def paper() -> np.ndarray:
    return np.asarray(picture(*LINES, size=(1654, 2339)))


def curled(page: np.ndarray, rise: float) -> np.ndarray:
    """Rows that rise to the middle by `rise` pixels and fall again."""
    height, width = page.shape
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bend = (rise * np.sin(np.pi * across / width)).astype(np.float32)
    return cv2.remap(page, across, down + bend, cv2.INTER_CUBIC, borderValue=255)


def rows_of_ink(page: np.ndarray) -> float:
    """How much rows differ in ink: most where every line of print stands on one level."""
    return float(np.square(np.diff((255.0 - page).sum(axis=1))).sum())


@pytest.mark.parametrize("rise", [14, 30])
def test_curled_rows_are_straightened(rise):
    bent = curled(paper(), rise)
    flat = flattened_sheet(bent)
    assert flat.shape == bent.shape
    assert rows_of_ink(flat) > 2 * rows_of_ink(bent)
    assert rows_of_ink(flat) > 0.5 * rows_of_ink(paper())


def test_straight_rows_and_sheets_with_little_print_are_left_alone():
    page = paper()
    assert flattened_sheet(page) is page
    blank = np.full((1169, 827), 250, np.uint8)
    assert flattened_sheet(blank) is blank
    lone = np.asarray(picture("Total TTC"))
    assert flattened_sheet(lone) is lone
