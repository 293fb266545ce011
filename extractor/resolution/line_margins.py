"""Where a table begins on the left: what stands beside it, such as terms printed in the margin, is none of its rows."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.resolution.line_ends import is_total
from extractor.resolution.line_grid import Grid
from extractor.resolution.line_kinds import Kind
from extractor.resolution.line_rows import Row
from extractor.resolution.line_vocabulary import kind_of


def trimmed(rows: Sequence[Row], left: float) -> list[Row]:
    """Rows without what stands left of the table."""
    if left <= 0:
        return list(rows)
    cut: list[Row] = []
    for row in rows:
        words = tuple(word for word in row.words if word.bbox.x_center > left)
        if words:
            cut.append(row if len(words) == len(row.words) else Row(row.page, words))
    return cut


def left_edge(grid: Grid, body: Sequence[Row]) -> float:
    """Where rows begin: at the first column where values stand under its name, else at the edge of the page."""
    counted: list[Row] = []
    for row in body[:60]:
        if counted and is_total(row):
            break
        if row.numbers and row.box.x1 > grid.columns[-1].head.x0:
            counted.append(row)
    while grid.main > 0 and _stands_beside(grid, counted):
        grid.drop_before(1)
    first = grid.columns[0]
    starts = []
    for row in counted:
        for start, stop in row.cells():
            x0, x1 = row.words[start].bbox.x0, row.words[stop - 1].bbox.x1
            under = min(x1, first.head.x1) - max(x0, first.head.x0) > 0
            if abs(x0 - first.head.x0) < row.size or (under and first.kind is not Kind.DESCRIPTION):
                starts.append(x0)
                break
    if not starts or 2 * len(starts) < len(counted):
        return 0.0
    return min(*starts, first.head.x0) - 2.0


def _stands_beside(grid: Grid, rows: Sequence[Row]) -> bool:
    """Whether the first name is no column's: unknown words, or a second name of descriptions with nothing under it."""
    first = grid.columns[0]
    if first.kind is Kind.OTHER:
        return kind_of(first.name) is None
    beside = max(first.head.x1, grid.columns[1].head.x0 - 30)
    filled = sum(row.box.x0 < beside and not row.text[:1].isdigit() for row in rows)
    return first.kind is Kind.DESCRIPTION and 4 * filled < len(rows)
