"""What was read of a file: pages of words, grouped in lines and blocks, in reading order.

A `Line` is a run of words on one baseline with no wide gap in it: the two columns of an invoice's head give two lines
per row. A `Block` is a paragraph of such lines. Rows that cross the whole page are made by those who need them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.geometry import BBox


class Reading(StrEnum):
    """How the words of a page, or of a document, came to be known."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    MIXED = "mixed"
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between them.

    `size` is the type size in points, `rotation` the direction of the text in degrees clockwise (0, 90, 180, 270),
    `confidence` the reader's own certainty (1.0 for a text layer).
    """

    text: str
    bbox: BBox
    size: float
    rotation: int = 0
    confidence: float = 1.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one baseline, left to right, without a wide gap."""

    words: tuple[Word, ...]
    bbox: BBox

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together as a paragraph or an address does, top to bottom."""

    lines: tuple[Line, ...]
    bbox: BBox

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


class CodeKind(StrEnum):
    """What a code for machines is printed as."""

    QR = "qr"
    CODE_128 = "code_128"
    PATCH = "patch"


@dataclass(frozen=True, slots=True)
class Code:
    """A code for machines that stands on a page: what it says, and where (in points, as words are).

    A patch code says one of 1, 2, 3, 4, 6 and T.
    """

    kind: CodeKind
    text: str
    bbox: BBox


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright as a person reads it; `number` counts from 1.

    `rulings` are the drawn lines and box edges (thin boxes, in points); empty for a scan.
    What was done to the picture of a scanned page before it was read, in this order: `corners` are those of the sheet
    that was cut out of a photo (top left, top right, bottom right, bottom left, in shares of the picture's width and
    height, which may lie beyond it; empty where it is the whole picture), `turned` the degrees counter-clockwise by
    which it was made upright, `skew` the angle in degrees that was taken out of it. `codes` are looked for on pages
    with few words only.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    rulings: tuple[BBox, ...] = ()
    reading: Reading = Reading.TEXT_LAYER
    skew: float = 0.0
    turned: int = 0
    corners: tuple[tuple[float, float], ...] = ()
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One invoice's pages, as read from the file `source` (its name) with digest `sha256`."""

    source: str
    sha256: str
    pages: tuple[Page, ...]
    reading: Reading

    @property
    def text(self) -> str:
        return "\n".join(line.text for page in self.pages for line in page.lines)
