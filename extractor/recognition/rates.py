"""Rates: a number and a per cent sign, from 0 to 100.

>>> from extractor.testing import lines_of
>>> [str(found.value) for found in find(lines_of("TVA 5,5 % puis 20.00%, T.V.A.10 %"))]
['5.5', '20.00', '10']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.recognition.found import candidate
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind

_RATE = re.compile(r"(?<![\d,])(?<!\d\.)(\d{1,3}(?:[.,]\d{1,3})?)\s?%")


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """Every number followed by a per cent sign, up to 100."""
    for line in lines:
        for match in _RATE.finditer(line.text):
            value = Decimal(match[1].replace(",", "."))
            if value <= 100:
                yield candidate(Kind.RATE, value, line, match.span())
