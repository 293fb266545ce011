"""Values as XML writes them: plain decimals without exponents, texts without characters that XML forbids.

Sources: XML 1.0 production 2 (Char) · BR-FR-DEC-01 to BR-FR-DEC-04 (decimals of amounts, quantities, prices, rates)

>>> amount(Decimal("1E+2")), amount(Decimal("-0.00")), quantity(Decimal("2.5000")), quantity(Decimal("1E+1"))
('100.00', '0.00', '2.5', '10')
>>> price(Decimal("0.123456")), price(Decimal("50")), price(Decimal("12.5")), rate(Decimal("5.5")), rate(Decimal("20"))
('0.123456', '50.00', '12.50', '5.50', '20.00')
>>> clean("Pose\\x00 de\\r\\n porte ")
'Pose de porte'
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, localcontext

CENT = Decimal("0.01")
AMOUNT_DECIMALS, QUANTITY_DECIMALS, PRICE_DECIMALS, RATE_DECIMALS = 2, 4, 6, 2
_DIGITS = 19

EXACT = Context(prec=60)
"""Amounts are added and rounded in this context, whatever the caller's."""

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """A text without forbidden characters, its white space made single."""
    return " ".join(_FORBIDDEN.sub("", text).split())


def amount(value: Decimal) -> str:
    """An amount of money with two decimals, more only where it has more."""
    return _padded(value, AMOUNT_DECIMALS)


def price(value: Decimal) -> str:
    """A unit price, with two decimals at least."""
    return _padded(value, AMOUNT_DECIMALS)


def rate(value: Decimal) -> str:
    """A VAT rate in per cent, with two decimals."""
    return _padded(value, RATE_DECIMALS)


def quantity(value: Decimal) -> str:
    """A quantity, without idle zeros."""
    return plain(value)


def plain(value: Decimal) -> str:
    """Digits and a point, without exponent, idle zeros or a sign before zero.

    >>> plain(Decimal("1.50")), plain(Decimal("-0")), plain(Decimal("1E-7"))
    ('1.5', '0', '0.0000001')
    """
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def decimals(value: Decimal) -> int:
    """Digits after the point that say something.

    >>> decimals(Decimal("1.250")), decimals(Decimal("1E+3"))
    (2, 0)
    """
    return len(plain(value).partition(".")[2])


def writable(value: Decimal) -> bool:
    """Whether a number is of this world: a file from outside may hold one of a million digits.

    >>> writable(Decimal("12.50")), writable(Decimal("1E+999")), writable(Decimal("NaN"))
    (True, False, False)
    """
    if not value.is_finite():
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DIGITS and value.adjusted() < _DIGITS


def cents(value: Decimal) -> Decimal:
    """An amount rounded to the cent, halves away from zero as invoices do.

    >>> cents(Decimal("2.345")), cents(Decimal("-2.345"))
    (Decimal('2.35'), Decimal('-2.35'))
    """
    with localcontext(EXACT):
        return value.quantize(CENT, rounding="ROUND_HALF_UP")


def _padded(value: Decimal, least: int) -> str:
    whole, _, fraction = plain(value).partition(".")
    return f"{whole}.{fraction.ljust(least, '0')}"
