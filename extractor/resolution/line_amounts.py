"""The arithmetic of one line: quantity × unit price, less the discount, is the net amount.

It tells which of several readings of a row is right: three digits after a comma (`1,234` is 1.234 or 1234), a discount
in per cent or in money, and which of several columns of amounts is the line's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from extractor.resolution.line_grid import Grid, Laid
from extractor.resolution.line_kinds import Kind
from extractor.resolution.line_rows import Number

CENT = Decimal("0.011")
_HUNDRED = Decimal(100)
_GROUP = re.compile(r"\d{3}(?!\d)")
WIDEST_SPACE = 1.5
"""Type sizes between the thousands and the rest of a number, at most."""
_SITUATION = frozenset("present presente actuelle actuel periode mois facturer jour".split())


@dataclass(frozen=True, slots=True)
class Amounts:
    """The figures of a row. `verified` is None where nothing can verify them; `computed`: no net is printed.

    `product` is what quantity, price and discount give where the net is not that, or cannot be read; `restored` amounts
    are such products.
    """

    net: Decimal | None
    quantity: Decimal | None = None
    price: Decimal | None = None
    discount: Decimal | None = None
    verified: bool | None = None
    computed: bool = False
    product: Decimal | None = None
    restored: bool = False


def amounts_of(grid: Grid, laid: Laid, net_column: int) -> Amounts:
    """The most credible reading of a row whose net amount stands in `net_column`."""
    net = _net(laid.number(net_column))
    quantity = _first(laid, grid.indexes(Kind.QUANTITY))
    price = _first(laid, grid.indexes(Kind.PRICE)) or _first(laid, grid.indexes(Kind.GROSS_PRICE))
    discount = _first(laid, grid.indexes(Kind.DISCOUNT))
    found = Amounts(
        net,
        _value(quantity),
        _value(price),
        abs(value) if (value := _value(discount)) is not None else None,
    )
    if net is None:
        return replace(found, product=_product(found, discount))
    if grid.columns[net_column].kind is Kind.PRICE and found.quantity is not None and found.price is not None:
        return replace(found, net=_product(found, discount), computed=True)
    if quantity and price:
        whole_net, whole_price = joined(laid, laid.number(net_column)), joined(laid, price)
        for one, other in ((whole_net, whole_price), (whole_net, price), (laid.number(net_column), price)):
            value = _net(one)
            if other is None or value is None:
                continue
            for q, p in product(_readings(quantity), _readings(other)):
                if agree(q, p, value, discount, tolerance=_tolerance(quantity, other, q, p)):
                    return Amounts(value, q, p, found.discount, verified=True)
        return replace(found, verified=False, product=_product(found, discount))
    if _is_part_of(grid, laid, net):
        return replace(found, verified=True)
    return found


def joined(laid: Laid, number: Number | None) -> Number | None:
    """A number with the thousands right before it that a wide space parted from it and that no column took."""
    if number is None:
        return None
    for before in laid.row.numbers:
        beside = before.stop == number.start and number.box.x0 - before.box.x1 < WIDEST_SPACE * laid.row.size
        taken = any(before is other for other in laid.numbers.values())
        if beside and not taken and before.text.isdigit() and len(before.text) < 4 and _GROUP.match(number.text):
            box = before.box.union(number.box)
            return replace(number, text=f"{before.text} {number.text}", box=box, start=before.start)
    return None


def _product(found: Amounts, discount: Number | None) -> Decimal | None:
    """Quantity × price, less a discount in per cent, to the cent; None where one of them is missing."""
    if found.quantity is None or found.price is None:
        return None
    off = found.discount if found.discount is not None and discount is not None and discount.percent else Decimal(0)
    return (found.quantity * found.price * (1 - off / _HUNDRED)).quantize(Decimal("0.01"))


def agree(
    quantity: Decimal, price: Decimal, net: Decimal, discount: Number | None = None, *, tolerance: Decimal = CENT
) -> bool:
    """Whether the product is the net amount, whatever the signs, at the discount given if any.

    >>> agree(Decimal(3), Decimal("10.00"), Decimal("-30.00")), agree(Decimal(3), Decimal(10), Decimal(31))
    (True, False)
    """
    whole = abs(quantity * price)
    return any(abs(expected - abs(net)) <= tolerance for expected in _discounted(whole, abs(quantity), discount))


def net_columns(grid: Grid) -> list[int]:
    """The columns that may hold the net amount, most likely first by their names and places."""
    amounts = grid.indexes(Kind.AMOUNT)
    named = [index for index in amounts if _SITUATION & set(grid.columns[index].name)]
    net = [
        index for index in amounts if {"ht", "net", "nette", "hors", "netto", "excl"} & set(grid.columns[index].name)
    ]
    rest = [*reversed(amounts), *reversed(grid.indexes(Kind.GROSS))]
    if not rest:
        rest = [*reversed(grid.indexes(Kind.PRICE)), *reversed(grid.indexes(Kind.PART))][:1]
    return list(dict.fromkeys([*named, *reversed(net), *rest]))


def best_net_column(grid: Grid, rows: Iterable[Laid]) -> int:
    """The column that agrees with quantity and price most often, else the first by name; -1 where there is none."""
    columns = net_columns(grid)
    if not columns:
        return -1
    rows = tuple(rows)
    filled = {c: sum(row.number(c) is not None for row in rows) for c in columns}
    if not rows or (len(columns) == 1 and filled[columns[0]]):
        return columns[0]
    agreed = {c: sum(amounts_of(grid, row, c).verified is True for row in rows) for c in columns}
    if not any(agreed.values()) and (priced := _with_price(grid, rows)) >= 0:
        return priced
    best = max(columns, key=lambda c: (agreed[c], filled[c] > 0, -columns.index(c)))
    if filled[best]:
        return best
    # The name may be misread or unknown: the arithmetic then tells which column it is.
    others = {c: sum(amounts_of(grid, row, c).verified is True for row in rows) for c in grid.indexes(Kind.OTHER)}
    return max(others, key=lambda c: others[c]) if any(others.values()) else best


def _with_price(grid: Grid, rows: tuple[Laid, ...]) -> int:
    """The net column where the first of two columns of amounts is the price, as the products tell; else -1."""
    amounts = grid.indexes(Kind.AMOUNT)
    if len(amounts) < 2 or grid.indexes(Kind.PRICE) or not grid.indexes(Kind.QUANTITY):
        return -1
    grid.columns[amounts[0]].kind = Kind.PRICE
    if 2 * sum(amounts_of(grid, row, amounts[-1]).verified is True for row in rows) >= len(rows):
        return amounts[-1]
    grid.columns[amounts[0]].kind = Kind.AMOUNT
    return -1


def _net(number: Number | None) -> Decimal | None:
    return None if number is None else number.value(decimals=2)


def _value(number: Number | None) -> Decimal | None:
    return None if number is None else number.value()


def _first(laid: Laid, columns: list[int]) -> Number | None:
    return next((number for c in columns if (number := laid.number(c)) is not None), None)


def _readings(number: Number) -> Iterator[Decimal]:
    seen = set()
    for decimals in (4, 2):
        value = number.value(decimals=decimals)
        if value is not None and value not in seen:
            seen.add(value)
            yield value


def _tolerance(quantity: Number, price: Number, q: Decimal, p: Decimal) -> Decimal:
    """A cent, and what rounding the printed price or quantity can make of it; never more than half a per cent."""
    loose = abs(q) * _half_unit(price) + (abs(p) * _half_unit(quantity) if quantity.decimals else 0)
    return max(CENT, min(loose, abs(q * p) / 200))


def _half_unit(number: Number) -> Decimal:
    return Decimal(5).scaleb(-number.decimals - 1)


def _discounted(whole: Decimal, quantity: Decimal, discount: Number | None) -> Iterator[Decimal]:
    value = None if discount is None else _value(discount)
    if value is None:
        yield whole
        return
    off = abs(value)
    yield whole * (1 - off / _HUNDRED)
    if discount is not None and not discount.percent:
        yield whole - off
        yield whole - off * quantity
    yield whole  # the price printed may be the one after discount


def _is_part_of(grid: Grid, laid: Laid, net: Decimal) -> bool:
    """Whether the net amount is a share of, or the difference between, other amounts of a progress table."""
    parts = [v for c in grid.indexes(Kind.PART) if (n := laid.number(c)) and (v := n.value(decimals=2)) is not None]
    shares = [v for c in grid.indexes(Kind.DONE) if (n := laid.number(c)) and (v := n.value()) is not None]
    if any(abs(a - b - net) <= CENT for a in parts for b in parts if a is not b):
        return True
    return any(abs(a * share / _HUNDRED - net) <= CENT for a in parts for share in shares)
