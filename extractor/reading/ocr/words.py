"""From the characters of a run of text to its words, each with its own box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.ocr.detect import TextBox
from extractor.reading.ocr.glued import seams
from extractor.reading.ocr.recognise import Glyph
from models.document import Word
from models.geometry import BBox

TYPE_SIZE = 0.84
"""Type size over the height of a detected box, as measured on pages whose type is known."""
INK = 0.35
"""Share of the strongest contrast of a run from which a column counts as inked."""
LETTERS, FIGURES, OTHERS, POINTS, ONE = 0.22, 0.27, 0.21, 0.4, 0.06
"""Blank between two characters, over the height of the run, from which they belong to two words though the network saw
no space: hundredths above what is found inside words. A comma is followed by more blank than other signs, and each 1
of a number stands in the middle of a space as broad as an 8."""
LOOSER = 2.2
"""The same, over the usual blank of the run: wide type has wide gaps inside words."""


def words_of(glyphs: tuple[Glyph, ...], box: TextBox, crop: NDArray[np.uint8], rotation: int) -> Iterator[Word]:
    """Words of one run. `crop` is the run as it was read, `rotation` its direction, clockwise from upright."""
    inked = _inked_columns(crop)
    gaps = [(0.0, 0.0), *(_gap(inked, left.place, right.place) for left, right in pairwise(glyphs))]
    groups = list(_apart(_split(glyphs, np.array([end - start for start, end in gaps]) * _ratio(crop))))
    borders = [_gap(inked, left[-1].place, right[0].place) for left, right in pairwise(groups)]
    reach = _reach(groups, crop)
    ends = [(0.0, glyphs[0].place - reach), *borders, (glyphs[-1].place + reach, 1.0)]
    for group, (_, left), (right, _) in zip(groups, ends, ends[1:], strict=False):
        span = _trimmed(inked, max(0.0, left), min(right, 1.0))
        yield Word(
            text="".join(glyph.text for glyph in group),
            bbox=_placed(box, *span, rotation),
            size=(box.width if rotation in (90, 270) else box.height) * TYPE_SIZE,
            rotation=rotation,
            confidence=sum(glyph.confidence for glyph in group) / len(group),
        )


def in_reading_order(words: Iterable[Word]) -> tuple[Word, ...]:
    """Rows from top to bottom, each from left to right. A row is made of words that overlap its first by half."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.bbox.y_center, word.bbox.x0)):
        for row in rows[-3:]:
            first = row[0].bbox
            if first.y_overlap(word.bbox) >= 0.5 * min(first.height, word.bbox.height):
                row.append(word)
                break
        else:
            rows.append([word])
    return tuple(word for row in rows for word in sorted(row, key=lambda word: word.bbox.x0))


def _split(glyphs: tuple[Glyph, ...], blanks: NDArray[np.float64]) -> Iterator[tuple[Glyph, ...]]:
    """Words: what stands between spaces, or between blanks (before each character, over the run's height) as wide."""
    usual = LOOSER * float(np.median(blanks)) if len(blanks) else 0.0
    word: list[Glyph] = []
    for glyph, blank in zip(glyphs, blanks, strict=True):
        if word and (glyph.text.isspace() or blank > max(usual, _widest_inside(word[-1].text, glyph.text))):
            yield tuple(word)
            word = []
        if not glyph.text.isspace():
            word.append(glyph)
    if word:
        yield tuple(word)


def _apart(words: Iterable[tuple[Glyph, ...]]) -> Iterator[tuple[Glyph, ...]]:
    """The same, those cut that were printed too close together; no glyph is more than one character."""
    for word in words:
        cuts = (0, *seams("".join(glyph.text for glyph in word)), len(word))
        yield from (word[start:end] for start, end in pairwise(cuts))


def _widest_inside(left: str, right: str) -> float:
    if left in ",." or right in ",.":
        return POINTS
    if left.isalpha() and right.isalpha():
        return LETTERS
    return (FIGURES if left.isdigit() and right.isdigit() else OTHERS) + ONE * (left + right).count("1")


def _gap(inked: NDArray[np.bool_], left: float, right: float) -> tuple[float, float]:
    """The widest stretch without ink between two places of a run; empty, and half way, where there is none."""
    first, last = int(left * len(inked)), int(right * len(inked))
    columns = inked[first : last + 1].tobytes()
    blank = max(columns.split(b"\1"), key=len)
    if not blank:
        return (left + right) / 2, (left + right) / 2
    start = first + columns.index(blank)
    return start / len(inked), (start + len(blank)) / len(inked)


def _reach(groups: list[tuple[Glyph, ...]], crop: NDArray[np.uint8]) -> float:
    """How far from the middle of the first and the last character ink may belong to it, as a share of the run."""
    steps = [right.place - left.place for group in groups for left, right in pairwise(group)]
    return 1.5 * float(np.mean(steps)) if steps else 0.5 / _ratio(crop)


def _ratio(crop: NDArray[np.uint8]) -> float:
    height, width = crop.shape[:2]
    return float(width / height)


def _inked_columns(crop: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which columns of a run hold ink, be it dark on light or light on dark."""
    grey = crop[:, :, 1]
    contrast = cv2.absdiff(grey, np.full_like(grey, int(np.median(grey[::2, ::2])))).max(axis=0)
    return np.asarray(contrast > INK * float(np.percentile(contrast, 90)))


def _trimmed(inked: NDArray[np.bool_], left: float, right: float) -> tuple[float, float]:
    """The same stretch (shares of the run) without the empty columns at its ends."""
    first, last = int(left * len(inked)), int(np.ceil(right * len(inked)))
    columns = np.flatnonzero(inked[first:last])
    if not len(columns):
        return left, right
    return (first + int(columns[0])) / len(inked), (first + int(columns[-1]) + 1) / len(inked)


def _placed(box: TextBox, start: float, end: float, rotation: int) -> BBox:
    """The upright box around the stretch of a run."""
    if rotation == 90:
        corners = [(x, y * box.height) for x in (0, box.width) for y in (start, end)]
    elif rotation == 270:
        corners = [(x, (1 - y) * box.height) for x in (0, box.width) for y in (start, end)]
    else:
        corners = [(x * box.width, y) for x in (start, end) for y in (0, box.height)]
    points = [box.at(along, across) for along, across in corners]
    return BBox(
        min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)
    )
