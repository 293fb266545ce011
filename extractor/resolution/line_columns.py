"""One column of a table: its name's place, and where and on which edge its values are aligned."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from extractor.resolution.line_kinds import Kind
from models.geometry import BBox

MONEY = frozenset({Kind.PRICE, Kind.GROSS_PRICE, Kind.AMOUNT, Kind.GROSS, Kind.TAX, Kind.PART, Kind.BASE})
FARTHEST = 5.0
"""Type sizes from a number to its column at most."""


@dataclass(slots=True)
class Column:
    """`edges` are the boxes of the values found so far."""

    kind: Kind
    name: tuple[str, ...]
    head: BBox
    edges: list[BBox] = field(default_factory=list)
    anchor: tuple[str, float] | None = None
    settled_left: float | None = None

    def learn(self) -> None:
        """Find out on which edge the values are aligned."""
        if len(self.edges) < 2:
            return
        spread = {}
        for edge in ("x1", "x0", "x_center"):
            places = sorted(getattr(box, edge) for box in self.edges)
            middle = median(places)
            # The worst are left out: one stray number must not hide the alignment of the others.
            off = sorted(abs(place - middle) for place in places)[: max(2, int(len(places) * 0.8))]
            spread[edge] = (off[-1], middle)
        best = min(spread, key=lambda edge: spread[edge][0])
        self.anchor = (best, spread[best][1])

    def distance(self, box: BBox, size: float) -> float:
        """How far a number is from this column, in type sizes."""
        head = self.head
        gap = max(0.0, head.x0 - box.x1, box.x0 - head.x1)
        if self.anchor is not None:
            edge, place = self.anchor
            at = box.x1 if edge == "x1" else box.x0 if edge == "x0" else (box.x0 + box.x1) / 2
            return min(abs(at - place), gap + 2 * size) / size
        if gap > FARTHEST * size:
            return gap / size
        offset = min(abs(box.x1 - head.x1), abs(box.x0 - head.x0), abs(box.x_center - head.x_center))
        return (gap + 0.15 * offset) / size

    @property
    def holds_text(self) -> bool:
        """Whether words may stand in this column."""
        return self.kind not in MONEY and self.kind is not Kind.DONE

    @property
    def left(self) -> float:
        if self.settled_left is not None:
            return self.settled_left
        return min([self.head.x0, *(box.x0 for box in self.edges)])
