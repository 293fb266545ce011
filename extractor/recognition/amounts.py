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
_COLON = re.compile(r"(?<![\d:.,])(\d{1,3}(?: \d{3})+|\d{3,})([:;])( ?)(\d{2})(?![\d:])")
_POINTS = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+)\.(\d{2})(?![\d.,])")
_COMMAS = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+),(\d{2})(?![\d.,])")


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """Every number that may be a sum of money, with its sign; not percentages, not parts of dates or identifiers."""
    for line in lines:
        if not any(c.isdigit() for c in line.text):
            continue
        text = separated(line.text) if line.scanned else line.text
        for match in NUMBER.finditer(text):
            start, end = match.span("body")
            cents = _CENTS.search(match["body"]) is not None or match["cents"] is not None
            money = _MONEY.search(match.group()) is not None or _MONEY.match(text[end:].lstrip()[:3]) is not None
            if not cents and not money:
                continue
            if text[end:].lstrip()[:1] in ("%", "\u2030") or text[end : end + 1] == "/":
                continue
            before = text[:start]
            if re.match(r"[.,]\d", text[end:]) or re.search(r"\w[-\u2013]$", before):
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
                yield candidate(Kind.AMOUNT, value, line, _whole(line.text, _trimmed(text, match)))


def separated(text: str) -> str:
    """Text read by OCR with the separators of amounts told apart, as long as before: a speck makes a comma a colon, or
    the comma is read as the point that stands between the thousands.

    >>> separated("4.179.59 €"), separated("7166: 09"), separated("1 234;50"), separated("12:30, 04.02.26")
    ('4.179,59 €', '7166.09 ', '1 234.50', '12:30, 04.02.26')
    """
    text = _POINTS.sub(r"\1,\2", text)
    text = _COMMAS.sub(r"\1.\2", text)
    return _COLON.sub(lambda match: f"{match[1]}.{match[4]}{match[3]}", text)


def _whole(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span with the figures of the text as it was read that a space moved out of it."""
    start, end = span
    while 0 < end < len(text) and text[end - 1].isdigit() and text[end].isdigit():
        end += 1
    return start, end


def _trimmed(text: str, match: re.Match[str]) -> tuple[int, int]:
    start, end = match.span()
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end
