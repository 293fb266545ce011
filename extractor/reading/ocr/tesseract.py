"""Tesseract, through pytesseract: the second reader, which works where the networks of PP-OCRv6 are not installed.

The page is given in grey, its light evened and its contrast stretched, never in black and white: measured, binarising
costs eight points of critical tokens. One thread a process: several threads only wait for each other.

Source: https://tesseract-ocr.github.io/tessdoc/ImproveQuality.html
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytesseract

from models.document import Word
from models.errors import MissingEngine
from models.geometry import BBox

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONFIG = "--psm 4"
LANGUAGE = "fra"
TYPE_SIZE = 1.3
"""Type size over the height of the higher words of a line, as measured on pages whose type is known."""


def tesseract_ocr(image: NDArray[np.uint8]) -> tuple[Word, ...]:
    """The words of a grey or RGB image of an upright page, in reading order; boxes in its pixels.

    Raises MissingEngine where the program or its French data are not installed.
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    try:
        found = pytesseract.image_to_data(
            stretched(grey), lang=LANGUAGE, config=CONFIG, output_type=pytesseract.Output.DICT
        )
    except pytesseract.TesseractNotFoundError as error:
        raise MissingEngine("Tesseract", "tesseract-ocr, tesseract-ocr-fra") from error
    except pytesseract.TesseractError as error:
        raise MissingEngine("Tesseract", str(error.message)[:200]) from error
    heights = _line_heights(found)
    words = []
    for index, text in enumerate(found["text"]):
        if not text.strip():
            continue
        left, top = found["left"][index], found["top"][index]
        box = BBox(left, top, left + found["width"][index], top + found["height"][index])
        size = heights[_line_of(found, index)] * TYPE_SIZE
        words.append(Word(text.strip(), box, size, 0, max(0.0, float(found["conf"][index])) / 100))
    return tuple(words)


def told_turn(grey: NDArray[np.uint8]) -> int:
    """Degrees (0, 90, 180, 270) by which Tesseract would turn a page counter-clockwise; 0 where it can't tell."""
    try:
        found = pytesseract.image_to_osd(grey, output_type=pytesseract.Output.DICT)
    except pytesseract.TesseractError:  # too few characters to tell
        return 0
    return int(found["orientation"]) if float(found["orientation_conf"]) > 1 else 0


def stretched(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same page with its darkest ink black and its lightest paper white."""
    low, high = np.percentile(grey, (1, 95))
    if high - low < 1:
        return grey
    return np.asarray(np.clip((grey.astype(np.float32) - low) * (255 / (high - low)), 0, 255), np.uint8)


def _line_of(found: dict[str, list[int]], index: int) -> tuple[int, int, int]:
    return found["block_num"][index], found["par_num"][index], found["line_num"][index]


def _line_heights(found: dict[str, list[int]]) -> dict[tuple[int, int, int], float]:
    """The usual height of the words of each line, which a lone comma or letter does not tell."""
    heights: dict[tuple[int, int, int], list[int]] = {}
    for index, text in enumerate(found["text"]):
        if str(text).strip():
            heights.setdefault(_line_of(found, index), []).append(found["height"][index])
    return {line: float(np.percentile(values, 75)) for line, values in heights.items()}
