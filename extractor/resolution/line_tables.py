"""Tables of lines: the rows under a head that hold a line, their wrapped descriptions, and where they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.resolution.line_amounts import amounts_of, best_net_column, net_columns
from extractor.resolution.line_ends import Role, is_total, role_of, role_of_row
from extractor.resolution.line_grid import Grid, Laid
from extractor.resolution.line_heads import Head
from extractor.resolution.line_kinds import Kind
from extractor.resolution.line_margins import left_edge, trimmed
from extractor.resolution.line_names import is_recap
from extractor.resolution.line_rows import Row
from extractor.resolution.line_wraps import Entry, Item, wrap

ENOUGH = 40
"""Rows that tell where the values of a table stand."""

FARTHEST = 14.0
"""Type sizes between two lines of one table at most; what follows further down is something else."""

_CODES = (Kind.REFERENCE, Kind.NUMBER, Kind.OTHER)


@dataclass(slots=True)
class Table:
    """The lines read under one head; `ended` tells that the totals were met, so that no page continues it."""

    grid: Grid
    net_column: int
    items: list[Item]
    ended: bool

    @property
    def kinds(self) -> set[Kind]:
        return {column.kind for column in self.grid.columns}


def table_under(head: Head, rows: Sequence[Row], page_width: float) -> Table:
    """The table of a head, from the rows of the page below it."""
    grid = Grid(head, page_width)
    body = [row for row in rows if row.box.y_center > head.bottom]
    grid.left = left_edge(grid, body)
    body = trimmed(body, grid.left)
    return _read(grid, body, -1)


def table_continued(table: Table, rows: Sequence[Row]) -> Table:
    """The same columns on a following page without a head."""
    return _read(table.grid, trimmed(rows, table.grid.left), table.net_column)


def _read(grid: Grid, body: Sequence[Row], net_column: int) -> Table:
    rows = list(body)
    kept: list[Row] = []
    for row in rows:
        if kept and is_total(row):
            break
        kept.append(row)
    continued = net_column >= 0
    if not continued:
        _learn(grid, kept)
        grid.settle()
        net_column = best_net_column(grid, [grid.lay(row) for row in kept])
        grid.apart = _stands_apart(grid, kept, net_column)
    entries, ended = _entries(grid, rows, net_column, continued=continued)
    wrap(entries)
    items = [entry.item for entry in entries if entry.item is not None]
    return Table(grid, net_column, [item for item in items if _described(grid, item)], ended)


def _stands_apart(grid: Grid, rows: Sequence[Row], net_column: int) -> bool:
    """Whether the descriptions stand on rows of their own, above or below the figures."""
    codes = {net_column, *grid.indexes(*_CODES)}
    laid = [one for one in map(grid.lay, rows) if net_column in one.numbers and one.numbers.keys() - codes]
    return bool(laid) and 2 * sum(one.text_box is None for one in laid) > len(laid)


def _learn(grid: Grid, rows: Sequence[Row]) -> None:
    """Where the values of each column stand, from the rows that have an amount."""
    nets = net_columns(grid)
    for row in rows[:ENOUGH]:
        laid = grid.lay(row)
        if not any(index in laid.numbers for index in nets):
            continue
        grid.note(laid)


def _with_halves(grid: Grid, rows: Sequence[Row], net_column: int) -> list[Laid]:
    """Rows on the columns; a lone amount printed half a row off its line is put back on it."""
    laid = [grid.lay(row) for row in rows]
    codes = {*grid.indexes(*_CODES)}
    for index, lone in enumerate(laid):
        if set(lone.numbers) - codes != {net_column} or lone.texts or len(lone.row.numbers) != len(lone.numbers):
            continue
        for other in (index - 1, index + 1):
            if not 0 <= other < len(laid) or net_column in laid[other].numbers or len(laid[other].numbers) < 2:
                continue
            near = laid[other]
            if (
                abs(near.row.box.y_center - lone.row.box.y_center) < 1.2 * lone.row.size
                and role_of_row(near.row) is None
            ):
                net = {net_column: lone.numbers[net_column]}
                laid[other] = Laid(near.row, {**near.numbers, **net}, near.texts, near.text_box)
                laid[index] = Laid(lone.row, {}, {}, None)
                break
    return [one for one in laid if one.numbers or one.texts]


def _entries(grid: Grid, rows: Sequence[Row], net_column: int, *, continued: bool) -> tuple[list[Entry], bool]:
    entries: list[Entry] = []
    ended = False
    bottom = rows[0].box.top if rows else 0.0
    if not continued:
        grid.cents = _shows_cents(grid, rows, net_column)
    priced = 0
    for laid in _with_halves(grid, rows, net_column):
        row = laid.row
        role = role_of_row(row) or role_of(laid.texts.get(grid.main, ""))
        amounts = amounts_of(grid, laid, net_column)
        aligned = _is_aligned(grid, laid)
        sure = amounts.verified is True and amounts.price is not None and aligned
        far = priced > 0 and row.box.top - bottom > FARTHEST * row.size
        if any(entry.item for entry in entries) and not sure and (far or is_recap(row)):
            ended = True
        if amounts.net is not None and (
            sure or (_may_be_line(role, len(laid.numbers), priced) and _is_money(laid, net_column, cents=grid.cents))
        ):
            item = Item(laid, amounts, doubtful=ended or (role in (Role.CHARGE, Role.DISCOUNT) and not sure))
            if ended and not (sure or _is_full(grid, laid, aligned=aligned)):
                continue
            bottom = row.box.bottom
            priced += amounts.price is not None
            foreign = any(index != grid.main and not grid.columns[index].holds_text for index in laid.texts)
            if (laid.text_box is not None and not aligned) or (laid.text_box is None and foreign):
                entries.append(Entry(laid, barrier=True))
            else:
                entries.append(Entry(laid, item))
        elif not ended and role is None and amounts.product and _is_full(grid, laid, aligned=aligned):
            entries.append(Entry(laid, Item(laid, amounts, doubtful=True)))
        elif role is Role.TOTAL and (net_column in laid.numbers or is_total(row)):
            ended = ended or continued or any(entry.item for entry in entries)
            entries.append(Entry(laid, barrier=True))
        elif not ended and _may_go_on(role, row) and (text := _plain_text(grid, laid)):
            entries.append(Entry(laid, text=text))
        else:
            entries.append(Entry(laid, barrier=True))
    return entries, ended


def _may_go_on(role: Role | None, row: Row) -> bool:
    """Whether a row may belong to a description."""
    return role in (None, Role.CHARGE, Role.DISCOUNT) or (role is Role.TOTAL and bool(row.numbers))


def _is_full(grid: Grid, laid: Laid, *, aligned: bool) -> bool:
    """Whether a row has all that a line has: what stood above it was the sum of a part."""
    kinds = {grid.columns[index].kind for index in laid.numbers}
    return aligned and kinds >= {Kind.QUANTITY, Kind.PRICE}


def _may_be_line(role: Role | None, figures: int, priced: int) -> bool:
    """Under lines that have a price, a discount or a charge that shows but its amount is one on the whole invoice."""
    if role is Role.DISCOUNT:
        return not priced
    if role is Role.CHARGE:
        return figures > 1 or not priced
    return role is None


def _shows_cents(grid: Grid, rows: Sequence[Row], net_column: int) -> bool:
    """Whether net amounts are printed with cents, as they nearly always are."""
    found = [number for row in rows[:80] if (number := grid.lay(row).number(net_column))]
    return sum(number.decimals == 2 for number in found) * 2 > len(found)


def _is_money(laid: Laid, net_column: int, *, cents: bool) -> bool:
    number = laid.number(net_column)
    if number is None or sum(c.isdigit() for c in number.text) > 11:
        return False
    return number.currency or number.decimals == 2 or not cents


def _is_aligned(grid: Grid, laid: Laid) -> bool:
    """Whether the row's text starts where descriptions do, or a little to the right of it."""
    if laid.text_box is None or grid.main < 0:
        return False
    column = grid.columns[grid.main]
    starts = sorted(box.x0 for box in column.edges) or [column.head.x0]
    usual = starts[len(starts) // 2] if column.edges else min(column.head.x0, laid.text_box.x0)
    _, stop = grid.text_span()
    first = usual - 3 * laid.row.size
    if grid.main > 0:
        # A code glued to the description starts where codes do.
        first = min(first, *(column.left - laid.row.size for column in grid.columns[: grid.main]))
    return first < laid.text_box.x0 < usual + max(3 * laid.row.size, 0.3 * (stop - usual))


def _plain_text(grid: Grid, laid: Laid) -> str:
    """The text of a row that has no figures in the columns, or only figures inside a sentence."""
    if grid.apart:
        return laid.row.text if any(c.isalpha() for c in laid.row.text) else ""
    if laid.text_box is None:
        return ""
    kinds = {grid.columns[index].kind for index, number in laid.numbers.items() if not number.after_text}
    if kinds >= {Kind.QUANTITY, Kind.PRICE}:
        return ""
    if laid.numbers and not kinds:
        return laid.row.text
    return laid.texts.get(grid.main, "")


def _described(grid: Grid, item: Item) -> bool:
    texts = [*item.before, item.laid.texts.get(grid.main, ""), *item.extra]
    return any(sum(c.isalpha() for c in text) > 1 for text in texts) or (
        item.amounts.verified is True
        and any(c in item.laid.texts or c in item.laid.numbers for c in grid.indexes(Kind.REFERENCE))
    )
