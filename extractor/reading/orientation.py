"""Which way up a page lies: a classifier of four directions; where it is unsure, a few rows are read each way.

The classifier sees the middle of the page, very small: it knows nearly every full page. Tables of figures, sheets with
a line or two, separator sheets and pages scribbled over leave it in doubt; a recogniser is far surer of a row that
stands upright than of the same row turned over. Without the networks Tesseract tells.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from extractor.reading.blank import is_blank
from extractor.reading.ocr import weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extractor.reading.ocr.recognise import Glyph

SIDE, CROP = 256, 224
SURE = 0.88
"""Probability from which the classifier is believed: of 1488 pages, all of 1310 so sure but two tables of figures are
right; one page in thirteen that is no puzzle is less sure."""
LIKELY = 0.55
"""The same where no row can be read."""
ROWS = 5
"""The widest rows, which are read."""
SEEN = 0.45
"""Share of the pixels, of those that a page is read with, that rows are looked for on."""
LONGEST_ROW, ENOUGH = 12, 15
"""How many times its height of a row is read, and the characters that count."""
CHANCE, LEAST = 0.5, 0.5
"""Certainty that says nothing, and the least that rows say in all: the sum of what is above chance, by character."""
_MEAN = np.array((0.485, 0.456, 0.406), np.float32)
_DEVIATION = np.array((0.229, 0.224, 0.225), np.float32)


def turned_by(grey: NDArray[np.uint8]) -> int:
    """Degrees (0, 90, 180, 270) by which the page must be turned counter-clockwise to stand upright."""
    path = weights.folder() / weights.ORIENTATION
    if path.is_file():
        shares = _classified(grey, path)
        best = int(shares.argmax())
        if float(shares[best]) >= SURE:
            return 90 * best
        read = _read_each_way(grey)
        if read.max() >= LEAST:
            return 90 * int((read + shares).argmax())
        return 90 * best if float(shares[best]) >= LIKELY else 0
    if not shutil.which("tesseract"):
        return 0
    from extractor.reading.ocr.tesseract import told_turn

    return told_turn(grey)


def _classified(grey: NDArray[np.uint8], path: Path) -> NDArray[np.float32]:
    """The probabilities of the four directions."""
    from extractor.reading.ocr.paddle import kept_session

    scale = SIDE / min(grey.shape)
    size = (max(CROP, round(grey.shape[1] * scale)), max(CROP, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    top, left = (small.shape[0] - CROP) // 2, (small.shape[1] - CROP) // 2
    crop = small[top : top + CROP, left : left + CROP].astype(np.float32) / 255
    pixels = (np.repeat(crop[:, :, None], 3, axis=2) - _MEAN) / _DEVIATION
    session = kept_session(path)
    (answer,) = session.run(None, {session.get_inputs()[0].name: pixels.transpose(2, 0, 1)[None]})
    return np.asarray(answer, np.float32).reshape(-1)


def _read_each_way(grey: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How certain the widest rows are in each of the four directions; nothing where there are none."""
    said = np.zeros(4)
    if not weights.installed() or is_blank(grey):
        return said
    from extractor.reading.ocr.detect import AREA, detect
    from extractor.reading.ocr.paddle import fast_recogniser, kept_session
    from extractor.reading.ocr.recognise import cut
    from extractor.reading.ocr.turns import turn

    colours = np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)
    with turn():
        boxes = detect(kept_session(weights.folder() / weights.DETECTOR), colours, area=SEEN * AREA)
    recogniser = fast_recogniser(weights.folder())
    for box in sorted(boxes, key=lambda box: -max(box.width, box.height))[:ROWS]:
        row, direction = cut(colours, box), 0
        if row.shape[0] > row.shape[1]:
            row, direction = np.rot90(row), 1
        row = np.ascontiguousarray(row[:, : LONGEST_ROW * row.shape[0]])
        said[direction] += _certainty(recogniser.read(row))
        said[direction + 2] += _certainty(recogniser.read(np.ascontiguousarray(row[::-1, ::-1])))
    return said


def _certainty(glyphs: tuple[Glyph, ...]) -> float:
    from extractor.reading.ocr.recognise import confidence

    return max(0.0, confidence(glyphs) - CHANCE) * min(len(glyphs), ENOUGH)
