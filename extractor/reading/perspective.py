"""A photo whose sheet shows no edge, as if seen from straight above: what should be parallel tells how it was held.

Rows of print meet in one far point, the margins and columns that words align to in another. The first is found where
rows, drawn out from it, differ most from the white between them; the second where the ends of rows and upright rules
fall onto the fewest places across the page.

In coordinates from the middle, half the long side being 1, rows become level by (u + t v, v - t u) / (1 + p u), then
columns upright by (u - r v, v) / (1 + q v), which leaves rows level.

Source: Hartley and Zisserman, Multiple View Geometry, 2.7 (vanishing points and affine rectification)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from extractor.reading.bend import ink_of, slopes_of
from extractor.reading.light import paper_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from extractor.reading.bend import Slopes

    Matrix = NDArray[np.float64]

MOST_POINTS = 30_000
FEWEST = 12
"""Rows needed to tell."""
ROUNDS = 5
SHADED = 4
"""How much lighter, of 255, than usual the lightest paper of a photo is; of a scan it is not, and bands are darker."""
PARALLEL = 0.006
"""Meeting of rows under which a page lay flat on a scanner: a third of a degree from the middle to the foot."""
MOST_SLANT, MOST_MEETING = 0.12, 0.12
"""How columns slant and meet on a photo held by hand."""
USUAL = 0.08
"""Slant and meeting of most: columns must fall the closer together the less usual the way is."""
COARSE, STEPS = 0.01, (0.005, 0.0025, 0.00125)
ROWS_SHARPER, COLUMNS_CLOSER = 1.1, 1.15
"""How much rows must differ more from the white between them, and ends of rows must fall closer together."""
LEAST = 0.006
"""Share of the long side by which a corner must move."""
SMOOTH = 5
"""Pixels over which a row's ink is evened out: only some of it is looked at."""
SPREAD = 3
"""Pixels within which ends of rows stand under one another."""
WINDOW = 31
"""As many such widths tell how many would by chance."""


class _Way(NamedTuple):
    """How rows slope in the middle, or columns slant, and how fast they meet."""

    slope: float
    meeting: float


class _Marks(NamedTuple):
    """Places (u, v) of ink with weights; left ends, right ends of rows and points of upright rules (n x 2 each)."""

    ink: Matrix
    weights: Matrix
    sides: tuple[Matrix, ...]


