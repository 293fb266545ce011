"""The pages of a file as a reviewer sees them: how large, where each word stands, what a part of one says.

Boxes are (x0, top, x1, bottom) in points of the page shown: of a scan, cut out, upright and straight.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.document import Page, Reading

Box = tuple[float, float, float, float]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PageView(_Frozen):
    """One page of a file. `reading` tells a page with text (text_layer) from a scan (ocr, mixed)."""

    number: int
    width: float
    height: float
    reading: Reading


class PageList(_Frozen):
    """All pages of a file that can be opened; none of an XML invoice."""

    items: tuple[PageView, ...]


class PageWord(_Frozen):
    """Characters without a space between them, and how sure their reader was."""

    text: str
    bbox: Box
    confidence: float = 1.0


class PageWords(PageView):
    """A page with its words, in reading order."""

    words: tuple[PageWord, ...]

    @classmethod
    def of(cls, page: Page) -> PageWords:
        words = tuple(
            PageWord(text=word.text, bbox=(word.bbox.x0, word.bbox.top, word.bbox.x1, word.bbox.bottom),
                     confidence=round(word.confidence, 3))
            for word in page.words
        )  # fmt: skip
        return cls(number=page.number, width=page.width, height=page.height, reading=page.reading, words=words)


class RegionText(_Frozen):
    """What a part of a page says, line by line. `source` tells whether it was read now, or with the page."""

    text: str
    source: Literal["ocr", "words"]
    words: tuple[PageWord, ...] = ()
