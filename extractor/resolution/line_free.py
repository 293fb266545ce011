"""Lines without a head of table: letters, fee notes and receipts, where rows above the totals end in an amount.

6 x Boissons ......................... 27,90 €
- Habillage chêne                      327,15
Vanne d'arrêt         6   15.65         93.90
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extractor.resolution.line_amounts import Amounts, agree
from extractor.resolution.line_ends import Role, role_of_row
from extractor.resolution.line_grid import Laid
from extractor.resolution.line_rows import Number, Row
from extractor.resolution.line_wraps import WRAP, Item

FARTHEST = 5.0
"""Type sizes between two lines of one list, or the last of them and the totals, at most."""

MOST_ROWS = 5
"""Rows of a description printed above its figures, at most."""

_BULLETS = frozenset({"- ", "• ", "* ", "– ", "· "})
_COUNT = re.compile(r"^(\d{1,4}(?:[.,]\d{1,3})?)\s*[x×X*]\s+(?=\D)")


def free_items(pages: Sequence[Sequence[Row]]) -> list[Item]:
    """The rows that end in an amount above the first totals that have such rows above them."""
    for rows in pages:
        for index, row in enumerate(rows):
            if role_of_row(row) is Role.TOTAL and _amount(row) is not None:
                items = _above(rows, index)
                if items:
                    return items
                break
    return []


def _above(rows: Sequence[Row], total: int) -> list[Item]:
    """The list that ends right above a row of totals, bottom up until something else begins."""
    found: list[Item] = []
    texts: list[Row] = []
    limit = 4 * FARTHEST
    lower = rows[total]
    for row in reversed(rows[:total]):
        gap = lower.box.top - row.box.bottom
        if gap > limit * row.size:
            break
        amount = _amount(row)
        role = role_of_row(row)
        if amount is not None and role in (None, Role.CHARGE) and _in_line(amount, found):
            _name(found, texts)
            item = _item(row)
            item.doubtful = role is Role.CHARGE
            if _letters(_label(row)) > 2:
                _extend(item, texts, amount)
            found.append(item)
            texts, limit = [], FARTHEST
        elif amount is not None or role not in (None, Role.CHARGE, Role.DISCOUNT) or row.text.rstrip().endswith(":"):
            if found:
                break
        elif not any(c.isalnum() for c in row.text):
            texts = []
        else:
            texts.insert(0, row)
            if found and not _named(found[-1]) and len(texts) > MOST_ROWS:
                break
        lower = row
    _name(found, texts)
    return [item for item in reversed(found) if _named(item)]


def _named(item: Item) -> bool:
    return bool(item.before) or _letters(item.laid.texts[0]) > 2


def _name(found: list[Item], texts: list[Row]) -> None:
    """A row of figures alone is described by the rows of text right above it."""
    if not found or _named(found[-1]):
        return
    item = found[-1]
    lower = item.laid.row
    for row in reversed(texts):
        if lower.box.top - row.box.bottom > WRAP * row.size:
            break
        item.before.insert(0, row.text)
        item.above.insert(0, row)
        lower = row
        if row.text[:2] in _BULLETS:
            break
    texts.clear()


def _extend(item: Item, texts: list[Row], amount: Number) -> None:
    """The rows of text right below continue the description."""
    last = item.laid.row
    for text in texts:
        if text.box.top - last.box.bottom > WRAP * text.size or text.box.x0 > amount.box.x0:
            break
        item.extra.append(text.text)
        item.below.append(text)
        last = text


def _amount(row: Row) -> Number | None:
    """The number in money that the row ends in."""
    if not row.numbers:
        return None
    last = row.numbers[-1]
    money = last.decimals == 2 or last.currency
    return last if money and last.stop == len(row.words) and not last.percent and not last.after_text else None


def _in_line(amount: Number, found: list[Item]) -> bool:
    """Whether an amount ends where those below it do."""
    if not found:
        return True
    others = [item.laid.row.numbers[-1].box for item in found]
    size = found[0].laid.row.size
    return any(abs(amount.box.x1 - box.x1) < size or abs(amount.box.x0 - box.x0) < size for box in others)


def _trailing(row: Row) -> list[Number]:
    """The numbers at the end of the row, with nothing but a unit between them."""
    taken: list[Number] = []
    stop = len(row.words)
    for number in reversed(row.numbers):
        if number.stop < stop - 1 or (taken and number.after_text):
            break
        taken.insert(0, number)
        stop = number.start
    return taken


def _label(row: Row) -> str:
    trailing = _trailing(row)
    return " ".join(word.text for word in row.words[: trailing[0].start])


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def _item(row: Row) -> Item:
    trailing = _trailing(row)
    label = _label(row)
    amounts = _read(trailing)
    if _letters(label) <= 1 and re.fullmatch(r"[\d.,\s]*[xX×*]?\s*", label):
        label = ""
    count = _COUNT.match(re.sub(r"^[-•·–]\s+", "", label))
    if count and amounts.quantity is None:
        label = re.sub(r"^[-•·–]\s+", "", label)[count.end() :]
        amounts = Amounts(amounts.net, Decimal(count[1].replace(",", ".")), amounts.price, None, amounts.verified)
    return Item(Laid(row, {}, {0: label}, row.box), amounts)


def _read(numbers: Sequence[Number]) -> Amounts:
    """The net amount last; before it, the two numbers whose product it is."""
    net = numbers[-1].value(decimals=2)
    values = [number.value() for number in numbers]
    if net is not None and len(numbers) >= 3:
        for first in range(len(numbers) - 2):
            quantity, price = values[first], values[first + 1]
            if quantity is not None and price is not None and agree(quantity, price, net):
                return Amounts(net, quantity, price, None, verified=True)
    return Amounts(net)
