"""Descriptions printed on several rows: which row of text goes with which line."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.resolution.line_amounts import Amounts
from extractor.resolution.line_grid import Laid
from extractor.resolution.line_rows import Row

WRAP = 0.75
"""Share of the type size up to which the space between two rows keeps them together."""


@dataclass(slots=True)
class Item:
    """A row that is a line, with the rows its description is wrapped on.

    `doubtful` ones may belong to the totals; `complete` ones have a quantity and a price that give their amount.
    """

    laid: Laid
    amounts: Amounts
    above: list[Row] = field(default_factory=list)
    below: list[Row] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    doubtful: bool = False

    @property
    def complete(self) -> bool:
        amounts = self.amounts
        return amounts.verified is True and amounts.price is not None and bool(amounts.net)


@dataclass(slots=True)
class Entry:
    """A row to give out: an item of its own, or `text` that an item goes on with; a `barrier` parts its neighbours."""

    laid: Laid
    item: Item | None = None
    text: str = ""
    barrier: bool = False


def wrap(entries: list[Entry]) -> None:
    """Give each row of text to the line it continues: the nearer one, the one above where both are as near."""
    for index, entry in enumerate(entries):
        if not entry.text:
            continue
        above = _neighbour(entries, index, -1)
        below = _neighbour(entries, index, 1)
        gap_above = _gap(entries, index - 1, index) if above else float("inf")
        gap_below = _gap(entries, index, index + 1) if below else float("inf")
        size = entry.laid.row.size
        orphan = _bare(below)
        if (
            below
            and gap_below < WRAP * size
            and (orphan or gap_below < gap_above - 0.25 * size)
            and not (orphan and _bare(above) and gap_above < gap_below - 0.25 * size)
            and not _is_heading(entry, below)
        ):
            below.before.append(entry.text)
            below.above.append(entry.laid.row)
        elif above and gap_above < WRAP * size and not _is_heading(entry, above) and len(above.extra) < 12:
            above.extra.append(entry.text)
            above.below.append(entry.laid.row)


def _bare(item: Item | None) -> bool:
    """Whether a line has nothing but figures so far."""
    return item is not None and item.laid.text_box is None and not item.before


def _neighbour(entries: list[Entry], index: int, step: int) -> Item | None:
    """The line on that side, with nothing but rows of text that touch each other in between."""
    place = index + step
    while 0 <= place < len(entries):
        entry = entries[place]
        if entry.item is not None:
            return entry.item
        if (
            entry.barrier
            or _gap(entries, min(place, place - step), max(place, place - step)) > WRAP * entry.laid.row.size
        ):
            return None
        place += step
    return None


def _gap(entries: list[Entry], upper: int, lower: int) -> float:
    return entries[lower].laid.row.box.top - entries[upper].laid.row.box.bottom


def _is_heading(entry: Entry, item: Item) -> bool:
    row = entry.laid.row
    return (
        (row.bold and not item.laid.row.bold)
        or entry.text.rstrip().endswith(":")
        or row.size > 1.15 * item.laid.row.size
    )
