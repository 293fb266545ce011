"""A second look at a page read by OCR: the places that are in doubt, and what other readers see there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from models.document import Word
from models.geometry import BBox


class Engine(StrEnum):
    """Who reads: two programs that were made and trained apart, so that they seldom make the same mistake."""

    PADDLE = "PP-OCRv6"
    TESSERACT = "Tesseract"


class Doubt(StrEnum):
    """Why a place is read again."""

    KEY = "key"
    """A check digit fails, or two numbers of one business differ."""
    SUM = "sum"
    """An equation between amounts, or between dates, does not hold."""
    MISSING = "missing"
    """A label is there, its value is not."""
    UNSURE = "unsure"
    """The reader itself was not certain."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of page number `page` that is read again, in its points.

    `text` is what was read there at first, `confidence` that reader's in the least certain of its words (0 to 1).
    """

    page: int
    box: BBox
    text: str
    doubt: Doubt
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Witness:
    """What one reader saw at a spot: words in the page's points, left to right."""

    engine: Engine
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


Again = Callable[[Spot], tuple[Witness, ...]]
"""Reads a spot again, each time a little differently; gives what was seen each time, empty where nothing was."""
