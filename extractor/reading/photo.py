"""The sheet in a photo: its four corners on a darker table, and the page as if seen from straight above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_SHARE, MOST_SHARE = 0.3, 0.97
"""Share of the image that the sheet covers: less is something else, more is a scan without a border."""
DARKER = 35
"""How much darker than the sheet its surroundings are, of 255."""


def sheet_of(grey: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The straightened sheet of a photo (grey, height x width), or None where the image is the page itself."""
    share = 700 / max(grey.shape)
    small = cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1 else grey
    closed = cv2.morphologyEx(cv2.GaussianBlur(small, (5, 5), 0), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    _, mask = cv2.threshold(closed, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    sheet = max(contours, key=cv2.contourArea)
    part = cv2.contourArea(sheet) / (small.shape[0] * small.shape[1])
    if not LEAST_SHARE < part < MOST_SHARE or not _lies_inside(small, sheet) or not _stands_out(closed, sheet):
        return None
    corners = _corners(sheet)
    if corners is None:
        return None
    return _straightened(grey, corners / min(1.0, share))


def _lies_inside(small: NDArray[np.uint8], sheet: NDArray[np.int32]) -> bool:
    """Whether the table shows on three sides at least: a dark band on one side is printed on the page."""
    x, y, width, height = cv2.boundingRect(sheet)
    rows, columns = small.shape
    gaps = (x / columns, y / rows, (columns - x - width) / columns, (rows - y - height) / rows)
    return sum(gap > 0.004 for gap in gaps) >= 3


def _stands_out(closed: NDArray[np.uint8], sheet: NDArray[np.int32]) -> bool:
    inside = np.zeros(closed.shape, np.uint8)
    cv2.fillPoly(inside, [sheet], 255)
    outside = cv2.bitwise_not(inside)
    return bool(cv2.mean(closed, inside)[0] - cv2.mean(closed, outside)[0] > DARKER)


def _corners(sheet: NDArray[np.int32]) -> NDArray[np.float32] | None:
    """Top left, top right, bottom right, bottom left; None where the outline has no four corners."""
    hull = cv2.convexHull(sheet)
    around = cv2.arcLength(hull, closed=True)
    for tolerance in (0.02, 0.03, 0.05):
        outline = cv2.approxPolyDP(hull, tolerance * around, closed=True)
        if len(outline) == 4:
            points = outline.reshape(4, 2).astype(np.float32)
            if cv2.contourArea(points) < 0.9 * cv2.contourArea(hull):
                return None
            total, gap = points.sum(axis=1), points[:, 0] - points[:, 1]
            order = [int(total.argmin()), int(gap.argmax()), int(total.argmax()), int(gap.argmin())]
            return points[order] if len(set(order)) == 4 else None
    return None


def _straightened(grey: NDArray[np.uint8], corners: NDArray[np.float32]) -> NDArray[np.uint8]:
    top, bottom = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[2] - corners[3])
    left, right = np.linalg.norm(corners[3] - corners[0]), np.linalg.norm(corners[2] - corners[1])
    width, height = round(float(max(top, bottom))), round(float(max(left, right)))
    target = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return np.asarray(cv2.warpPerspective(grey, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)
