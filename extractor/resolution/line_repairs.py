"""Amounts of lines that a scan has spoilt, restored by quantity × price where the lines then add up to the total.

What is restored is told as computed and is less sure; where no total confirms it, what was read stays as it is, and a
row whose amount could not be read at all is no line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from extractor.resolution.line_sums import Sums
from extractor.resolution.line_wraps import Item

MOST_SPOILT = 3
"""Amounts that are restored at once, at most: with more of them any total can be met."""

MOST_TRIED = 12
"""Lines of which every choice is tried."""


def readable(items: Sequence[Item]) -> list[Item]:
    """The lines whose amount was read."""
    return [item for item in items if item.amounts.net is not None]


def restored(items: Sequence[Item], sums: Sums) -> list[Item]:
    """The lines with as few products for their amounts as make them add up, in order; nothing where none do."""
    missing = [index for index, item in enumerate(items) if item.amounts.net is None]
    wrong = [index for index, item in enumerate(items) if item.amounts.verified is False and item.amounts.product]
    sign = -1 if sum((item.amounts.net or Decimal(0) for item in items), Decimal(0)) < 0 else 1
    spoilt = [*missing, *wrong][:MOST_TRIED]
    for count in range(1, min(MOST_SPOILT, len(spoilt)) + 1):
        for chosen in combinations(spoilt, count):
            made = [_with_product(item, sign) if index in chosen else item for index, item in enumerate(items)]
            kept = readable(made)
            if sums.holds(kept):
                return kept
    return []


def _with_product(item: Item, sign: int) -> Item:
    product = abs(item.amounts.product or Decimal(0)) * sign
    return replace(item, amounts=replace(item.amounts, net=product, restored=True, verified=None), doubtful=False)
