"""Printed lines as plain text that can be searched, with the way back from characters to boxes.

>>> fold("N° d'Échéance : œuvre")
"n° d'echeance : ouvre"
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from models.document import Document, Line, Reading
from models.geometry import BBox, enclosing
from models.provenance import Provenance

_SPECIAL = {
    "œ": "o", "Œ": "o", "æ": "a", "Æ": "a", "ß": "s", "º": "°",
    "’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-",
}  # fmt: skip
_FIGURE = str.maketrans("oOIl", "0011")
_AMONG_FIGURES = re.compile(
    r"(?<=\d)[oO]+(?=[\d\s.,/]|$)|(?<=\d[.,])[oO]{1,2}(?=\W|$)"
    r"|(?<=\d)[Il](?=\d)|(?<![A-Za-z\d])[Il](?=\d)|(?<=\d)[Il](?=\W|$)"
)


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character in "\u00a0\u2007\u2009\u200a\u202f":
        return " "
    base = unicodedata.normalize("NFKD", character)[:1] if character not in "°²³€" else character
    low = base.lower()
    return low if len(low) == 1 else character


def fold(text: str) -> str:
    """Lower case without accents, character by character, so that places in it are places in `text`."""
    return text.lower() if text.isascii() else "".join(map(_fold_one, text))


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of the document as text. `index` counts over the whole document; `starts` are where its words begin.

    On a page read by OCR (`scanned`) letters that stand for figures inside figures are read as figures.
    """

    index: int
    page: int
    line: Line
    text: str
    folded: str
    starts: tuple[int, ...]
    scanned: bool = False

    @property
    def bbox(self) -> BBox:
        return self.line.bbox

    def box(self, start: int, end: int) -> BBox:
        """The box around the characters from `start` to `end`; part of a word is taken in proportion."""
        boxes = []
        for word, at in zip(self.line.words, self.starts, strict=True):
            stop = at + len(word.text)
            if stop <= start or at >= end:
                continue
            if (start <= at and stop <= end) or word.rotation:
                boxes.append(word.bbox)
                continue
            unit = word.bbox.width / max(1, len(word.text))
            boxes.append(
                BBox(
                    word.bbox.x0 + unit * max(0, start - at),
                    word.bbox.top,
                    word.bbox.x0 + unit * (min(end, stop) - at),
                    word.bbox.bottom,
                )
            )
        return enclosing(boxes).rounded() if boxes else self.bbox

    def confidence(self, start: int, end: int) -> float:
        """The lowest of the readers' confidences in the words from `start` to `end`."""
        found = [
            word.confidence
            for word, at in zip(self.line.words, self.starts, strict=True)
            if at + len(word.text) > start and at < end
        ]
        return min(found, default=1.0)

    def provenance(self, start: int, end: int) -> Provenance:
        return Provenance(self.page, self.box(start, end), self.text[start:end].strip())


def figures(text: str) -> str:
    """The text with o, O, I and l read as 0 and 1 where figures surround them; as long as before.

    >>> figures("72ooo Le Mans, le I2 mai, qté I, total 1O5,oo, B83676")
    '72000 Le Mans, le 12 mai, qté I, total 105,00, B83676'
    """
    return _AMONG_FIGURES.sub(lambda match: match.group().translate(_FIGURE), text)


def printed_lines(document: Document) -> tuple[PrintedLine, ...]:
    """Every line of a document in reading order."""
    found: list[PrintedLine] = []
    for page in document.pages:
        for line in page.lines:
            starts = []
            at = 0
            for word in line.words:
                starts.append(at)
                at += len(word.text) + 1
            scanned = page.reading is not Reading.TEXT_LAYER
            text = figures(line.text) if scanned else line.text
            found.append(PrintedLine(len(found), page.number, line, text, fold(text), tuple(starts), scanned))
    return tuple(found)
