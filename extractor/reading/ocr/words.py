"""From the characters of a run of text to its words, each with its own box."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.reading.ocr.detect import TextBox
from extractor.reading.ocr.recognise import Glyph
from models.document import Word
from models.geometry import BBox

TYPE_SIZE = 0.8
"""Type size over the height of a detected box."""
INK = 0.35
"""Share of the strongest contrast of a run from which a column counts as inked."""
LETTERS, FIGURES, OTHERS, POINTS = 0.22, 0.25, 0.21, 0.4
"""Blank between two characters, over the height of the run, from which they belong to two words though the network saw
no space: hundredths above what is found inside words. A comma is followed by more blank than other signs."""
LOOSER = 2.2
"""The same, over the usual blank of the run: wide type has wide gaps inside words."""


def words_of(glyphs: tuple[Glyph, ...], box: TextBox, crop: NDArray[np.uint8], rotation: int) -> Iterator[Word]:
    """Words of one run. `crop` is the run as it was read, `rotation` its direction, clockwise from upright."""
    inked = _inked_columns(crop)
    groups = list(_split(glyphs, _blanks(glyphs, inked) * _ratio(crop)))
    for place, group in enumerate(groups):
        advance = (group[-1].place - group[0].place) / (len(group) - 1) if len(group) > 1 else 0.5 / _ratio(crop)
        left = (groups[place - 1][-1].place + group[0].place) / 2 if place else 0.0
        right = (group[-1].place + groups[place + 1][0].place) / 2 if place + 1 < len(groups) else 1.0
        span = _trimmed(inked, max(left, group[0].place - advance), min(right, group[-1].place + advance))
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


def _widest_inside(left: str, right: str) -> float:
    if left in ",." or right in ",.":
        return POINTS
    if left.isalpha() and right.isalpha():
        return LETTERS
    return FIGURES if left.isdigit() and right.isdigit() else OTHERS


def _blanks(glyphs: tuple[Glyph, ...], inked: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The widest stretch without ink between each character and the one before it, as a share of the run."""
    blanks = np.zeros(len(glyphs))
    places = [int(glyph.place * len(inked)) for glyph in glyphs]
    for index, (start, end) in enumerate(pairwise(places), start=1):
        inks = np.flatnonzero(inked[start : end + 1])
        edges = np.r_[-1, inks, end + 1 - start]
        blanks[index] = (int(np.diff(edges).max()) - 1) / len(inked)
    return blanks


def _ratio(crop: NDArray[np.uint8]) -> float:
    height, width = crop.shape[:2]
    return float(width / height)


def _inked_columns(crop: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which columns of a run hold ink, be it dark on light or light on dark."""
    grey = crop.mean(axis=2)
    contrast = np.abs(grey - np.median(grey))
    return np.asarray(contrast.max(axis=0) > INK * np.percentile(contrast, 99))


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
