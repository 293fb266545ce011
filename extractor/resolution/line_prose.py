"""Lines told in a sentence: "nous vous facturons ce qui suit : audit du site, pour 1 200,00 € ; frais, pour 45,54 €".

The label runs from the last colon or semicolon to the word that announces the amount. Sentences are full of other
amounts, so these lines count only where they add up to a printed total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extractor.numbers import parse
from extractor.resolution.line_amounts import Amounts
from extractor.resolution.line_ends import Role, role_of_row
from extractor.resolution.line_grid import Laid
from extractor.resolution.line_rows import Row
from extractor.resolution.line_wraps import Item

_TOLD = re.compile(
    r"(?:[:;.]\s+|(?<=[\d€R]),?\s+et\s+|^)(?P<label>[^;:€]{4,200}?),?\s+(?:pour(?:\s+un\s+montant\s+de)?|au\s+prix\s+de|soit|d'un\s+montant\s+de|for)\s+"
    r"(?:(?:€|EUR)\s*)?(?P<amount>-?\s?\d{1,3}(?:[\s.'’]?\d{3})*[.,]\d{2})(?!\d)",
    re.IGNORECASE,
)


def told_items(pages: Sequence[Sequence[Row]]) -> list[Item]:
    """The lines told in the text above the first totals."""
    found: list[Item] = []
    for rows in pages:
        text, starts, kept = "", [], []
        for row in rows:
            if role_of_row(row) is Role.TOTAL and row.numbers:
                break
            starts.append(len(text))
            kept.append(row)
            text += row.text + " "
        for match in _TOLD.finditer(text):
            value = parse(match["amount"])
            if value is not None:
                place = max(index for index, start in enumerate(starts) if start <= match.start("amount"))
                found.append(_item(kept[place], match["label"], value))
        if found:
            return found
    return found


def _item(row: Row, label: str, value: Decimal) -> Item:
    return Item(Laid(row, {}, {0: label.strip()}, row.box), Amounts(value))
