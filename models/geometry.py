"""Places on a page, in PDF points (1/72 inch), origin at the top left.

>>> BBox(10, 20, 30, 40).union(BBox(0, 25, 15, 50))
BBox(x0=0, top=20, x1=30, bottom=50)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BBox:
    """An upright rectangle: left, top, right and bottom edges, in points."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def x_center(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y_center(self) -> float:
        return (self.top + self.bottom) / 2

    def union(self, other: BBox) -> BBox:
        return BBox(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )

    def x_overlap(self, other: BBox) -> float:
        """Length of the common horizontal stretch; negative where there is a gap."""
        return min(self.x1, other.x1) - max(self.x0, other.x0)

    def y_overlap(self, other: BBox) -> float:
        """Length of the common vertical stretch; negative where there is a gap."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)

    def contains(self, other: BBox, *, margin: float = 0.0) -> bool:
        return (
            self.x0 - margin <= other.x0
            and self.top - margin <= other.top
            and other.x1 <= self.x1 + margin
            and other.bottom <= self.bottom + margin
        )

    def rounded(self) -> BBox:
        """The same place at two decimals, as every box of a document is kept."""
        return BBox(round(self.x0, 2), round(self.top, 2), round(self.x1, 2), round(self.bottom, 2))


def enclosing(boxes: Iterable[BBox]) -> BBox:
    """The smallest box around all the given ones.

    Raises ValueError when there is none.
    """
    boxes = tuple(boxes)
    if not boxes:
        raise ValueError("no box to enclose")
    return BBox(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )
