"""Optical character recognition: an image goes in, words with their boxes and confidences come out.

Two engines, each with its own module: PP-OCRv6 run by our own code (`paddle`, better and faster), and Tesseract
(`tesseract`, which needs no weights of ours). Importing this package loads neither.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

from models.document import Word
from models.errors import MissingEngine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Ocr = Callable[["NDArray[np.uint8]"], tuple[Word, ...]]
"""Takes a grey (height x width) or RGB (height x width x 3) image of upright text, gives its words in reading order.

Boxes and sizes are in pixels of that image. The image is not changed.
"""


def default_ocr() -> Ocr:
    """The best engine installed here; where there is none, what is returned raises MissingEngine when called."""
    from extractor.reading.ocr import weights  # a program too: not to be loaded before it is run

    if weights.installed():
        from extractor.reading.ocr.paddle import paddle_ocr  # loads OpenCV and ONNX Runtime

        return paddle_ocr(weights.folder())
    if shutil.which("tesseract"):
        from extractor.reading.ocr.tesseract import tesseract_ocr  # loads OpenCV

        return tesseract_ocr
    return _no_ocr


def _no_ocr(_image: NDArray[np.uint8]) -> tuple[Word, ...]:
    raise MissingEngine("OCR", "PP-OCRv6, Tesseract")
