"""What a run of text says: a recogniser of PP-OCRv6, and the way from its answer to characters with their places.

The network cuts a line of 48 pixels height into steps of 8 pixels and tells for each which character stands there, or
none (CTC). Runs of the same answer are one character; its place is where it was surest.

Source: Graves et al., Connectionist Temporal Classification, https://doi.org/10.1145/1143844.1143891
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from extractor.reading.ocr.detect import TextBox

HEIGHT = 48
BUCKET = 8
WIDEST = 3200


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character, spaces among them. `place` is its middle along the run, from 0 to 1."""

    text: str
    place: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A network and the characters of its classes, of which the first is the blank."""

    session: onnxruntime.InferenceSession
    characters: tuple[str, ...]

    def read(self, crop: NDArray[np.uint8]) -> tuple[Glyph, ...]:
        """The characters on a BGR image of one upright run of text (height x width x 3)."""
        width = crop.shape[1] * HEIGHT / crop.shape[0]
        width = min(max(math.ceil(width / BUCKET), 2) * BUCKET, WIDEST)
        shrinks = crop.shape[0] > HEIGHT
        scaled = cv2.resize(crop, (width, HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
        pixels = scaled.astype(np.float32) * np.float32(1 / 127.5) - np.float32(1)
        (answer,) = self.session.run(None, {"x": np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])})
        return self._glyphs(np.asarray(answer)[0])

    def _glyphs(self, probabilities: NDArray[np.float32]) -> tuple[Glyph, ...]:
        """Collapse the answer (steps x classes) into characters."""
        best = probabilities.argmax(axis=1)
        starts = np.flatnonzero(np.r_[True, best[1:] != best[:-1]])
        ends = np.r_[starts[1:], len(best)]
        glyphs = []
        for start, end in zip(starts, ends, strict=True):
            if (sign := int(best[start])) == 0:
                continue
            run = probabilities[start:end, sign]
            glyphs.append(
                Glyph(self.characters[sign], (start + float(run.argmax()) + 0.5) / len(best), float(run.max()))
            )
        return tuple(glyphs)


def confidence(glyphs: tuple[Glyph, ...]) -> float:
    """The mean certainty of the characters; 0 where nothing was read."""
    return sum(glyph.confidence for glyph in glyphs) / len(glyphs) if glyphs else 0.0


def cut(image: NDArray[np.uint8], box: TextBox) -> NDArray[np.uint8]:
    """The content of a rectangle, upright, at the image's own scale."""
    width, height = max(1, round(box.width)), max(1, round(box.height))
    corners = np.array([box.at(0, 0), box.at(box.width, 0), box.at(0, box.height)], np.float32)
    target = np.array([(0, 0), (width, 0), (0, height)], np.float32)
    transform = cv2.getAffineTransform(corners, target)
    crop = cv2.warpAffine(image, transform, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)
