"""The light on a page: what its paper looks like without print, and the page as if evenly lit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHADED = 28
"""Difference between the lightest and darkest background, of 255, from which the light is evened out."""
LIT = 200
"""Background from which paper counts as white."""
DARK_BAND = 110
"""Backgrounds darker than this are printed bands with light text: their contrast is kept."""
WHITE = 245
SQUARE = 16
"""Pixels of the page that one of `paper_of` stands for, across and down."""


def paper_of(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page without its print, made small: the paper's brightness in squares of 16 pixels."""
    size = (max(8, grey.shape[1] // SQUARE), max(8, grey.shape[0] // SQUARE))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 7), np.uint8)


def as_large(paper: NDArray[np.uint8], grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The paper of `paper_of` as large as its page."""
    return np.asarray(cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR), np.uint8)


def evened(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page with its background made white where light or paper are uneven; as it is elsewhere."""
    paper = paper_of(grey)
    low, high = np.percentile(paper, (4, 96))
    if high - low < SHADED and high > LIT:
        return grey
    background = as_large(paper, grey)
    return np.asarray(cv2.divide(grey, np.maximum(background, DARK_BAND), scale=WHITE), np.uint8)
