"""Amounts as they are printed: `1 234,56 €`, `1.234,56`, `1'234.56`, `EUR 1,234.56`, `(12,00)`, `12,00-`, `12€50`.

The last separator followed by one or two digits is the decimal one; three digits after it are thousands, unless the
number is a quantity or a unit price, where three decimals are usual: `decimals=3` then reads `1,234` as 1.234.

>>> [parse(text) for text in ("1 234,56 €", "1.234,56", "1'234.56", "(12,00)", "12,00-", "12€50")]
[Decimal('1234.56'), Decimal('1234.56'), Decimal('1234.56'), Decimal('-12.00'), Decimal('-12.00'), Decimal('12.50')]
>>> parse("1,234"), parse("1,234", decimals=3), parse("12 345 678,90"), parse("20 %"), parse("abc")
(Decimal('1234'), Decimal('1.234'), Decimal('12345678.90'), Decimal('20'), None)
"""

from __future__ import annotations

import re
from decimal import Decimal

SPACES = " \u00a0\u2007\u2009\u200a\u202f"
MINUS = "-\u2212\u2013\u2010\u2011"

_CURRENCY = r"(?:€|EUR(?:OS?)?|Euros?|euros?|\$|USD|£|GBP|CHF|XPF|F\.?CFP)"
_GROUPED = rf"\d{{1,3}}(?:(?P<g>[{SPACES}.,'\u2019])\d{{3}}(?:(?P=g)\d{{3}})*)"
_BODY = rf"(?:{_GROUPED}|\d+)(?:[.,]\d{{1,6}})?"
NUMBER = re.compile(
    rf"(?P<open>\()?[{SPACES}]*(?P<sign>[{MINUS}+])?[{SPACES}]*(?:{_CURRENCY}[{SPACES}]*)?(?P<sign2>[{MINUS}])?"
    rf"(?P<body>(?<![\d.,]){_BODY}(?![\d]))(?:[{SPACES}]*(?P<cents>€\d{{2}}(?!\d)))?"
    rf"(?P<after>[{MINUS}](?:(?![\d\w])|(?=EUR))|[{SPACES}]+[{MINUS}](?=[{SPACES}]*(?:$|€|EUR)))?[{SPACES}]*(?:{_CURRENCY})?(?P<last>[{SPACES}]?[{MINUS}](?![\d\w{SPACES}]))?[{SPACES}]*(?P<close>\))?"
)
"""A printed number with its sign, brackets and currency. `body` is the digits with their separators."""


def parse(text: str, *, decimals: int = 2) -> Decimal | None:
    """The number that `text` prints, or None where it prints none or more than one.

    `decimals` is the most decimals that such a number may have (2 for totals, 3 and more for prices and quantities).
    """
    match = NUMBER.fullmatch(text.strip().rstrip("%*").strip())
    return None if match is None else value_of(match, decimals=decimals)


def value_of(match: re.Match[str], *, decimals: int = 2) -> Decimal | None:
    """The number of one match of NUMBER."""
    body = match["body"]
    if match["cents"]:
        body += "," + match["cents"][1:]
    value = plain(body, decimals=decimals)
    if value is None:
        return None
    negative = (
        match["sign"] not in (None, "+")
        or match["sign2"]
        or match["after"]
        or match["last"]
        or (match["open"] and match["close"])
    )
    return -value if negative else value


def plain(body: str, *, decimals: int = 2) -> Decimal | None:
    """The value of digits and separators alone, or None where they cannot be a number.

    >>> plain("1.234.567,8"), plain("1,234.50"), plain("12.345"), plain("12.345", decimals=3), plain("1234,500")
    (Decimal('1234567.8'), Decimal('1234.50'), Decimal('12345'), Decimal('12.345'), Decimal('1234.500'))
    """
    text = re.sub(rf"[{SPACES}'\u2019]", "", body)
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return Decimal(text) if text.isdigit() else None
    whole, tail = text[:last], text[last + 1 :]
    mark = text[last]
    others = [c for c in whole if c in ".,"]
    ungrouped = re.match(r"\d{4}", body) is not None  # "1234,500" groups nothing: the comma is the decimal one
    thousands = decimals < 3 and whole.strip("0") != "" and not ungrouped  # noqa: PLR2004
    is_group = len(tail) == 3 and (mark in others or thousands)  # noqa: PLR2004
    if mark in others and not is_group:
        return None
    digits = re.sub(r"[.,]", "", whole)
    if not (digits + tail).isdigit():
        return None
    return Decimal(digits + tail) if is_group else Decimal(f"{digits or '0'}.{tail}")
