"""What announces a value: labels on its left, above it, or at the head of its column.

A label is worth more the nearer and the more directly it points: strength 1 is a label right before its value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extractor.candidates import Candidates
from extractor.labels import Label, box_of
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind
from models.geometry import BBox
from models.provenance import Provenance

_SKIPPABLE = frozenset(
    "le la les du de des d l au a est n no numero en date total montant soit eur euro euros € ttc ht"
    " : . - # ° ( ) = > *".split()
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """A label that points at a value; `strength` from 0 to 1."""

    label: Label
    strength: float


class Evidence:
    """The geometry of one document's lines and labels, asked by the decisions."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        self.lines = candidates.lines
        self.labels: dict[int, list[Label]] = defaultdict(list)
        for label in candidates.labels:
            self.labels[label.line].append(label)
        self.values: dict[int, list[Candidate]] = defaultdict(list)
        for found in candidates.found:
            if found.kind is not Kind.CURRENCY:
                self.values[found.line].append(found)
        for values in self.values.values():
            values.sort(key=lambda found: found.start)
        self._rows: dict[int, list[PrintedLine]] = {}
        self.by_page: dict[int, list[PrintedLine]] = defaultdict(list)
        self.boxes: dict[int, list[tuple[PrintedLine, BBox]]] = defaultdict(list)
        for line in self.lines:
            self.by_page[line.page].append(line)
            if not line.line.words[0].rotation:
                self.boxes[line.page].append((line, line.bbox))

    def line_of(self, place: Provenance) -> PrintedLine | None:
        """The printed line that a value stands in."""
        lines = self.by_page[place.page]
        return next((line for line in lines if line.bbox.contains(place.bbox, margin=1)), None)

    def left_of(self, line: PrintedLine) -> list[PrintedLine]:
        """Lines of the same row further left, nearest first."""
        row = [other for other in self._row(line) if other.bbox.x1 <= line.bbox.x0 + 2]
        return sorted(row, key=lambda other: -other.bbox.x1)

    def right_of(self, line: PrintedLine) -> list[PrintedLine]:
        """Lines of the same row further right, nearest first."""
        row = [other for other in self._row(line) if other.bbox.x0 >= line.bbox.x1 - 2]
        return sorted(row, key=lambda other: other.bbox.x0)

    def _row(self, line: PrintedLine) -> list[PrintedLine]:
        """The other lines of the row; asked often, so kept."""
        if line.index not in self._rows:
            self._rows[line.index] = [
                other for other in self.by_page[line.page] if other is not line and _same_row(other, line)
            ]
        return self._rows[line.index]

    def above(self, line: PrintedLine, x0: float, x1: float, *, reach: float) -> list[PrintedLine]:
        """Lines over the stretch x0 to x1, up to `reach` type sizes above, nearest first."""
        size, top = line.line.size, line.bbox.top
        within = lambda box: -0.5 * size < top - box.bottom < reach * size  # noqa: E731
        return self._crossing(line, x0, x1, within, lambda box: -box.bottom)

    def below(self, line: PrintedLine, x0: float, x1: float, *, reach: float) -> list[PrintedLine]:
        """Lines under the stretch x0 to x1, up to `reach` type sizes below, nearest first."""
        size, bottom = line.line.size, line.bbox.bottom
        within = lambda box: -0.5 * size < box.top - bottom < reach * size  # noqa: E731
        return self._crossing(line, x0, x1, within, lambda box: box.top)

    def _crossing(
        self,
        line: PrintedLine,
        x0: float,
        x1: float,
        within: Callable[[BBox], bool],
        order: Callable[[BBox], float],
    ) -> list[PrintedLine]:
        """The other upright lines of the page that share a part of the stretch and stand within reach, in order."""
        found = [
            other
            for other, box in self.boxes[line.page]
            if box.x0 < x1 and x0 < box.x1 and within(box) and other is not line
        ]
        return sorted(found, key=lambda other: order(other.bbox))

    def announcing(self, value: Candidate) -> tuple[Announcement, ...]:
        """Labels that point at a value, strongest first; of each direction the nearest."""
        found = [*self._before(value), *self._left(value), *self._over(value)]
        return tuple(sorted(found, key=lambda one: -one.strength))

    def _before(self, value: Candidate) -> Iterator[Announcement]:
        line = self.lines[value.line]
        for label in reversed(self.labels[value.line]):
            if label.end > value.start:
                continue
            between = line.folded[label.end : value.start]
            others = [v for v in self.values[value.line] if label.end <= v.start and v.end <= value.start]
            words = [word for word in between.replace(":", " : ").split() if word not in _SKIPPABLE]
            if any(v.kind is value.kind for v in others):
                yield Announcement(label, 0.3)
            elif len(words) <= (2 if others else 1):
                yield Announcement(label, 1.0 if not words or others else 0.9)
            else:
                yield Announcement(label, max(0.2, 0.7 - 0.06 * len(words)))
            return

    def _left(self, value: Candidate) -> Iterator[Announcement]:
        line = self.lines[value.line]
        before = line.folded[: value.start].strip(" :-€=.")
        if self.labels[value.line] and any(label.end <= value.start for label in self.labels[value.line]):
            return
        if len(before) > 12 and not any(c.isdigit() for c in before):  # prose stands before it
            return
        passed = sum(v.kind is value.kind for v in self.values[value.line] if v.end <= value.start)
        for other in self.left_of(line):
            labels = self.labels[other.index]
            if labels:
                label = labels[-1]
                tail = other.folded[label.end :].strip(" :.-()€")
                strength = 0.97 if len(tail) < 12 else 0.8
                yield Announcement(label, strength * (0.55**passed))
                return
            passed += sum(v.kind is value.kind for v in self.values[other.index])
            if passed > 5:
                return

    def _over(self, value: Candidate) -> Iterator[Announcement]:
        line = self.lines[value.line]
        box = value.provenance.bbox
        for passed, other in enumerate(self.above(line, box.x0, box.x1, reach=14)):
            labels = [
                label
                for label in self.labels[other.index]
                if (at := box_of(label, self.lines)).x1 > box.x0 - 6 and at.x0 < box.x1 + 6
            ]
            if labels:
                label = max(labels, key=lambda one: box_of(one, self.lines).x_overlap(box))
                alone = len(other.folded) - (label.end - label.start) < 10
                strength = 0.9 if alone else 0.6
                near = line.bbox.top - other.bbox.bottom < 1.6 * line.line.size
                yield Announcement(label, strength * (1.0 if near else 0.85) * (0.5**passed))
                return
            if passed >= 2 and not any(v.kind is value.kind for v in self.values[other.index]):
                return


def _same_row(one: PrintedLine, other: PrintedLine) -> bool:
    a, b = one.line.bbox, other.line.bbox
    if a.top >= b.bottom or b.top >= a.bottom:
        return False
    return a.y_overlap(b) > 0.5 * min(a.height, b.height) and not (
        one.line.words[0].rotation or other.line.words[0].rotation
    )
