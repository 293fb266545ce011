"""A scanned or photographed page, made upright, straight and even before it is read.

In this order, each step only where the image asks for it: the sheet is cut out of a photo, the page is turned upright
(a classifier of four directions), text lines are made horizontal, uneven light is taken out. Words come back in PDF
points of the corrected page: 72 / dpi times its pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from extractor.reading.codes import FEW_WORDS, in_points_of
from extractor.reading.photo import corners_of, straightened
from models.document import Code, Word
from models.geometry import BBox

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extractor.reading.ocr import Ocr


SMALLEST = 32
"""Sides, in pixels, under which there is no text to read."""
LEAST_SKEW, MOST_SKEW = 0.25, 6.0
"""Degrees: less does no harm, more is not the slip of a scanner's feeder."""
SHADED = 28
"""Difference between the lightest and darkest background, of 255, from which the light is evened out."""
DARK_BAND = 110
"""Backgrounds darker than this are printed bands with light text: their contrast is kept."""
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
    grey = np.asarray(image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    if min(grey.shape) < SMALLEST:
        return ScannedPage((), grey.shape[1] * 72 / dpi, grey.shape[0] * 72 / dpi)
    grey, dpi = _bounded(grey, dpi)
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
    skew = skew_of(grey)
    if abs(skew) > LEAST_SKEW:
        grey = _rotated(grey, skew)
    else:
        skew = 0.0
    words = ocr(evened(grey))
    scale = 72 / dpi
    placed = tuple(_in_points(word, scale) for word in words)
    codes = in_points_of(grey, scale) if len(words) <= FEW_WORDS else ()
    height, width = grey.shape
    return ScannedPage(placed, round(width * scale, 2), round(height * scale, 2), round(skew, 2), turn, corners, codes)


def _bounded(grey: NDArray[np.uint8], dpi: float) -> tuple[NDArray[np.uint8], float]:
    longest = max(grey.shape)
    if longest <= LONGEST:
        return grey, dpi
    share = LONGEST / longest
    size = (max(1, round(grey.shape[1] * share)), max(1, round(grey.shape[0] * share)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8), dpi * share


def _in_points(word: Word, scale: float) -> Word:
    box = word.bbox
    placed = BBox(box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale).rounded()
    return replace(word, bbox=placed, size=round(word.size * scale, 2))


def skew_of(grey: NDArray[np.uint8]) -> float:
    """How far text lines slope, in degrees, clockwise: the angle whose rows of ink are the sharpest.

    Between -6 and 6; 0 where no angle is clearly better than none.
    """
    share = 900 / max(grey.shape)
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1 else grey
    ink = np.minimum(cv2.subtract(cv2.subtract(cv2.blur(small, (31, 31)), small), 12), 60)  # type: ignore[call-overload]
    if not ink.any():
        return 0.0
    rows, columns = np.nonzero(ink)
    points = (rows.astype(np.float32), columns.astype(np.float32) - ink.shape[1] / 2, ink[rows, columns])
    straight = _sharpness(points, 0.0)
    best, angle = straight, 0.0
    for candidate in np.arange(-MOST_SKEW, MOST_SKEW + 0.01, 0.75):
        if (found := _sharpness(points, float(candidate))) > best:
            best, angle = found, float(candidate)
    for step in (0.375, 0.1875, 0.09375):
        for candidate in (angle - step, angle + step):
            if (found := _sharpness(points, candidate)) > best:
                best, angle = found, candidate
    return angle if best > 1.03 * straight else 0.0


def _sharpness(points: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.uint8]], angle: float) -> float:
    """How much neighbouring rows differ in ink when lines that slope by `angle` are made level."""
    rows, columns, ink = points
    level = rows - columns * np.float32(math.tan(math.radians(angle)))
    sums = np.bincount((level - level.min()).astype(np.int32), ink)
    return float(np.square(np.diff(sums)).sum())


def _rotated(grey: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The page with lines that slope by `degrees` (clockwise) made horizontal, its corners filled from its edges."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def evened(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page with its background made white where light or paper are uneven; as it is elsewhere."""
    small = cv2.resize(grey, (max(8, grey.shape[1] // 16), max(8, grey.shape[0] // 16)), interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 7)
    low, high = np.percentile(paper, (4, 96))
    if high - low < SHADED and high > 200:
        return grey
    background = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(background, DARK_BAND), scale=245), np.uint8)
