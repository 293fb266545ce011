"""VAT codes of lines and the legend that says their rates: `1 = 20 %`, `Code 3 : 5,50 %`, or a table of codes.

>>> from extractor.testing import page_of
>>> from extractor.resolution.line_rows import rows_of
>>> page = page_of("Codes TVA : 1 = 20 % ; 2 = 10 %")
>>> rates_by_code(rows_of(1, page.words))
{'1': Decimal('20'), '2': Decimal('10')}
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extractor.numbers import parse
from extractor.resolution.line_rows import Row
from extractor.resolution.line_vocabulary import tokens
from extractor.resolution.vat_rows import fits

RATES = frozenset(map(Decimal, "0 0.9 1.05 1.75 2.1 5.5 7 8.5 9.2 9.6 10 13 16 19 19.6 20 20.6 21".split()))
"""Rates of VAT in France and overseas, now and before, and the usual ones of its neighbours."""

_LEGEND = re.compile(r"\b([A-Z0-9])\s*(?:=|:|->|→|TAUX|taux|Taux)\s*(?:TVA\s*)?(\d{1,2}(?:[.,]\d{1,2})?)(?:\s*%|\b)")
_ROW = re.compile(
    r"(?:code\s+)?([A-Z0-9])(?:\s+[-–:)]?|[-–:)])\s*(\d{1,2}(?:[.,]\d{1,2})?)(?:\s*%|\s|$)", re.IGNORECASE
)
_RECAP = frozenset({"code", "codes", "taux", "tx", "tva", "base"})
_ROWS = 8
"""Rows of a recap of VAT at most."""


def _by_arithmetic(row: Row) -> list[tuple[str, str]]:
    """A code at the start of a row, and the rate at which a number of it gives another: `A  200,00  5,5 %  11,00`."""
    code = row.words[0].text
    # Ten at 5.5 % is as much as 5.5 at ten per cent: what carries the sign, or no cents, is rather the rate.
    likely = sorted(row.numbers, key=lambda number: (not number.percent, number.decimals == 2))
    values = [(number.text, value) for number in likely if (value := number.value(decimals=2)) is not None]
    if len(code) > 1 or not code.isalnum() or len(values) < 3:
        return []
    for text, rate in values:
        others = [value for other, value in values if other is not text]
        if rate in RATES and rate and any(fits(rate, base, tax) for base in others for tax in others):
            return [(code, text.strip(" %"))]
    return []


def rates_by_code(rows: Sequence[Row]) -> dict[str, Decimal]:
    """The rate of each code for which the document prints one."""
    found: dict[str, Decimal] = {}
    in_table = 0
    for row in rows:
        words = set(tokens(row.text))
        in_table = _ROWS if len(words & _RECAP) > 1 and not row.numbers else in_table - 1
        matches = _LEGEND.findall(row.text) or _by_arithmetic(row)
        if in_table > 0 and not matches:
            cells = (row.words[start:stop] for start, stop in row.cells())
            starts = [_ROW.match(row.text), *(_ROW.match(" ".join(word.text for word in cell)) for cell in cells)]
            matches = [start.groups() for start in starts if start]
        for code, rate in matches:
            value = parse(rate)
            if value in RATES and value is not None:
                found.setdefault(code.upper(), value)
    return found
