"""A coloured page in grey, with stamps and pen made faint where they lie over print.

Ink of a stamp pad lets black print through and is itself light in one of the three channels: the lightest channel of
each pixel keeps print and fades colour. It is taken only where coloured ink and print lie on one another, since
headings and bands are coloured too; even there what is coloured stays visible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 1170
"""Pixels of the long side of the picture that coloured ink is looked for on."""
VIVID = 45
"""Of 255: the least between the channels of coloured ink."""
BLACK = 130
"""Of 255: what is darker in every channel is print."""
GAP = 15
"""Pixels between strokes of one stamp, on that picture."""
LEAST = 900
"""Pixels of that picture that a stamp covers, with what it encloses."""
PRINTED = 0.01
"""Share of a stamp from which print lies under it."""
SPARSE = 6
"""Every so manieth pixel is looked at first: most pages have no colour."""
SOLID = 0.65
"""Share of its upright rectangle from which colour is a printed band, not strokes."""


def grey_of(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A grey or RGB image (height x width, x 3) in grey."""
    if image.ndim == 2:
        return image
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    sample = image[::SPARSE, ::SPARSE]
    if int((sample.max(axis=2) - sample.min(axis=2) > VIVID).sum()) < LEAST // SPARSE**2:
        return grey
    share = min(1.0, LONGEST / max(grey.shape))
    over = _over_print(np.asarray(cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8))
    if over is None:
        return grey
    mask = cv2.resize(over, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    red, green, blue = cv2.split(image)
    return np.asarray(cv2.copyTo(cv2.max(cv2.max(red, green), blue), mask, grey), np.uint8)


def _over_print(small: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Where strokes of coloured ink and print lie on one another (1, else 0); None where nowhere."""
    highest, lowest = small.max(axis=2), small.min(axis=2)
    paper = int(np.median(highest)) - int(np.median(lowest))  # coloured paper is no ink
    vivid = (cv2.subtract(highest, lowest) > VIVID + paper).astype(np.uint8)
    if int(vivid.sum()) < LEAST // 4:
        return None
    closed = cv2.morphologyEx(vivid, cv2.MORPH_CLOSE, np.ones((GAP, GAP), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    areas = np.maximum(1, stats[:, cv2.CC_STAT_AREA])
    around = np.maximum(1, stats[:, cv2.CC_STAT_WIDTH] * stats[:, cv2.CC_STAT_HEIGHT])
    coloured = np.bincount(labels.ravel(), vivid.ravel(), count) / around
    printed = np.bincount(labels.ravel(), (highest < BLACK).ravel(), count) / areas
    stamps = (areas >= LEAST) & (printed >= PRINTED) & (coloured < SOLID)
    stamps[0] = False
    if not stamps.any():
        return None
    return np.asarray(cv2.dilate(stamps[labels].astype(np.uint8), np.ones((5, 5), np.uint8)), np.uint8)
