"""The rows of a curled sheet made straight: a photo's sheet that bulges or rises at a fold.

Each stretch of print tells how its row slopes where it stands. One smooth surface that has all these slopes, a
polynomial across and down the sheet, is how far rows have left their level; each column is moved back by it. The page
is kept as it is where that does not make its rows sharper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 1400
"""Pixels of the long side of the picture that slopes are taken from."""
CONTRAST = 24
GAP = 13
"""Pixels of white that are bridged inside a row."""
STRETCH, SHORTEST, TALLEST = 84, 48, 28
"""Width of the stretches of print whose slope is taken, the least they must hold, and the most they are high: letters
rise and fall by themselves, which several of them even out."""
FEWEST = 20
"""Stretches needed to tell a surface."""
STEEPEST = 0.12
"""Slope beyond which a stretch is no row of print."""
ACROSS, DOWN = 4, 2
"""Degrees of the polynomial across and down the sheet."""
_POWERS = tuple((i, j) for i in range(1, ACROSS + 1) for j in range(DOWN + 1))
NOISE, EXPECTED = 0.02, (0.04, 0.015, 0.006)
"""Of one stretch's slope, and the slopes that terms of degree 0, 1 and 2 down the sheet are expected to give: where a
sheet has little print these keep the surface calm."""
ROUNDS = 4
LEAST = 2.0
"""Pixels of the small picture that rows must leave their level by."""
SHARPER = 1.15
"""How much more neighbouring rows must differ in ink once they are straight."""


STEPS = (4.0, 2.0, 1.0, 0.5)
"""Pixels by which each term is moved while rows grow sharper."""
MOST_POINTS = 40_000


class Slopes(NamedTuple):
    """Places of stretches of print (-1 to 1 across and down), their slopes, and weights."""

    across: NDArray[np.float64]
    down: NDArray[np.float64]
    slope: NDArray[np.float64]
    weight: NDArray[np.float64]


def flattened_sheet(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The sheet with straight rows; the sheet itself where its rows are straight."""
    ink, share = ink_of(grey)
    slopes = slopes_of(ink)
    if len(slopes.slope) < FEWEST:
        return grey
    surface, sharper = _refined(ink, _surface(slopes))
    bend = _bend(surface, ink.shape)
    if sharper < SHARPER or float(np.abs(bend).max()) < LEAST:
        return grey
    height, width = grey.shape
    whole = cv2.resize(bend, (width, height), interpolation=cv2.INTER_LINEAR) / share
    return _moved(grey, np.asarray(whole, np.float32))


def ink_of(grey: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """How dark print is on its paper, the faintest left out, the darkest bounded: at a share of the size, also told."""
    share = min(1.0, LONGEST / max(grey.shape))
    small = np.asarray(cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)
    dark = cv2.subtract(cv2.blur(small, (41, 41)), small)
    return np.asarray(np.where(dark > CONTRAST, np.minimum(dark, 90), 0), np.uint8), share


def slopes_of(ink: NDArray[np.uint8]) -> Slopes:
    """The slopes of all stretches of print on a picture of the size that slopes are taken from."""
    mask = (ink > 0).astype(np.uint8)
    print_ = cv2.subtract(mask, cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((TALLEST + 8, 1), np.uint8)))
    joined = cv2.morphologyEx(print_, cv2.MORPH_CLOSE, np.ones((1, GAP), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    likely = (wide >= SHORTEST) & (high <= TALLEST + 0.1 * wide)
    likely[0] = False
    rows, columns = np.nonzero((ink > 0) & likely[labels])
    # Stretches are numbered by their run and their place along it.
    pieces = labels[rows, columns].astype(np.int64) * (ink.shape[1] // STRETCH + 1) + columns // STRETCH
    _, piece = np.unique(pieces, return_inverse=True)
    weight = ink[rows, columns].astype(np.float64)
    total = np.bincount(piece, weight)
    x, y = np.bincount(piece, weight * columns) / total, np.bincount(piece, weight * rows) / total
    along = columns - x[piece]
    spread = np.bincount(piece, weight * along * along) / total
    slope = np.bincount(piece, weight * along * (rows - y[piece])) / total / np.maximum(spread, 1e-6)
    kept = (spread > (SHORTEST / 4) ** 2) & (np.abs(slope) < STEEPEST)
    height, width = ink.shape
    return Slopes(2 * x[kept] / width - 1, 2 * y[kept] / height - 1, slope[kept], np.sqrt(total[kept]))


def _surface(slopes: Slopes) -> NDArray[np.float64]:
    """The polynomial (ACROSS x DOWN+1 coefficients, no constant) with these slopes across; outliers count little."""
    terms = np.stack([i * slopes.across ** (i - 1) * slopes.down**j for i, j in _POWERS], axis=1)
    expected = np.array([EXPECTED[j] for _, j in _POWERS])
    held = np.diag((NOISE / expected) ** 2)
    usual = slopes.weight / slopes.weight.mean()
    weight, answer = usual, np.zeros(terms.shape[1])
    for _ in range(ROUNDS):
        weighted = terms * weight[:, None]
        answer = np.linalg.solve(weighted.T @ terms + held, weighted.T @ slopes.slope)
        off = np.abs(terms @ answer - slopes.slope)
        weight = usual / np.maximum(1.0, off / max(1e-4, 1.5 * float(np.median(off))))
    return answer


def _refined(ink: NDArray[np.uint8], surface: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """The surface moved, term by term, to where rows are the sharpest, and how much sharper they are than at first."""
    height, width = ink.shape
    rows, columns = np.nonzero(ink)
    every = max(1, len(rows) // MOST_POINTS)
    rows, columns = rows[::every], columns[::every]
    weights = ink[rows, columns].astype(np.float64)
    terms = [
        np.asarray((width / 2) * (2 * columns / width - 1) ** i * (2 * rows / height - 1) ** j, np.float64)
        for i, j in _POWERS
    ]
    at_first = _sharpness(rows.astype(float), weights)
    best, level = at_first, rows.astype(float)
    bent = rows - sum(factor * term for factor, term in zip(surface, terms, strict=True))
    if (found := _sharpness(bent, weights)) > best:
        best, level, surface = found, bent, surface.copy()
    else:
        surface = np.zeros_like(surface)
    for pixels in STEPS:
        step = pixels / (width / 2)
        for place, term in enumerate(terms):
            for change in (step, -step):
                while (found := _sharpness(moved := level - change * term, weights)) > best:
                    best, level = found, moved
                    surface[place] += change
    return surface, best / max(at_first, 1e-9)


def _sharpness(level: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """How much neighbouring rows differ in ink."""
    sums = np.bincount((level - level.min()).astype(np.int64), weights)
    smooth = np.convolve(sums, np.ones(3) / 3, mode="same")
    return float(np.square(np.diff(smooth)).sum())


def _bend(surface: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """How many pixels each place of a picture of this shape lies below its row's level, which is that of its middle."""
    height, width = shape
    across, down = 2 * np.arange(width)[None, :] / width - 1, 2 * np.arange(height)[:, None] / height - 1
    bend = sum(factor * across**i * down**j for factor, (i, j) in zip(surface, _POWERS, strict=True))
    return np.asarray(bend * (width / 2), np.float32)


def _moved(image: NDArray[np.uint8], bend: NDArray[np.float32]) -> NDArray[np.uint8]:
    height, width = image.shape
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    moved = cv2.remap(image, across, down + bend, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)
