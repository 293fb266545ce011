"""The sheet in a photo: its four corners on a darker table, and the page as if seen from straight above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONG_SIDE = 700
"""Pixels of the image that the outline is looked for on."""
LEAST_SHARE = 0.3
"""Share of the image that the sheet covers; less is something else."""
LEVELS = range(60, 236, 12)
"""Brightness, of 255, at which sheet and table are told apart: every one is tried, since a shadow may lie on both."""
STEP, REACH = 12, 5
"""How much darker the table is than the sheet within as many pixels of its edge; a shadow's edge is softer."""
LONGEST_SHAPE = 2.0
"""Length over width from which a sheet is a till receipt, or a part of a sheet that a shadow cuts off."""
TABLE_LIKE = 0.3
"""How far from the brightness of the table to that of the sheet what lies beyond a sheet may be."""
CLEAR = 0.75
"""Share of an edge that shows that step."""
A4, LEAST_BAND, MOST_BAND = 1.414, 0.04, 0.4
"""Length over width of a sheet, and how far beyond an edge, as a share of the sheet, a dark band is looked for."""
LIGHT, PRINTED = 40, 0.01
"""How much lighter, of 255, print on a dark band is, and the least share of it."""


def sheet_of(grey: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The straightened sheet of a photo (grey, height x width), or None where the image is the page itself."""
    corners = corners_of(grey)
    return None if corners is None else straightened(grey, corners)


def corners_of(grey: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """The sheet's corners in pixels, clockwise from the top left; None where the image is the page itself."""
    share = min(1.0, LONG_SIDE / max(grey.shape))
    small = np.asarray(cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8)
    closed = np.asarray(
        cv2.morphologyEx(cv2.GaussianBlur(small, (5, 5), 0), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), np.uint8
    )
    if not _has_table(closed):
        return None
    sheets = [corners for level in LEVELS if (corners := _outline(closed, level)) is not None]
    if not sheets:
        return None
    return np.asarray(_with_dark_bands(small, max(sheets, key=cv2.contourArea)) / share, np.float32)


def _with_dark_bands(small: NDArray[np.uint8], corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sheet with a band printed as dark as the table at one of its edges, where light print on it shows.

    What lies beyond an edge is looked at as far as an A4 sheet would reach.
    """
    across = (np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2
    down = (np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2
    candidates = []
    for side, (along, length) in enumerate(((across, down), (down, across)) * 2):
        for shape in (A4, 1 / A4):
            beyond = along * shape / length - 1
            if LEAST_BAND <= beyond <= MOST_BAND:
                grown = corners.copy()
                start, end = side, (side + 1) % 4
                grown[start] += beyond * (corners[start] - corners[start - 1])
                grown[end] += beyond * (corners[end] - corners[(end + 1) % 4])
                band = straightened(small, np.array((grown[start], grown[end], corners[end], corners[start])))
                candidates.append((_printed(band), -beyond, side, grown))
    best = max(candidates, key=lambda one: one[:3], default=None)
    return best[3] if best is not None and best[0] >= PRINTED else corners


def _printed(band: NDArray[np.uint8]) -> float:
    """The share of a dark band that is light print: thin and much lighter than what it stands on."""
    if min(band.shape) < 2 * STEP:
        return 0.0
    inner = np.asarray(band[REACH:-REACH, REACH:-REACH], np.uint8)
    light = cv2.morphologyEx(inner, cv2.MORPH_TOPHAT, np.ones((STEP, STEP), np.uint8))
    return float((light > LIGHT).mean())


def _has_table(closed: NDArray[np.uint8]) -> bool:
    """Whether three of the image's four borders are darker than its lightest parts."""
    paper = np.percentile(closed, 80)
    borders = (closed[:3], closed[-3:], closed[:, :3], closed[:, -3:])
    return sum(bool(np.median(border) < paper - STEP) for border in borders) >= 3


def _outline(closed: NDArray[np.uint8], level: int) -> NDArray[np.float32] | None:
    """The corners of the largest region lighter than `level`, where three of its edges are those of a sheet."""
    mask = (closed > level).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    region = max(contours, key=cv2.contourArea)
    if cv2.contourArea(region) < LEAST_SHARE * closed.size:
        return None
    corners = _corners(np.asarray(region, np.int32))
    if corners is None:
        return None
    across, down = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[3] - corners[0])
    if max(across, down) > LONGEST_SHAPE * min(across, down) and not _on_table(closed, corners):
        return None
    edges = [_is_edge(closed, corners[side], corners[(side + 1) % 4]) for side in range(4)]
    at_border = [_is_border(closed, corners[side], corners[(side + 1) % 4]) for side in range(4)]
    return corners if sum(edges) >= 3 and all(map(any, zip(edges, at_border, strict=True))) else None


def _is_edge(closed: NDArray[np.uint8], start: NDArray[np.float32], end: NDArray[np.float32]) -> bool:
    """Whether brightness falls sharply from right to left of the way from `start` to `end`, almost all along it."""
    along = np.linspace(0.05, 0.95, 50)[:, None]
    points = start + along * (end - start)
    inward = np.array((start[1] - end[1], end[0] - start[0])) / max(1.0, float(np.linalg.norm(end - start)))
    fall = _values(closed, points + REACH * inward) - _values(closed, points - REACH * inward)
    return bool((fall > STEP).mean() >= CLEAR)


def _on_table(closed: NDArray[np.uint8], corners: NDArray[np.float32]) -> bool:
    """Whether what lies beyond each edge is about as dark as the photo's borders, and so no paper in shadow."""
    table = float(np.median(np.concatenate((closed[:3].ravel(), closed[-3:].ravel(), closed[:, :3].ravel()))))
    middle = corners.mean(axis=0)
    for side in range(4):
        points = corners[side] + np.linspace(0.1, 0.9, 30)[:, None] * (corners[(side + 1) % 4] - corners[side])
        away = (points - middle) / np.maximum(1.0, np.linalg.norm(points - middle, axis=1))[:, None]
        inside, outside = _values(closed, points - REACH * away), _values(closed, points + REACH * away)
        if np.median(outside) > table + TABLE_LIKE * (float(np.median(inside)) - table):
            return False
    return True


def _is_border(closed: NDArray[np.uint8], start: NDArray[np.float32], end: NDArray[np.float32]) -> bool:
    """Whether both ends lie on the same border of the image: there the sheet goes on outside of the photo."""
    far = np.array(closed.shape[::-1]) - 1 - REACH
    return bool((np.maximum(start, end) <= REACH).any() or (np.minimum(start, end) >= far).any())


def _values(closed: NDArray[np.uint8], points: NDArray[np.float64]) -> NDArray[np.int16]:
    columns = np.clip(np.rint(points[:, 0]), 0, closed.shape[1] - 1).astype(int)
    rows = np.clip(np.rint(points[:, 1]), 0, closed.shape[0] - 1).astype(int)
    return np.asarray(closed[rows, columns], np.int16)


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


def straightened(grey: NDArray[np.uint8], corners: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The sheet between these corners as if seen from straight above."""
    top, bottom = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[2] - corners[3])
    left, right = np.linalg.norm(corners[3] - corners[0]), np.linalg.norm(corners[2] - corners[1])
    width, height = round(float(max(top, bottom))), round(float(max(left, right)))
    target = np.array([(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return np.asarray(cv2.warpPerspective(grey, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)
