"""Where text stands on an image: the detector of PP-OCRv6, a network that gives each pixel's probability of being text.

Its training shrank every line of text by a fixed ratio to keep neighbours apart (Differentiable Binarization); each
region found is grown back by the matching amount.

Source: Liao et al., Real-time Scene Text Detection with Differentiable Binarization, https://arxiv.org/abs/1911.08947
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

LONG_SIDE = 1280
AREA = LONG_SIDE * LONG_SIDE / math.sqrt(2)
"""An A4 page of that long side; till receipts, longer and thinner, get as many pixels."""
MOST_ENLARGED = 2.0
STEP = 32
PIXEL = 0.2
REGION = 0.4
GROWTH = 1.4
"""Thresholds of a pixel and of a region's mean, and growth: those the network was trained with."""
THINNEST = 2.5
MEAN = np.array((0.485, 0.456, 0.406), np.float32)
DEVIATION = np.array((0.229, 0.224, 0.225), np.float32)


@dataclass(frozen=True, slots=True)
class TextBox:
    """A rectangle around one run of text, in pixels; `angle` is clockwise, in radians, within an eighth of a turn."""

    x: float
    y: float
    width: float
    height: float
    angle: float

    def at(self, along: float, across: float) -> tuple[float, float]:
        """The point of the image at these distances from the top left corner of the rectangle."""
        u, v = along - self.width / 2, across - self.height / 2
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return self.x + u * cos - v * sin, self.y + u * sin + v * cos


def detect(session: onnxruntime.InferenceSession, image: NDArray[np.uint8], *, area: float = AREA) -> list[TextBox]:
    """The rectangles of the runs of text on a BGR image (height x width x 3), in no order.

    `area` is how many pixels the network is shown: fewer take less time and hide small print.
    """
    height, width = image.shape[:2]
    scale = min(math.sqrt(area / (height * width)), MOST_ENLARGED)
    small = cv2.resize(
        image,
        (max(1, round(width * scale)), max(1, round(height * scale))),
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
    )
    bottom, right = -small.shape[0] % STEP, -small.shape[1] % STEP
    padded = cv2.copyMakeBorder(small, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
    pixels = (padded.astype(np.float32) * np.float32(1 / 255) - MEAN) / DEVIATION
    (answer,) = session.run(None, {"x": np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])})
    return _boxes(np.asarray(answer)[0, 0, : small.shape[0], : small.shape[1]], scale)


def _boxes(probability: NDArray[np.float32], scale: float) -> list[TextBox]:
    mask = (probability > PIXEL).astype(np.uint8)
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if hierarchy is None:
        return []
    boxes = []
    for contour, (_, _, _, parent) in zip(contours, hierarchy.reshape(-1, 4), strict=True):
        if parent != -1:  # a hole in a region, not a region
            continue
        (x, y), (width, height), degrees = cv2.minAreaRect(contour)
        if min(width, height) < THINNEST or _mean_inside(probability, contour) < REGION:
            continue
        if abs(degrees) > 45:  # OpenCV names the sides as it likes: the width is what runs along the text
            width, height, degrees = height, width, degrees - math.copysign(90, degrees)
        growth = 2 * GROWTH * width * height / (2 * (width + height))
        boxes.append(
            TextBox(
                (x + 0.5) / scale,
                (y + 0.5) / scale,
                (width + 1 + growth) / scale,
                (height + 1 + growth) / scale,
                math.radians(degrees),
            )
        )
    return boxes


def _mean_inside(probability: NDArray[np.float32], contour: cv2.typing.MatLike) -> float:
    x, y, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), np.uint8)
    cv2.fillPoly(inside, [contour - np.array((x, y), np.int32)], 1)
    return float(cv2.mean(probability[y : y + height, x : x + width], inside)[0])
