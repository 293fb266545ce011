"""A row of a table as a line of the invoice, with its confidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from extractor.resolution.line_grid import Grid
from extractor.resolution.line_kinds import Kind
from extractor.resolution.line_wraps import Item
from models.field import LineItem, Origin, Place
from models.geometry import enclosing

# Shares of right lines, as measured on drawn and real invoices.
_VERIFIED_AND_SUMMED = 0.99
_SUMMED = 0.96
_VERIFIED = 0.93
_UNCHECKED = 0.7
_CONTRADICTED = 0.5
_RESTORED = 0.8


def line_item(grid: Grid | None, item: Item, *, codes: Mapping[str, Decimal], held: bool) -> LineItem:
    """`codes` gives the rate of each VAT code of the legend; `held` tells that the lines add up to a printed total."""
    rows = [*item.above, item.laid.row, *item.below]
    box = enclosing(row.box for row in rows).rounded()
    main = grid.main if grid is not None else 0
    reference, text = _parted(_cell(grid, item, Kind.REFERENCE), item.laid.texts.get(main, ""))
    parts = [*item.before, text, *item.extra]
    amounts = item.amounts
    return LineItem(
        description=_tidy(" ".join(parts)),
        reference=reference,
        quantity=amounts.quantity,
        unit=_unit(grid, item),
        unit_price=amounts.price,
        discount=amounts.discount,
        net_amount=amounts.net,
        vat_rate=_rate(grid, item, codes),
        origin=Origin.COMPUTED if amounts.computed or amounts.restored else Origin.EXTRACTED,
        confidence=round(_confidence(item, held=held) * min(word.confidence for word in item.laid.row.words), 3),
        provenance=Place.at(item.laid.row.page, box, " ".join(row.text for row in rows)),
    )


def _parted(reference: str | None, text: str) -> tuple[str | None, str]:
    """An article's code and its description, where only a space is between them and both fell into one column.

    >>> _parted("C07931 Étude préalable", "")
    ('C07931', 'Étude préalable')
    """
    if reference and not text and " " in reference:
        code, _, rest = reference.partition(" ")
        if any(c.isdigit() for c in code):
            return code, rest
    return reference, text


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"^[-•·*–►▪]+\s+", "", text.strip())).strip(" .…:")


def _confidence(item: Item, *, held: bool) -> float:
    if item.amounts.restored:
        return _RESTORED
    if item.amounts.verified:
        return _VERIFIED_AND_SUMMED if held else _VERIFIED
    if held:
        return _SUMMED
    return _CONTRADICTED if item.amounts.verified is False else _UNCHECKED


def _cell(grid: Grid | None, item: Item, kind: Kind) -> str | None:
    """What the first column of this kind prints, as text."""
    if grid is None:
        return None
    for index in grid.indexes(kind):
        number = item.laid.number(index)
        text = " ".join(filter(None, [number.text if number else "", item.laid.texts.get(index, "")])).strip()
        if text:
            return text
    return None


def _unit(grid: Grid | None, item: Item) -> str | None:
    if grid is None:
        return None
    found = _cell(grid, item, Kind.UNIT)
    if found is None:
        found = next((text for c in grid.indexes(Kind.QUANTITY) if (text := item.laid.texts.get(c))), None)
    return found


def _rate(grid: Grid | None, item: Item, codes: Mapping[str, Decimal]) -> Decimal | None:
    if grid is None:
        return None
    for index in grid.indexes(Kind.RATE):
        number = item.laid.number(index)
        text = number.text if number else item.laid.texts.get(index, "")
        code = text.strip().upper()
        if len(code) == 1 and code in codes:
            return codes[code]
        if number is not None and (len(code) > 1 or code == "0" or "code" not in grid.columns[index].name):
            value = number.value()
            if value is not None and (value == 0 or len(code) > 1) and abs(value) < 100:
                return value
    return None
