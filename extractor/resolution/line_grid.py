"""Where the columns of a table stand, and which column each number and word of a row belongs to.

The head gives a first place; the values then tell how they are aligned (right, left or centred) and where. The numbers
of a row are laid on the columns in order, at the least total distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.resolution.line_columns import FARTHEST, MONEY, Column
from extractor.resolution.line_heads import Head
from extractor.resolution.line_kinds import LONG_NAMES, Kind
from extractor.resolution.line_rows import Number, Row
from models.geometry import BBox

PERCENTS = frozenset({Kind.RATE, Kind.DISCOUNT, Kind.DONE})

IN_TEXT = 0.5
"""Cost, in type sizes, of a number that is part of the description."""
LOST = 6.0
"""Cost of a number that belongs to no column."""

_State = tuple[float, list[int]]
"""Total cost so far, and the column of each number."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A row on the columns: the number of each, and the words that are in no number, by column."""

    row: Row
    numbers: dict[int, Number]
    texts: dict[int, str]
    text_box: BBox | None

    def number(self, index: int) -> Number | None:
        return self.numbers.get(index)


class Grid:
    """The columns of one table; `left` is where its rows begin, `cents` tells that amounts are printed with cents.

    `apart`: descriptions stand on rows of their own, across the columns.
    """

    def __init__(self, head: Head, page_width: float) -> None:
        self.columns = [Column(name.kind, name.words, name.box) for name in head.names]
        self.cents = True
        self.apart = False
        self.left = 0.0
        self.right = page_width
        self._settled = False
        self._span: tuple[float, float] | None = None
        self._laid: dict[int, tuple[Row, Laid]] = {}
        described = self.indexes(Kind.DESCRIPTION)
        self.main = max(described, key=lambda i: (bool(LONG_NAMES & set(self.columns[i].name)), -i), default=-1)

    def note(self, laid: Laid) -> None:
        """Remember where the values of a row stand."""
        for index, number in laid.numbers.items():
            self.columns[index].edges.append(number.box)
        if laid.text_box is not None:
            self.columns[self.main].edges.append(laid.text_box)
        self._span = None

    def settle(self) -> None:
        """The values of the columns are known: places are not worked out again for each row."""
        for column in self.columns:
            column.learn()
            column.settled_left = column.left
        self._span = None
        self._laid.clear()
        self._settled = True

    def drop_before(self, index: int) -> None:
        """Forget the names left of a column: they stand beside the table."""
        self._span = None
        del self.columns[:index]
        self.main -= index

    def indexes(self, *kinds: Kind) -> list[int]:
        return [index for index, column in enumerate(self.columns) if column.kind in kinds]

    def lay(self, row: Row) -> Laid:
        """The row on the columns."""
        if not self._settled:
            return self._lay(row)
        if id(row) not in self._laid:
            self._laid[id(row)] = (row, self._lay(row))
        return self._laid[id(row)][1]

    def _lay(self, row: Row) -> Laid:
        numbers = [n for n in row.numbers if n.box.x1 > self.left]
        chosen = self._assign(numbers, row.size)
        placed: dict[int, Number] = {}
        taken: set[int] = set()
        for number, index in zip(numbers, chosen, strict=True):
            if index >= 0 and index != self.main:
                placed[index] = number
                taken.update(range(number.start, number.stop))
        texts: dict[int, list[str]] = {}
        box: BBox | None = None
        for start, stop in _loose(row, taken, self._text_edge()):
            index = self._text_column(row, start, stop, placed)
            if index < 0:
                continue
            texts.setdefault(index, []).extend(word.text for word in row.words[start:stop])
            if index == self.main:
                for word in row.words[start:stop]:
                    box = word.bbox if box is None else box.union(word.bbox)
        return Laid(row, placed, {index: " ".join(words) for index, words in texts.items()}, box)

    def _assign(self, numbers: Sequence[Number], size: float) -> list[int]:
        """The column of each number (-1 for none): order kept, one number per column but for the description."""
        states: dict[int, _State] = {-1: (0.0, [])}
        for number in numbers:
            following: dict[int, _State] = {}
            costs = [(i, cost) for i in range(len(self.columns)) if (cost := self._cost(number, i, size)) < LOST]
            for last, (total, path) in states.items():
                _keep(following, last, total + LOST, path, -1)
                for index, cost in costs:
                    if index > last or index == last == self.main:
                        _keep(following, index, total + cost, path, index)
            states = following
        return min(states.values(), key=lambda state: state[0])[1]

    def _cost(self, number: Number, index: int, size: float) -> float:
        column = self.columns[index]
        if index == self.main:
            return IN_TEXT + (0.0 if number.after_text else 0.7) + self._outside_text(number, size)
        distance = column.distance(number.box, size)
        if distance > FARTHEST or column.kind is Kind.UNIT:
            return LOST
        cost = distance + (2.0 if number.after_text else 0.0)
        if number.percent and column.kind not in PERCENTS:
            cost += 3.0
        if number.currency and column.kind not in MONEY and column.kind is not Kind.DISCOUNT:
            cost += 3.0
        if column.kind in MONEY and not number.decimals and not number.currency:
            cost += 0.3
        return cost

    def _outside_text(self, number: Number, size: float) -> float:
        """How far a number stands beyond the description's own column."""
        start, stop = self.text_span()
        return max(0.0, start - number.box.x0, number.box.x1 - stop) / size * 0.8

    def text_span(self) -> tuple[float, float]:
        """Between which places the description is printed."""
        if self._span is None:
            self._span = self._find_span()
        return self._span

    def _find_span(self) -> tuple[float, float]:
        start, stop = self.left, self.right
        for index, column in enumerate(self.columns):
            if index < self.main:
                ends = [box.x1 for box in column.edges]
                start = max(start, min(column.head.x1, self.columns[self.main].head.x0), *(ends or [0.0]))
            elif index > self.main:
                stop = min(stop, column.left)
        return start, max(start, stop)

    def _text_edge(self) -> float | None:
        """Where descriptions start, whatever stands right before them."""
        if self.main < 1:
            return None
        anchor = self.columns[self.main].anchor or ("x0", self.columns[self.main].head.x0)
        return anchor[1] if anchor[0] == "x0" else None

    def _text_column(self, row: Row, start: int, stop: int, placed: dict[int, Number]) -> int:
        """The column of a run of words; -1 where it is left of the table."""
        x0, x1 = row.words[start].bbox.x0, row.words[stop - 1].bbox.x1
        if x1 < self.left:
            return -1
        best, least = -1, float("inf")
        for index, column in enumerate(self.columns):
            if index in placed and index != self.main and placed[index].box.x1 > x0:
                continue
            head = column.head
            gap = max(0.0, head.x0 - x1, x0 - head.x1)
            if gap > least and index != self.main:
                continue
            offset = min(abs(x0 - head.x0), abs((x0 + x1) / 2 - head.x_center), abs(x1 - head.x1))
            if index == self.main:
                begin, end = self.text_span()
                inside = min(x1, end) - max(x0, begin)
                gap = 0.0 if inside > 0.5 * (x1 - x0) else gap
                offset *= 0.2
            if gap + 0.3 * offset < least:
                best, least = index, gap + 0.3 * offset
        return best


def _keep(states: dict[int, tuple[float, list[int]]], key: int, total: float, path: list[int], column: int) -> None:
    if key not in states or total < states[key][0]:
        states[key] = (total, [*path, column])


def _loose(row: Row, taken: set[int], edge: float | None) -> list[tuple[int, int]]:
    """Runs of words outside the numbers, cut at wide gaps and where a word starts at `edge`."""
    runs: list[tuple[int, int]] = []
    for start, stop in row.cells():
        begin = start
        for index in range(start, stop + 1):
            if index == stop or index in taken:
                if begin < index:
                    runs.append((begin, index))
                begin = index + 1
            elif edge is not None and begin < index and abs(row.words[index].bbox.x0 - edge) < 0.5 * row.size:
                runs.append((begin, index))
                begin = index
    return runs
