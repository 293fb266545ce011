"""Print of the back that shows through thin paper, taken out before the front is read.

Runs of ink fall into two kinds where a back shows: those that hold dark print and those that hold light print alone.
Light print may be meant, so a few of its runs are read both ways: what is surer in the mirror stands on the back.
Everything lighter than print, away from print, then becomes paper; print keeps its soft edges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from extractor.reading.light import as_large, paper_of
from extractor.reading.ocr import weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 4
"""Pixels of a side of the squares that runs are looked for on, at 200 dpi."""
INK = 14
"""Of 255: how much darker than paper ink is, a back's too."""
LIGHT = 0.62
"""Of the contrast of print: the most that a back has."""
FEWEST, LEAST_SHARE = 5, 0.08
"""Light runs, in number and as a share of all, from which a back may show."""
ASKED = 8
"""Light runs that are read both ways."""
SURER, MOSTLY = 0.05, 0.6
"""By how much confidence, and in what share of runs, the mirror must win."""
SHORTEST = 3
EDGE = 2
"""Pixels around print, at 200 dpi, that keep their greys."""


class _Runs(NamedTuple):
    """Boxes (left, top, width, height) in pixels, and the strongest contrast of each."""

    boxes: NDArray[np.int32]
    peaks: NDArray[np.float32]


def without_back(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page without print that shows through from its back; the page itself where none does."""
    scale = max(grey.shape) / 2339  # A4 at 200 dpi
    paper = as_large(paper_of(grey), grey)
    contrast = np.asarray(cv2.subtract(paper, grey), np.uint8)
    runs = _runs(contrast, max(2, round(BLOCK * scale)))
    if len(runs.peaks) < FEWEST:
        return grey
    print_ = float(np.percentile(runs.peaks, 90))
    light = runs.peaks < LIGHT * print_
    if light.sum() < max(FEWEST, LEAST_SHARE * len(light)) or not _mirrored(grey, runs.boxes[light]):
        return grey
    limit = min(LIGHT * print_, float(np.percentile(runs.peaks[light], 98)) * 1.1)
    side = 2 * max(1, round(EDGE * scale)) + 1
    kept = cv2.dilate((contrast > limit).astype(np.uint8), np.ones((side, side), np.uint8))
    return np.asarray(np.where(kept > 0, grey, np.maximum(grey, paper)), np.uint8)


def _runs(contrast: NDArray[np.uint8], block: int) -> _Runs:
    """Runs of ink on a row: squares of ink, without ruled lines, joined across the gaps between letters and words."""
    squares = np.ascontiguousarray(cv2.dilate(contrast, np.ones((block, block), np.uint8))[::block, ::block])
    mask = (squares > INK).astype(np.uint8)
    upright, level = (cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(line, np.uint8)) for line in ((18, 1), (1, 60)))
    ink = cv2.morphologyEx(cv2.subtract(cv2.subtract(mask, upright), level), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=4)
    peaks = np.zeros(count, np.float32)
    np.maximum.at(peaks, np.asarray(labels, np.int32).ravel(), squares.ravel())
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    likely = (width > 3 * height) & (height >= 3) & (height <= 15)
    likely[0] = False
    return _Runs(np.asarray(stats[likely, :4] * block, np.int32), peaks[likely])


def _mirrored(grey: NDArray[np.uint8], boxes: NDArray[np.int32]) -> bool:
    """Whether the widest of these runs are mostly surer when they are read in a mirror."""
    path = weights.folder() / weights.FAST_RECOGNISER
    if not path.is_file():
        return False
    from extractor.reading.ocr.paddle import fast_recogniser
    from extractor.reading.ocr.recognise import confidence

    recogniser = fast_recogniser(weights.folder())
    won = 0
    widest = boxes[np.argsort(-boxes[:, 2])][:ASKED]
    for left, top, width, height in widest:
        around = height // 4
        cut = grey[max(0, top - around) : top + height + around, left : left + min(width, 12 * height)]
        colours = np.asarray(cv2.cvtColor(cut, cv2.COLOR_GRAY2BGR), np.uint8)
        plain, mirror = recogniser.read(colours), recogniser.read(np.ascontiguousarray(colours[:, ::-1]))
        won += len(mirror) >= SHORTEST and confidence(mirror) > confidence(plain) + SURER
    return bool(won >= MOSTLY * len(widest))
