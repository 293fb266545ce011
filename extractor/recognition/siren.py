"""SIREN, the number of a French business: nine digits that pass the Luhn check; "RCS Paris B 732 829 320" holds one.

Source: https://www.insee.fr/fr/metadonnees/definition/c2047

>>> from extractor.testing import lines_of
>>> [found.value for found in find(lines_of("732.829.320 RCS Paris"))]
['732829320']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.checkdigits import siren_valid
from extractor.recognition.found import candidate
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind

_NINE = re.compile(r"(?<![\d.,/+])(?<!\d )(\d{3})([ .\-\u00a0\u202f]?)(\d{3})\2(\d{3})(?![ .]?\d)(?!,\d)")
_UNEVEN = re.compile(r"(?<![\d.,/+])(?<!\d )(\d{3})([ .\-\u00a0\u202f]?)(\d{3})[ .\-]?(\d{3})(?![ .]?\d)(?!,\d)")
"""Groups whose spaces OCR lost in part: 987 654321."""
_CONTEXT = re.compile(r"siren|siret|s1ren|r\.?\s?c\.?\s?s\b|\brm\b|\brne\b|registre|repertoire|identifiant")


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """Nine digits beside one of the words that go with a register, or alone with a right key."""
    for line in lines:
        context = _CONTEXT.search(line.folded) is not None
        above = line.index > 0 and _CONTEXT.search(lines[line.index - 1].folded) is not None
        nine = _UNEVEN if line.scanned and context else _NINE
        for match in nine.finditer(line.text):
            digits = match.group(1) + match.group(3) + match.group(4)
            valid = siren_valid(digits)
            if context or (valid and (above or len(line.text) < 14)):  # the number and nothing else
                yield candidate(Kind.SIREN, digits, line, match.span(), valid=valid)
