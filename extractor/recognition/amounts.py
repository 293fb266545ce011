"""Amounts of money: numbers with two decimals, or with a currency beside them.

>>> from extractor.testing import lines_of
>>> [str(found.value) for found in find(lines_of("Total TTC 1 234,56 €", "le 01/03/2026, 3 pages, 20,00 %"))]
['1234.56']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.numbers import NUMBER, value_of
from extractor.recognition.found import candidate
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind

_CENTS = re.compile(r"[.,]\d{2}$")
_MONEY = re.compile(r"€|EUR|Eur|eur|\$|USD|£|GBP|CHF|XPF")
_LINKED = re.compile(r"[\w/.°-]$")


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """Every number that may be a sum of money, with its sign; not percentages, not parts of dates or identifiers."""
    for line in lines:
        if not any(c.isdigit() for c in line.text):
            continue
        for match in NUMBER.finditer(line.text):
            start, end = match.span("body")
            cents = _CENTS.search(match["body"]) is not None or match["cents"] is not None
            money = _MONEY.search(match.group()) is not None or _MONEY.match(line.text[end:].lstrip()[:3]) is not None
            if not cents and not money:
                continue
            if line.text[end:].lstrip()[:1] in ("%", "\u2030") or line.text[end : end + 1] == "/":
                continue
            before = line.text[:start]
            if re.match(r"[.,]\d", line.text[end:]) or re.search(r"\w[-\u2013]$", before):
                continue  # a dotted telephone number; a reference such as F-12.50
            if (
                _LINKED.search(before)
                and not match["sign"]
                and not match["sign2"]
                and not before.endswith(("€", "$", "£", "EUR", "."))
            ):
                continue
            value = value_of(match)
            if value is not None and abs(value) < 10**10:
                yield candidate(Kind.AMOUNT, value, line, _trimmed(line.text, match))


def _trimmed(text: str, match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end
