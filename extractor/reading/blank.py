"""A sheet with nothing on it, told before it is read: the back of a page, a sheet that separates others.

Marks of ink as large as letters are counted; a speck of dust, a fold and the shadow of an edge are none. What shines
through from the other side is lighter than print. Where there are more than a few, the sheet is read: a page with one
line is a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extractor.reading.ocr import Ocr
    from models.document import Word

LONG_SIDE = 1400
"""Pixels of the image that marks are counted on: letters of 8 points are about 9 pixels high."""
EDGE = 0.025
"""Share of each side that is the scanner's, not the page's."""
CONTRAST = 26
"""Of 255, from which a mark is ink."""
LETTER = (4, 90)
"""Heights of letters in pixels."""
FULL = 6
"""Pixels of ink in the smallest letter."""
FEW = 3
"""Marks up to which a sheet is blank: a hole, a staple and their shadow."""


def is_blank(image: NDArray[np.uint8]) -> bool:
    """Whether a grey image (height x width) of a page shows no text."""
    share = min(1.0, LONG_SIDE / max(image.shape))
    small = cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1 else image
    down, across = (max(1, round(EDGE * side)) for side in small.shape)
    inner = np.asarray(small[down:-down, across:-across], np.uint8)
    if min(inner.shape) < 2 * LETTER[1]:
        return False
    paper = cv2.blur(inner, (61, 61))
    ink = (cv2.subtract(paper, inner) > CONTRAST).astype(np.uint8)
    if int(ink.sum()) <= FULL * FEW:
        return True
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    heights, filled = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_AREA]
    letters = (heights >= LETTER[0]) & (heights <= LETTER[1]) & (filled >= FULL)
    large = (heights > LETTER[1]) | (stats[1:, cv2.CC_STAT_WIDTH] > LETTER[1])
    return int(letters.sum()) <= FEW and not bool((large & (filled > 50 * FULL)).any())


def sparing(ocr: Ocr) -> Ocr:
    """The same reader, which is not asked what stands on a blank sheet."""

    def read(image: NDArray[np.uint8]) -> tuple[Word, ...]:
        return () if image.ndim == 2 and is_blank(image) else ocr(image)

    return read
