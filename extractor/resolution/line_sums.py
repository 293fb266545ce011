"""What the lines may add up to, and which of the doubtful rows belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from extractor.resolution.line_ends import Role, labelled, role_of, role_of_row
from extractor.resolution.line_rows import Number, Row
from extractor.resolution.line_wraps import Item

MOST_DOUBTS = 8
"""Doubtful rows of which every choice is tried."""

MOST_CHARGES = 6
"""Charges and discounts on the whole invoice that may stand between the lines and their total."""

MANY = 3
"""Lines from which their sum may be a cent off, as each was rounded."""

_ON_ALL = (Role.CHARGE, Role.DISCOUNT)
_ROUNDING = (Decimal(0), Decimal("0.01"), Decimal("-0.01"))


class Sums:
    """The amounts printed outside the lines, or the total that is known, less or plus the charges printed."""

    def __init__(self, rows: Sequence[Row], items: Sequence[Item], expected_net: Decimal | None) -> None:
        inside = {
            (item.laid.row.page, round(item.laid.row.box.y_center) + off) for item in items for off in range(-2, 3)
        }
        totals: set[Decimal] = set()
        charges: set[Decimal] = {Decimal(0)}
        for row in rows:
            values = [] if (row.page, round(row.box.y_center)) in inside else _money(row)
            totals.update(abs(value) for value in values)
            if values and role_of_row(row) in _ON_ALL:
                charges.add(values[-1])
            for number, label in labelled(row):
                if role_of(label) in _ON_ALL:
                    charges.update(_cents(number))
        if expected_net is not None:
            totals = {abs(expected_net)}
        some = sorted(charges)[:MOST_CHARGES]
        shifts = {a + b for a in some for b in some if a != b} | {-a for a in some}
        self.targets = {abs(total - shift) for total in totals for shift in shifts} - {Decimal(0)}

    def holds(self, items: Sequence[Item]) -> bool:
        """Whether the lines add up to one of the targets."""
        total = sum((item.amounts.net for item in items if item.amounts.net is not None), Decimal(0))
        offs = _ROUNDING if len(items) >= MANY else _ROUNDING[:1]
        return bool(items) and any(abs(total) + off in self.targets for off in offs)

    def settle(self, items: Sequence[Item]) -> list[Item]:
        """The lines that add up: the sure ones, with as many of the doubtful ones as it takes."""
        doubts = [index for index, item in enumerate(items) if item.doubtful][:MOST_DOUBTS]
        for left_out in range(len(doubts) + 1):
            for out in combinations(doubts, left_out):
                kept = [item for index, item in enumerate(items) if index not in out]
                if self.holds(kept):
                    return kept
        return [item for item in items if not item.doubtful or item.complete] or list(items)


def _money(row: Row) -> list[Decimal]:
    """The amounts of a row."""
    return [value for number in row.numbers for value in _cents(number)]


def _cents(number: Number) -> list[Decimal]:
    """The value of a number with two decimals or a currency."""
    cents = 2
    value = number.value(decimals=2) if number.decimals == cents or number.currency else None
    return [] if value is None else [value]
