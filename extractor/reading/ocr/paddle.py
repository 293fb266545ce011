"""PP-OCRv6, run by our own code: find the runs of text, read each fast, read the doubtful ones again with care.

The small recogniser is right more often and takes four times as long as the tiny one; read by it alone, a page gains
nothing over this cascade. One thread: pages are read side by side by processes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import onnxruntime

from extractor.reading.ocr import weights
from extractor.reading.ocr.detect import detect
from extractor.reading.ocr.lone import lone_marks
from extractor.reading.ocr.recognise import Glyph, Recogniser, confidence, cut
from extractor.reading.ocr.turns import turn
from extractor.reading.ocr.words import in_reading_order, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extractor.reading.ocr import Ocr
    from models.document import Word

SURE = 0.97
"""Mean confidence from which the fast recogniser's answer is kept."""
READABLE = 0.5
"""Mean confidence under which a region is taken for a drawing."""
CLEAR = 0.9
"""Confidence from which a lone mark is taken for a character."""
TALL = 1.5
VERY_TALL = 2.5
"""Height over width: from the first a run may be written upwards or downwards, from the second it is."""
SHORTEST = 3
"""Characters from which a run may be vertical: a lone 3 laid down passes for a w."""
SMALLEST = 4


@dataclass(frozen=True, slots=True)
class _Networks:
    detector: onnxruntime.InferenceSession
    fast: Recogniser
    fine: Recogniser


@dataclass(frozen=True, slots=True)
class _Run:
    """What one region says: its characters, the crop they were read on and their direction."""

    glyphs: tuple[Glyph, ...]
    crop: NDArray[np.uint8]
    rotation: int = 0


def paddle_ocr(folder: Path) -> Ocr:
    """An OCR with the networks of `folder`; they are loaded by the first image and kept."""

    def ocr(image: NDArray[np.uint8]) -> tuple[Word, ...]:
        return read(image, _networks(folder))

    return ocr


def read(image: NDArray[np.uint8], networks: _Networks) -> tuple[Word, ...]:
    """The words of a grey or RGB image, in reading order; boxes in its pixels."""
    if min(image.shape[:2]) < SMALLEST:
        return ()
    colours = cv2.cvtColor(image, cv2.COLOR_GRAY2BGR if image.ndim == 2 else cv2.COLOR_RGB2BGR)
    pixels = np.asarray(colours, np.uint8)
    words: list[Word] = []
    with turn():
        boxes = detect(networks.detector, pixels)
    for box in boxes:
        run = _run(cut(pixels, box), networks)
        if confidence(run.glyphs) >= READABLE:
            words.extend(words_of(run.glyphs, box, run.crop, run.rotation))
    for box in lone_marks(pixels, boxes):
        crop = cut(pixels, box)
        glyphs = _cascade(crop, networks)
        if len(glyphs) == 1 and glyphs[0].text.isalnum() and glyphs[0].confidence >= CLEAR:
            words.extend(words_of(glyphs, box, crop, 0))
    return in_reading_order(words)


def _run(crop: NDArray[np.uint8], networks: _Networks) -> _Run:
    """Read a region; a tall one is a figure standing alone, or a run written upwards or downwards."""
    ratio = crop.shape[0] / crop.shape[1]
    if ratio < TALL:
        return _Run(_cascade(crop, networks), crop)
    turned = {
        90: np.asarray(cv2.rotate(crop, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8),
        270: np.asarray(cv2.rotate(crop, cv2.ROTATE_90_CLOCKWISE), np.uint8),
    }
    runs = [_Run(networks.fast.read(pixels), pixels, rotation) for rotation, pixels in turned.items()]
    best = max(runs, key=lambda run: confidence(run.glyphs))
    if ratio < VERY_TALL or len(best.glyphs) < SHORTEST:
        upright = _Run(_cascade(crop, networks), crop)
        if len(best.glyphs) < SHORTEST or confidence(upright.glyphs) >= confidence(best.glyphs):
            return upright
    return _Run(_cascade(best.crop, networks), best.crop, best.rotation)


def _cascade(crop: NDArray[np.uint8], networks: _Networks) -> tuple[Glyph, ...]:
    fast = networks.fast.read(crop)
    if confidence(fast) >= SURE:
        return fast
    fine = networks.fine.read(crop)
    return max(fine, fast, key=confidence)


def fast_recogniser(folder: Path) -> Recogniser:
    """The fast recogniser alone."""
    return _networks(folder).fast


def fine_recogniser(folder: Path) -> Recogniser:
    """The careful recogniser alone, the one that pages are read with."""
    return _networks(folder).fine


@cache
def _networks(folder: Path) -> _Networks:
    return _Networks(
        session(folder / weights.DETECTOR),
        _recogniser(folder / weights.FAST_RECOGNISER),
        _recogniser(folder / weights.FINE_RECOGNISER),
    )


def _recogniser(path: Path) -> Recogniser:
    network = session(path)
    return Recogniser(network, ("", *network.get_modelmeta().custom_metadata_map["characters"]))


@cache
def kept_session(path: Path) -> onnxruntime.InferenceSession:
    """The same session each time a network is asked for."""
    return session(path)


def session(path: Path) -> onnxruntime.InferenceSession:
    """A network ready to run on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # images differ in size: plans of memory would pile up
    options.enable_cpu_mem_arena = False  # what a page needed is given back: half of the memory of a reader at rest
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
