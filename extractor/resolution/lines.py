"""The lines of an invoice (BG-25), from its tables, or from rows that end in an amount where there is no table.

The sum of the lines is looked for among the other amounts of the document: where it is one of them, the reading holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractor.resolution.line_free import free_items
from extractor.resolution.line_grid import Grid
from extractor.resolution.line_heads import heads_of
from extractor.resolution.line_items import line_item
from extractor.resolution.line_prose import told_items
from extractor.resolution.line_rates import rates_by_code
from extractor.resolution.line_repairs import readable, restored
from extractor.resolution.line_rows import Row, rows_of
from extractor.resolution.line_sums import Sums
from extractor.resolution.line_tables import Table, table_continued, table_under
from extractor.resolution.line_wraps import Item
from models.document import Document
from models.field import LineItem


def lines_of(document: Document, *, expected_net: Decimal | None = None) -> tuple[LineItem, ...]:
    """The lines in the order of the page. `expected_net` is the total without VAT where it is known."""
    pages = [(page.width, rows_of(page.number, page.words)) for page in document.pages]
    rows = [row for _, page_rows in pages for row in page_rows]
    tables = _tables(pages)
    read: list[tuple[Grid | None, Item]] = [(table.grid, item) for table in tables for item in table.items]
    found = readable([item for _, item in read])
    sums = Sums(rows, found, expected_net)
    kept = sums.settle(found)
    if not sums.holds(kept):
        kept = _without_others(tables, sums) or kept
    if not sums.holds(kept) and expected_net is not None:
        mended = restored([item for _, item in read], sums)
        if mended:
            kept, read = mended, _placed(read, mended)
    if not sums.holds(kept) and 2 * sum(item.amounts.verified is True for item in kept) <= len(kept):
        plain = [page_rows for _, page_rows in pages]
        for items, only_if_held in ((free_items(plain), False), (told_items(plain), True)):
            other = Sums(rows, items, expected_net)
            chosen = other.settle(items)
            if chosen and (other.holds(chosen) or not (kept or only_if_held)):
                read, kept, sums = [(None, item) for item in items], chosen, other
                break
    codes = rates_by_code(rows)
    held = sums.holds(kept)
    wanted = {id(item) for item in kept}
    return tuple(line_item(grid, item, codes=codes, held=held) for grid, item in read if id(item) in wanted)


def _placed(read: Sequence[tuple[Grid | None, Item]], mended: Sequence[Item]) -> list[tuple[Grid | None, Item]]:
    """The lines with their tables, those that were restored in the place of what was read."""
    grids = {id(item.laid): grid for grid, item in read}
    return [(grids[id(item.laid)], item) for item in mended]


def _without_others(tables: Sequence[Table], sums: Sums) -> list[Item]:
    """The lines of one table, or of all but one, where these add up and all do not: boxes of dates may look like it."""
    filled = [readable(table.items) for table in tables if readable(table.items)]
    if len(filled) < 2:
        return []
    most = [[item for other in filled if other is not one for item in other] for one in filled]
    return next((kept for items in (*filled, *most) if sums.holds(kept := sums.settle(items))), [])


def _tables(pages: Sequence[tuple[float, tuple[Row, ...]]]) -> list[Table]:
    tables: list[Table] = []
    for width, rows in pages:
        heads = heads_of(rows)
        first = heads[0].first if heads else len(rows)
        repeated = bool(heads and tables) and {name.kind for name in heads[0].names} == tables[-1].kinds
        if tables and tables[-1].items and not tables[-1].ended and first > 0 and not repeated:
            tables.append(table_continued(tables[-1], rows[:first]))
        for index, head in enumerate(heads):
            end = heads[index + 1].first if index + 1 < len(heads) else len(rows)
            tables.append(table_under(head, rows[head.last + 1 : end], width))
    return tables
