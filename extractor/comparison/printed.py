"""What a document's pages print, laid out to be searched for values that are known beforehand.

Searching is easier than reading: a value of the XML is looked for in all the forms that it may be printed in, and every
place is kept, so that a number that can be read in two ways is found under both. A `Row` is what stands on one height
of the page, whatever gaps are in it: an account number may be spread over cells.

>>> from extractor.testing import document_of
>>> printed = printed_of(document_of("Total TTC    1 234,56 €"))
>>> [hit.place.text for hit in printed.numbers[Decimal("1234.56")]]
['1 234,56']
>>> printed.roles(printed.numbers[Decimal("1234.56")][0])
frozenset({'total_with_vat'})
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from extractor import labels, numbers
from extractor.comparison.places import Hit, Row, hit_of
from extractor.comparison.stretches import Stretch, stretches_of
from extractor.labels import Label
from extractor.text import PrintedLine, printed_lines
from models.document import Document, Reading

_JOINED = 4
"""Words that one number may be broken into: `- 1 234 567,00 €`."""
_ABOVE = 45.0
"""Points between a value and the label that stands above it, at most."""
_TOUCHING = 2.0
_GLUED = re.compile(r"[^\W\d_](?<!EUR)(?<!CHF)(?<!USD)(?<!GBP)(?<!XPF)(?<![xX])[\d.,]+$")
_GOING_ON = re.compile(r"[^\W\d_]+\d")
"""Figures at the end or in the middle of an article number: `KR3`, `55T01`."""
_WORD = re.compile(r"[^\W_]+")
_TRIM = ":;|()[]"


@dataclass(frozen=True)
class Printed:
    """The lines of a document, their rows, the numbers and labels in them. `scanned`: some page was read by OCR."""

    lines: tuple[PrintedLine, ...]
    rows: tuple[Row, ...]
    scanned: bool

    @cached_property
    def numbers(self) -> Mapping[Decimal, tuple[Hit, ...]]:
        """Every number, without its sign, under every way to read it."""
        found: dict[Decimal, dict[tuple[int, int], Hit]] = defaultdict(dict)
        for line in self.lines:
            for (start, end), value in _numbers(line):
                found[abs(value)].setdefault((line.index, start), hit_of(line, start, end))
        return {value: tuple(hits.values()) for value, hits in found.items()}

    @cached_property
    def numbers_of(self) -> Mapping[int, tuple[tuple[Decimal, Hit], ...]]:
        """The numbers of each line, by the line's number."""
        found: dict[int, list[tuple[Decimal, Hit]]] = defaultdict(list)
        for value, hits in self.numbers.items():
            for hit in hits:
                found[hit.line].append((value, hit))
        return {line: tuple(some) for line, some in found.items()}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word, folded."""
        return frozenset(word for line in self.lines for word in _WORD.findall(line.folded))

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Its rows, and every two lines below each other, as runs of letters and digits."""
        return tuple(stretches_of(self.rows, self.lines))

    @cached_property
    def row_of(self) -> Mapping[int, Row]:
        """The row of each line, by the line's number."""
        return {line.index: row for row in self.rows for line in row.lines}

    @cached_property
    def labels(self) -> Mapping[int, tuple[Label, ...]]:
        """The labels of each line, left to right, by the line's number."""
        found: dict[int, list[Label]] = defaultdict(list)
        for label in labels.find(self.lines):
            found[label.line].append(label)
        return {line: tuple(sorted(some, key=lambda one: one.start)) for line, some in found.items()}

    @cached_property
    def _labels_by_page(self) -> Mapping[int, list[tuple[int, tuple[Label, ...]]]]:
        found: dict[int, list[tuple[int, tuple[Label, ...]]]] = defaultdict(list)
        for index, some in self.labels.items():
            found[self.lines[index].page].append((index, some))
        return found

    def roles(self, hit: Hit) -> frozenset[str]:
        """What the label left of a place announces; without one, what the nearest label above it does."""
        own = [label for label in self.labels.get(hit.line, ()) if label.end <= hit.start]
        if own:
            return frozenset(own[-1].terms)
        line = self.lines[hit.line]
        left = [other for other in self.row_of[hit.line].lines if other.bbox.x0 < line.bbox.x0]
        for other in reversed(left):
            if other.index in self.labels:
                return frozenset(self.labels[other.index][-1].terms)
        return self._above(hit, line)

    def _above(self, hit: Hit, line: PrintedLine) -> frozenset[str]:
        best: tuple[float, frozenset[str]] | None = None
        for index, some in self._labels_by_page.get(line.page, ()):
            other = self.lines[index]
            gap = hit.box.top - other.bbox.bottom
            if not -_TOUCHING <= gap <= _ABOVE or (best is not None and gap >= best[0]):
                continue
            for label in some:
                if labels.box_of(label, self.lines).x_overlap(hit.box) > 0:
                    best = (gap, frozenset(label.terms))
        return best[1] if best else frozenset()


def printed_of(document: Document) -> Printed:
    """The pages of a document, laid out to be searched."""
    lines = printed_lines(document)
    scanned = any(page.reading is not Reading.TEXT_LAYER for page in document.pages)
    return Printed(lines, tuple(_rows(lines)), scanned)


def _rows(lines: tuple[PrintedLine, ...]) -> Iterator[Row]:
    by_page: dict[int, list[PrintedLine]] = defaultdict(list)
    for line in lines:
        by_page[line.page].append(line)
    for some in by_page.values():
        row: list[PrintedLine] = []
        for line in sorted(some, key=lambda one: (one.bbox.y_center, one.bbox.x0)):
            if row and not row[0].bbox.top <= line.bbox.y_center <= row[0].bbox.bottom:
                yield Row(tuple(sorted(row, key=lambda one: one.bbox.x0)))
                row = []
            row.append(line)
        if row:
            yield Row(tuple(sorted(row, key=lambda one: one.bbox.x0)))


def _numbers(line: PrintedLine) -> Iterator[tuple[tuple[int, int], Decimal]]:
    if not any(character.isdigit() for character in line.text):
        return
    spans = [match.span() for match in re.finditer(r"\S+", line.text)]
    for first, (start, _) in enumerate(spans):
        for _, end in spans[first : first + _JOINED]:
            yield from _read(line.text[start:end].strip(_TRIM), (start, end))
    for match in numbers.NUMBER.finditer(line.text):
        if not _GLUED.search(line.text[: match.end()]) and not _GOING_ON.match(line.text[match.end() :]):
            yield from _read(match.group(), match.span())
    for start, end in spans:
        for match in numbers.NUMBER.finditer(line.text[start:end]):
            if not _GLUED.search(line.text[start : start + match.end()]) and not _GOING_ON.match(
                line.text[start + match.end() : end]
            ):
                yield from _read(match.group(), (start + match.start(), start + match.end()))


def _read(text: str, span: tuple[int, int]) -> Iterator[tuple[tuple[int, int], Decimal]]:
    match = numbers.NUMBER.fullmatch(text.strip().rstrip("%*").strip())
    if match is None:
        return
    for value in {numbers.value_of(match), numbers.value_of(match, decimals=3)}:
        if value is not None:
            yield span, value
