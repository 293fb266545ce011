"""Where on the pages each line of the invoice stands: the rows that hold its words and its numbers.

A line is placed by the words of its description and by its amounts; lines follow each other on the page as in the XML,
most of the time. A band reaches from the row of one line to that of the next.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from extractor.comparison.names import words
from extractor.comparison.places import Hit
from extractor.comparison.printed import Printed
from models.field import LineItem

_DEEP = 110.0
"""Points below its first row to which a line's words may reach."""
_WORDS, _NET, _PRICE, _QUANTITY = 3.0, 1.5, 1.0, 0.5
"""What finding all words of the description in a row weighs, and each of the numbers."""
_ENOUGH = 1.4
"""Below this a row is not that of the line: two numbers, or half of the words."""
_COMMON = 300
"""Rows beyond which a word or a number places nothing."""
_PREFERRED = 0.75
"""The share of the best row's weight at which a row in the order of the XML is taken instead."""


@dataclass(frozen=True, slots=True)
class Band:
    """The rows of one line: numbers from the first to the last."""

    first: int
    last: int
    numbers: Mapping[Decimal, Hit]
    words: frozenset[str]
    page: int
    top: float
    bottom: float


def bands_of(lines: tuple[LineItem, ...], printed: Printed) -> tuple[Band | None, ...]:
    """The band of each line of the XML, None for one that is not found on the page."""
    by_word, by_number = _indexes(printed)
    anchors: list[int | None] = []
    last = -1
    for line in lines:
        weights = _weights(line, by_word, by_number)
        best = max(weights.values(), default=0.0)
        if best < _ENOUGH:
            anchors.append(None)
            continue
        fair = [row for row, weight in weights.items() if weight >= best * _PREFERRED and row > last]
        row = min(fair) if fair and weights[min(fair)] == best else _heaviest(fair or list(weights), weights)
        anchors.append(row)
        last = row
    taken = sorted({row for row in anchors if row is not None})
    return tuple(None if row is None else _band(row, taken, printed) for row in anchors)


def _heaviest(rows: list[int], weights: Mapping[int, float]) -> int:
    return min(rows, key=lambda row: (-weights[row], row))


def _indexes(printed: Printed) -> tuple[Mapping[str, set[int]], Mapping[Decimal, set[int]]]:
    number_of = {line.index: number for number, row in enumerate(printed.rows) for line in row.lines}
    by_word: dict[str, set[int]] = defaultdict(set)
    for line in printed.lines:
        for word in words(line.text):
            by_word[word].add(number_of[line.index])
    by_number = {value: {number_of[hit.line] for hit in hits} for value, hits in printed.numbers.items()}
    return by_word, by_number


def _weights(
    line: LineItem, by_word: Mapping[str, set[int]], by_number: Mapping[Decimal, set[int]]
) -> dict[int, float]:
    weights: dict[int, float] = defaultdict(float)
    said = [word for word in dict.fromkeys(words(line.description)) if len(word) > 1 or word.isdigit()]
    for word in said:
        places = by_word.get(word, ())
        for row in places if len(places) <= _COMMON else ():
            weights[row] += _WORDS / len(said)
    for value, weight in ((line.net_amount, _NET), (line.unit_price, _PRICE), (line.quantity, _QUANTITY)):
        if value is not None:
            places = by_number.get(abs(value), ())
            for row in places if len(places) <= _COMMON else ():
                weights[row] += weight
    return weights


def _band(row: int, taken: list[int], printed: Printed) -> Band:
    rows = printed.rows
    at = bisect_left(taken, row)
    following = taken[at + 1] if at + 1 < len(taken) else len(rows)
    before = taken[at - 1] if at else -1
    top = rows[row].box.top
    last = row
    while last + 1 < following and rows[last + 1].page == rows[row].page and rows[last + 1].box.top - top < _DEEP:
        last += 1
    first = row - 1 if row - 1 > before and row > 0 and rows[row - 1].page == rows[row].page else row
    inside = [line.index for one in (rows[row], *rows[first : last + 1]) for line in one.lines]  # its own row first
    found: dict[Decimal, Hit] = {}
    for index in inside:
        for value, hit in printed.numbers_of.get(index, ()):
            found.setdefault(value, hit)
    said = frozenset(word for index in inside for word in words(printed.lines[index].text))
    return Band(first, last, found, said, rows[row].page, rows[first].box.top, rows[last].box.bottom)
