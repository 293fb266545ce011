"""Printed lines read as one run of letters and digits, with the way back to their places.

Only letters and digits count, without case or accents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from rapidfuzz.distance import OSA

from extractor.comparison.places import Hit, Row
from extractor.text import PrintedLine
from models.field import Place
from models.geometry import enclosing

_TALL = 2.2
"""Line heights between the parts of an identifier that is broken over two lines, at most."""


class Stretch:
    """Some lines, in the order in which they are read on."""

    def __init__(self, lines: tuple[PrintedLine, ...]) -> None:
        self.lines = lines
        self.back = [(i, at) for i, line in enumerate(lines) for at, c in enumerate(line.folded) if c.isalnum()]
        self.characters = "".join(lines[i].folded[at] for i, at in self.back)

    def find(self, wanted: str) -> Iterator[Hit]:
        """Where those characters stand, from the edge of a printed run to another."""
        at = self.characters.find(wanted)
        while at >= 0:
            if self._edge(at - 1, at) and self._edge(at + len(wanted) - 1, at + len(wanted)):
                yield self._hit(at, at + len(wanted) - 1)
            at = self.characters.find(wanted, at + 1)

    def inside(self, wanted: str) -> Iterator[Hit]:
        """Where those characters stand, be it in the middle of longer runs."""
        at = self.characters.find(wanted)
        while at >= 0:
            yield self._hit(at, at + len(wanted) - 1)
            at = self.characters.find(wanted, at + 1)

    def near(self, wanted: str, most: int) -> Iterator[tuple[str, Hit]]:
        """What stands there that one to `most` characters, changed, lost or added, make of the text.

        Of `most` + 1 parts of such a text one is printed as it is, which tells where to look.
        """
        size = -(-len(wanted) // (most + 1))
        for offset in range(0, len(wanted), size):
            part = wanted[offset : offset + size]
            at = self.characters.find(part)
            while at >= 0:
                yield from self._near(wanted, at - offset, most)
                at = self.characters.find(part, at + 1)

    def _near(self, wanted: str, around: int, most: int) -> Iterator[tuple[str, Hit]]:
        for start in (around, around - 1, around + 1):
            for end in (start + len(wanted), start + len(wanted) - 1, start + len(wanted) + 1):
                if (
                    start < 0
                    or end > len(self.back)
                    or not self._edge(start - 1, start)
                    or not self._edge(end - 1, end)
                ):
                    continue
                text = self.characters[start:end]
                if 0 < OSA.distance(text, wanted, score_cutoff=most) <= most:
                    yield text, self._hit(start, end - 1)

    def _edge(self, left: int, right: int) -> bool:
        """Whether a run of digits or letters ends between two characters."""
        if left < 0 or right >= len(self.back):
            return True
        (line, end), (other, start) = self.back[left], self.back[right]
        apart = line != other or start > end + 1
        return apart or self.characters[left].isdigit() != self.characters[right].isdigit()

    def _hit(self, first: int, last: int) -> Hit:
        (i, start), (j, end) = self.back[first], self.back[last]
        parts = [
            (line, start if k == i else 0, end + 1 if k == j else len(line.text))
            for k, line in enumerate(self.lines)
            if i <= k <= j
        ]
        box = enclosing(line.box(a, b) for line, a, b in parts)
        text = "  ".join(line.text[a:b] for line, a, b in parts)
        place = Place.at(self.lines[i].page, box, text)
        return Hit(place, self.lines[i].index, start)


def stretches_of(rows: Iterable[Row], lines: Iterable[PrintedLine]) -> Iterator[Stretch]:
    """Every row, and every two lines below each other, either of which may hold half of an identifier."""
    yield from (Stretch(row.lines) for row in rows)
    yield from (Stretch(pair) for pair in _broken(lines))


def _broken(lines: Iterable[PrintedLine]) -> Iterator[tuple[PrintedLine, ...]]:
    """Two lines below each other, either of which may hold half of an identifier."""
    for upper, lower in pairwise(lines):
        near = 0 < lower.bbox.top - upper.bbox.top < _TALL * max(upper.bbox.height, lower.bbox.height)
        if upper.page == lower.page and near:
            yield upper, lower
