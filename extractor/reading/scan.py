"""A scanned or photographed page, made upright, straight and even before it is read.

In this order, each step only where the image asks for it: coloured stamps over print are made faint, the sheet is cut
out of a photo, the page is turned upright, rows of a photo without a visible sheet that meet are made parallel, text
lines are made horizontal, those of a curled sheet straight, uneven light is taken out, then print of the back that
shows through. Words come back in PDF points of the corrected page: 72 / dpi times its pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from extractor.reading.bend import flattened_sheet
from extractor.reading.codes import FEW_WORDS, in_points_of
from extractor.reading.colour import grey_of
from extractor.reading.light import evened
from extractor.reading.perspective import corners_by_rows
from extractor.reading.photo import corners_of, straightened
from extractor.reading.skew import LEAST as LEAST_SKEW, levelled, skew_of
from extractor.reading.through import without_back
from models.document import Code, Word
from models.geometry import BBox

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extractor.reading.ocr import Ocr


SMALLEST = 32
"""Sides, in pixels, under which there is no text to read."""
LONGEST = 4200
"""Pixels of the long side beyond which an image is made smaller: 360 dpi on A4, more than the networks see."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What was read: words in points of the upright page, its size in points, and what was corrected (see Page)."""

    words: tuple[Word, ...]
    width: float
    height: float
    skew: float = 0.0
    turned: int = 0
    corners: tuple[tuple[float, float], ...] = ()
    codes: tuple[Code, ...] = ()


def read_scan(image: NDArray[np.uint8], *, dpi: float, ocr: Ocr) -> ScannedPage:
    """Read one grey (height x width) or RGB (height x width x 3) image of a page scanned at `dpi`.

    Images too small to hold text give no words. Raises what `ocr` raises (MissingEngine).
    """
    if min(image.shape[:2]) < SMALLEST:
        return ScannedPage((), image.shape[1] * 72 / dpi, image.shape[0] * 72 / dpi)
    image, dpi = bounded(image, dpi)
    grey = grey_of(image)
    found = corners_of(grey)
    corners: tuple[tuple[float, float], ...] = ()
    if found is not None:
        corners = tuple((float(x) / grey.shape[1], float(y) / grey.shape[0]) for x, y in found)
        grey = straightened(grey, found)
        dpi = max(grey.shape) / 11.69
    from extractor.reading.orientation import turned_by

    turn = turned_by(grey)
    if turn:
        grey = np.ascontiguousarray(np.rot90(grey, turn // 90))
    if found is None and (seen := corners_by_rows(grey)) is not None:
        corners = _as_it_lay(seen, grey.shape, turn // 90)
        grey = straightened(grey, seen)
    skew = skew_of(grey)
    if abs(skew) >= LEAST_SKEW:
        grey = levelled(grey, skew)
    else:
        skew = 0.0
    if corners:
        grey = flattened_sheet(grey)
    words = ocr(without_back(evened(grey)))
    scale = 72 / dpi
    placed = tuple(_in_points(word, scale) for word in words)
    codes = in_points_of(grey, scale) if len(words) <= FEW_WORDS else ()
    height, width = grey.shape
    return ScannedPage(placed, round(width * scale, 2), round(height * scale, 2), round(skew, 2), turn, corners, codes)


def _as_it_lay(corners: NDArray[np.float32], shape: tuple[int, ...], turns: int) -> tuple[tuple[float, float], ...]:
    """Corners on a page that was turned by quarters, on the picture before, in shares: clockwise from its top left."""
    shares = corners / np.array((shape[1], shape[0]), np.float32)
    for _ in range(turns):
        shares = np.roll(np.column_stack((1 - shares[:, 1], shares[:, 0])), 1, axis=0)
    return tuple((float(across), float(down)) for across, down in shares)


def bounded(image: NDArray[np.uint8], dpi: float) -> tuple[NDArray[np.uint8], float]:
    """A picture of which no side is longer than LONGEST pixels, and its resolution then."""
    longest = max(image.shape)
    if longest <= LONGEST:
        return image, dpi
    share = LONGEST / longest
    size = (max(1, round(image.shape[1] * share)), max(1, round(image.shape[0] * share)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8), dpi * share


def _in_points(word: Word, scale: float) -> Word:
    box = word.bbox
    placed = BBox(box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale).rounded()
    return replace(word, bbox=placed, size=round(word.size * scale, 2))
