"""Currencies, by sign or ISO 4217 code, standing by an amount or in a sentence that names them.

>>> from extractor.testing import lines_of
>>> [found.value for found in find(lines_of("Total : 12,00 €", "montants en francs CFP (XPF)"))]
['EUR', 'XPF']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.recognition.found import candidate
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind

_SIGNS = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP",
    "chf": "CHF", "xpf": "XPF", "cad": "CAD", "mad": "MAD", "xof": "XOF", "pln": "PLN", "sek": "SEK", "dkk": "DKK",
}  # fmt: skip
_CURRENCY = re.compile(r"[€$£]|\b(?:eur|euros?|usd|gbp|chf|xpf|cad|mad|xof|pln|sek|dkk)\b")


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """Every sign or code of a currency."""
    for line in lines:
        for match in _CURRENCY.finditer(line.folded):
            yield candidate(Kind.CURRENCY, _SIGNS[match.group()], line, match.span())