def corners_by_rows(grey: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Corners, clockwise from the top left, of what becomes an upright page; they may lie outside of the photo.

    `grey` (height x width) lies upright within 7 degrees. None where its light is even, as a scanner's, where rows are
    too few or hardly meet.
    """
    usual, lightest = np.percentile(paper_of(np.ascontiguousarray(grey[::2, ::2])), (50, 96))
    if lightest - usual < SHADED:
        return None
    ink, _ = ink_of(grey)
    slopes = slopes_of(ink)
    if len(slopes.slope) < FEWEST:
        return None
    slope = _sloping(slopes, ink.shape)
    if abs(slope.meeting) < PARALLEL:
        return None
    marks = _marks(ink)
    half = max(ink.shape) / 2

    spread = half * float(marks.ink[:, 1].std())

    def sharp(way: _Way) -> float:
        down = _down(marks.ink, way)
        return _sharpness(down * (spread / max(float(down.std()), 1e-6)), marks.weights)  # else small rows seem sharp

    level = _climbed(slope, sharp)
    if abs(level.meeting) < PARALLEL:  # what stretches told was noise: a scan laid askew
        return None
    rows = _levelling(level) if sharp(level) >= ROWS_SHARPER * sharp(_Way(0.0, 0.0)) else np.eye(3)
    sides = tuple(_moved(rows, side) for side in marks.sides)

    def close(way: _Way) -> float:
        usual = math.exp(-((way.slope / USUAL) ** 2 + (way.meeting / USUAL) ** 2) / 2)
        return usual * _closeness([_across(side, way) * (half / SPREAD) for side in sides])

    slants, meetings = (np.arange(-most, most + 0.001, COARSE) for most in (MOST_SLANT, MOST_MEETING))
    upright = _climbed(max((_Way(slant, meeting) for slant in slants for meeting in meetings), key=close), close)
    columns = _uprighting(upright) if close(upright) >= COLUMNS_CLOSER * close(_Way(0.0, 0.0)) else np.eye(3)
    return _corners(columns @ rows, grey.shape, marks.ink)


def _sloping(slopes: Slopes, shape: tuple[int, ...]) -> _Way:
    """The way rows go as their stretches tell: a straight line through slopes over places down the page."""
    terms = np.stack((np.ones_like(slopes.down), slopes.down * shape[0] / max(shape)), axis=1)
    weight, answer = slopes.weight, np.zeros(2)
    for _ in range(ROUNDS):
        answer[:] = np.linalg.lstsq(terms * weight[:, None], slopes.slope * weight, rcond=None)[0]
        off = np.abs(terms @ answer - slopes.slope)
        weight = slopes.weight / np.maximum(1.0, off / max(1e-4, 1.5 * float(np.median(off))))
    return _Way(float(answer[0]), float(answer[1]))


def _marks(ink: NDArray[np.uint8]) -> _Marks:
    mask = (ink > 0).astype(np.uint8)
    rules = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((36, 1), np.uint8))
    level = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, 60), np.uint8))
    print_ = cv2.subtract(cv2.subtract(mask, rules), level)
    joined = cv2.morphologyEx(print_, cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    _, _, stats, middles = cv2.connectedComponentsWithStats(joined, connectivity=4)
    left, wide, high = (stats[:, column] for column in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    rows = (wide >= 14) & (high >= 4) & (high <= 40) & (wide > 1.5 * high)
    rows[0] = False
    down = middles[rows, 1]
    y, x = np.nonzero(ink)
    every = max(1, len(y) // MOST_POINTS)
    ruled = np.argwhere(rules)[:, ::-1][::8]
    return _Marks(
        _places(np.stack((x[::every], y[::every]), 1), ink.shape),
        ink[y[::every], x[::every]].astype(np.float64),
        (
            _places(np.stack((left[rows], down), 1), ink.shape),
            _places(np.stack((left[rows] + wide[rows], down), 1), ink.shape),
            _places(ruled, ink.shape),
        ),
    )


def _places(pixels: NDArray[np.generic], shape: tuple[int, ...]) -> Matrix:
    middle = np.array((shape[1] / 2, shape[0] / 2))
    return np.asarray((pixels - middle) / (max(shape) / 2), np.float64)


def _climbed(way: _Way, worth: Callable[[_Way], float]) -> _Way:
    """The way of the greatest worth near this one."""
    for step in STEPS:
        better = True
        while better:
            near = [_Way(way.slope + a * step, way.meeting + b * step) for a in (-1, 0, 1) for b in (-1, 0, 1)]
            best = max(near, key=worth)
            better, way = worth(best) > worth(way), best if worth(best) > worth(way) else way
    return way


def _down(places: Matrix, way: _Way) -> Matrix:
    return np.asarray((places[:, 1] - way.slope * places[:, 0]) / (1 + way.meeting * places[:, 0]))


def _across(places: Matrix, way: _Way) -> Matrix:
    return np.asarray((places[:, 0] - way.slope * places[:, 1]) / (1 + way.meeting * places[:, 1]))


def _levelling(way: _Way) -> Matrix:
    return np.array(((1, way.slope, 0), (-way.slope, 1, 0), (way.meeting, 0, 1)), np.float64)


def _uprighting(way: _Way) -> Matrix:
    return np.array(((1, -way.slope, 0), (0, 1, 0), (0, way.meeting, 1)), np.float64)


def _moved(matrix: Matrix, places: NDArray[np.floating]) -> Matrix:
    moved = np.column_stack((places, np.ones(len(places)))) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:])


def _sharpness(down: Matrix, weights: Matrix) -> float:
    """How much neighbouring rows of pixels differ in ink."""
    sums = np.bincount((down - down.min()).astype(np.int64), weights, minlength=SMOOTH)
    return float(np.square(np.diff(np.convolve(sums, np.ones(SMOOTH), mode="same"))).sum())


def _closeness(sides: Sequence[Matrix]) -> float:
    """How many of these stand under one another, counted in pairs, over how many would by chance."""
    pairs, chance = 0.0, 1.0
    for across in sides:
        if not len(across):
            continue
        counts = np.bincount((across - across.min()).astype(np.int64) + 1, minlength=WINDOW).astype(np.float64)
        pairs += float((counts * np.convolve(counts, np.ones(3), mode="same")).sum())
        chance += float((counts * np.convolve(counts, np.full(WINDOW, 3 / WINDOW), mode="same")).sum())
    return pairs / chance


def _corners(matrix: Matrix, shape: tuple[int, ...], ink: Matrix) -> NDArray[np.float32] | None:
    """Where the corners of the straightened page are on the photo, in pixels; None where they hardly move."""
    half = max(shape) / 2
    side = np.array((shape[1], shape[0]), np.float64) / 2 / half
    frame = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1)), np.float64) * side
    seen = _moved(matrix, np.vstack((ink, frame * (1, 0), frame * (0, 1))))
    low, high = seen.min(axis=0), seen.max(axis=0)
    page = np.array((low, (high[0], low[1]), high, (low[0], high[1])), np.float64)
    corners = _moved(np.asarray(np.linalg.inv(matrix), np.float64), page)
    if float(np.abs(corners - frame).max()) < LEAST:
        return None
    return np.asarray(corners * half + np.array((shape[1], shape[0])) / 2, np.float32)
