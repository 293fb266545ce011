"""Places of a page where a value is printed, and the rows in which a page's lines stand."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.text import PrintedLine
from models.field import Place
from models.geometry import BBox, enclosing


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a value is printed; `line` is the number of the (first) line it stands on."""

    place: Place
    line: int
    start: int

    @property
    def box(self) -> BBox:
        return BBox(*self.place.bbox)


@dataclass(frozen=True, slots=True)
class Row:
    """Lines of one height, left to right; `text` joins them by two spaces."""

    lines: tuple[PrintedLine, ...]

    @property
    def text(self) -> str:
        return "  ".join(line.text for line in self.lines)

    @property
    def box(self) -> BBox:
        return enclosing(line.bbox for line in self.lines)

    @property
    def page(self) -> int:
        return self.lines[0].page


def hit_of(line: PrintedLine, start: int, end: int) -> Hit:
    """The place of characters `start` to `end` of a line."""
    box = line.box(start, end)
    text = line.text[start:end].strip()
    return Hit(Place.at(line.page, box, text), line.index, start)
