"""Which way up a page lies: a classifier of four directions, or Tesseract's where its network is not installed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from extractor.reading.ocr import weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE, CROP = 256, 224
SURE = 0.55
"""Probability from which another direction than upright is believed."""
_MEAN = np.array((0.485, 0.456, 0.406), np.float32)
_DEVIATION = np.array((0.229, 0.224, 0.225), np.float32)


def turned_by(grey: NDArray[np.uint8]) -> int:
    """Degrees (0, 90, 180, 270) by which the page must be turned counter-clockwise to stand upright."""
    path = weights.folder() / weights.ORIENTATION
    if path.is_file():
        return _classified(grey, path)
    if not shutil.which("tesseract"):
        return 0
    from extractor.reading.ocr.tesseract import told_turn

    return told_turn(grey)


def _classified(grey: NDArray[np.uint8], path: Path) -> int:
    from extractor.reading.ocr.paddle import kept_session

    scale = SIDE / min(grey.shape)
    size = (max(CROP, round(grey.shape[1] * scale)), max(CROP, round(grey.shape[0] * scale)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    top, left = (small.shape[0] - CROP) // 2, (small.shape[1] - CROP) // 2
    crop = small[top : top + CROP, left : left + CROP].astype(np.float32) / 255
    pixels = (np.repeat(crop[:, :, None], 3, axis=2) - _MEAN) / _DEVIATION
    session = kept_session(path)
    (answer,) = session.run(None, {session.get_inputs()[0].name: pixels.transpose(2, 0, 1)[None]})
    scores = np.asarray(answer)[0]
    best = int(scores.argmax())
    return 90 * best if float(scores[best]) >= SURE else 0
