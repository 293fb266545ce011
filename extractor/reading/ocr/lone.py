"""Lone characters that the detector passes over: above all the slim 1 that stands alone in a column of quantities.

They are looked for as single marks of ink, of the height that figures have in a run of text on the same row, with
nothing else near them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.ocr.detect import TextBox

FIGURE = (0.35, 0.8)
"""Heights of a figure over that of the detected run beside it."""
SLIM, BROAD = 0.12, 1.1
"""Widths of a character over its height."""
MARGIN = 0.3
"""Space kept around a character, and that must be empty, over its height."""
CONTRAST = 40
MOST = 60
"""Marks on a page beyond which they are a picture or noise, not figures."""


def lone_marks(image: NDArray[np.uint8], boxes: list[TextBox]) -> list[TextBox]:
    """Boxes around the marks of a BGR image that may be lone characters beside the runs of text `boxes`."""
    if not boxes:
        return []
    runs = np.array([(box.x, box.y, box.width, box.height) for box in boxes if box.width > box.height])
    if not len(runs):
        return []
    marks = _marks(image, float(np.median(runs[:, 3])))
    free = marks[~_inside(marks, boxes)]
    found = [mark for mark in free if _on_a_row(mark, runs) and _alone(mark, marks)]
    return [_around(mark) for mark in found] if len(found) <= MOST else []


def _marks(image: NDArray[np.uint8], row: float) -> NDArray[np.float64]:
    """(left, top, width, height) of the connected marks about as high as figures in rows of this height."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    side = round(row) | 1
    paper = cv2.blur(grey, (2 * side + 1, 2 * side + 1))
    ink = (cv2.subtract(paper, grey) > CONTRAST).astype(np.uint8)
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)  # ten times faster than components
    marks = np.array([cv2.boundingRect(contour) for contour in contours], float).reshape(-1, 4)
    width, height = marks[:, 2], marks[:, 3]
    likely = (height > 0.2 * row) & (height < 3 * row) & (width < 3 * row)
    return np.asarray(marks[likely])


def _inside(marks: NDArray[np.float64], boxes: list[TextBox]) -> NDArray[np.bool_]:
    """Which marks have their middle in a box."""
    x, y = marks[:, 0] + marks[:, 2] / 2, marks[:, 1] + marks[:, 3] / 2
    inside = np.zeros(len(marks), bool)
    for box in boxes:
        along = (x - box.x) * np.cos(box.angle) + (y - box.y) * np.sin(box.angle)
        across = (y - box.y) * np.cos(box.angle) - (x - box.x) * np.sin(box.angle)
        inside |= (abs(along) <= box.width / 2) & (abs(across) <= box.height / 2)
    return inside


def _on_a_row(mark: NDArray[np.float64], runs: NDArray[np.float64]) -> bool:
    _, top, width, height = mark
    if not SLIM * height <= width <= BROAD * height:
        return False
    level = abs(runs[:, 1] - (top + height / 2)) < 0.2 * runs[:, 3]
    fits = (runs[:, 3] * FIGURE[0] < height) & (height < runs[:, 3] * FIGURE[1])
    return bool((level & fits).any())


def _alone(mark: NDArray[np.float64], marks: NDArray[np.float64]) -> bool:
    left, top, width, height = mark
    space = MARGIN * height
    beside = (marks[:, 0] < left + width + space) & (marks[:, 0] + marks[:, 2] > left - space)
    level = (marks[:, 1] < top + height + space) & (marks[:, 1] + marks[:, 3] > top - space)
    return int((beside & level).sum()) == 1


def _around(mark: NDArray[np.float64]) -> TextBox:
    left, top, width, height = (float(value) for value in mark)
    space = 2 * MARGIN * height
    return TextBox(left + width / 2, top + height / 2, width + space, height + space, 0.0)
