"""How far the rows of a page slope, and the page with its rows made level.

Ink is summed along lines of every angle: at the true one rows of print and the white between them differ most. A small
picture tells the angle roughly, a larger one within a tenth of a degree, and the vertex of the parabola through the
best three sums within less.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST = 0.1
"""Degrees under which a page is left as it is: half a pixel over a line of a small picture."""
MOST, USUAL = 15.0, 6.0
"""Degrees searched, and those that a feeder's slip explains: more is looked for where these give no clear peak."""
CLEARLY, MUCH, PEAK = 1.03, 1.3, 2.5
"""How many times better than none, than a usual angle and than most angles the right one is."""
COARSE, FINE = 900, 1500
"""Long sides, in pixels, of the pictures that the angle is looked for and told on."""
STEPS = (0.375, 0.1875, 0.09375)
CONTRAST, STRONGEST = 12, 60
"""Of 255: what counts as ink, and the most that one pixel of it counts."""


class _Ink(NamedTuple):
    """Rows, columns from the middle, and weights of the inked pixels."""

    rows: NDArray[np.float32]
    columns: NDArray[np.float32]
    weights: NDArray[np.uint8]


def skew_of(grey: NDArray[np.uint8]) -> float:
    """How far text lines slope, in degrees, clockwise, within 15; 0 where no angle is clearly better than none."""
    ink = _ink(grey, COARSE)
    if not len(ink.rows):
        return 0.0
    straight = _sharpness(ink, 0.0)
    usual = [(_sharpness(ink, float(angle)), float(angle)) for angle in np.arange(-USUAL, USUAL + 0.01, 0.75)]
    best, angle = max(usual)
    usually = float(np.median([sharpness for sharpness, _ in usual]))
    if abs(angle) >= USUAL - 0.75 or best < PEAK * usually:
        beyond = (side * float(far) for far in np.arange(USUAL + 0.75, MOST + 0.01, 0.75) for side in (-1, 1))
        far, far_angle = max((_sharpness(ink, candidate), candidate) for candidate in beyond)
        best, angle = (far, far_angle) if far > MUCH * best else (best, angle)
    for step in STEPS[:2]:
        best, angle = max((best, angle), *((_sharpness(ink, near), near) for near in (angle - step, angle + step)))
    if best <= CLEARLY * straight and abs(angle) > STEPS[0]:
        return 0.0
    return _told(_ink(grey, FINE), angle)


def _told(ink: _Ink, angle: float) -> float:
    """The best angle near this one, to hundredths."""
    best, middle = max((_sharpness(ink, angle + step), angle + step) for step in np.arange(-2, 2.5) * STEPS[2])
    before, after = _sharpness(ink, middle - STEPS[2]), _sharpness(ink, middle + STEPS[2])
    bend = before - 2 * best + after
    offset = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(middle + STEPS[2] * min(1.0, max(-1.0, offset)))


def _ink(grey: NDArray[np.uint8], longest: int) -> _Ink:
    share = longest / max(grey.shape)
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1 else grey
    side = max(3, round(31 * max(small.shape) / COARSE)) | 1
    dark = cv2.subtract(cv2.subtract(cv2.blur(small, (side, side)), small), CONTRAST)  # type: ignore[call-overload]
    dark = np.minimum(dark, STRONGEST)
    rows, columns = np.nonzero(dark)
    return _Ink(rows.astype(np.float32), columns.astype(np.float32) - dark.shape[1] / 2, dark[rows, columns])


def _sharpness(ink: _Ink, angle: float) -> float:
    """How much neighbouring rows differ in ink when lines that slope by `angle` are made level."""
    level = ink.rows - ink.columns * np.float32(math.tan(math.radians(angle)))
    sums = np.bincount((level - level.min()).astype(np.int32), ink.weights)
    return float(np.square(np.diff(sums)).sum())


def levelled(image: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The page with lines that slope by `degrees` (clockwise) made horizontal, its corners filled from its edges."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)
