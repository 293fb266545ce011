"""Numbers that belong to somebody: SIREN (also inside SIRET and VAT numbers), accounts, telephones, internet domains.

>>> from extractor.testing import lines_of
>>> identities_of(lines_of("SIRET 732 829 320 00074 - Tél. 05 55 12 34 56 - contact@acme.example"))
('d:acme.example', 's:732829320', 't:0555123456')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.checkdigits import siren_valid
from extractor.text import PrintedLine

_RUN = re.compile(r"(?<![\d.,/])(?:\d[ .\u00a0\u202f]?){9,14}(?![\d])")
_VAT = re.compile(r"\bfr ?[\da-z]{2} ?(\d{3}[ .]?\d{3}[ .]?\d{3})\b")
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?: ?[\da-z]{4}){4,7}(?: ?[\da-z]{1,3})?\b")
_PHONE = re.compile(r"(?<!\d)(?:0|\+33 ?\(?0?\)? ?)([1-9](?:[ .]?\d{2}){4})(?!\d)")
_DOMAIN = re.compile(r"(?:@|www\.)([a-z0-9][a-z0-9.\-]+\.[a-z]{2,8})")
_MOST = 24


def identities_of(lines: Sequence[PrintedLine]) -> tuple[str, ...]:
    """Each with a letter for its kind, in alphabetical order."""
    return tuple(sorted({found for line in lines for found in _in(line.folded)})[:_MOST])


def _in(text: str) -> Iterator[str]:
    if any(map(str.isdigit, text)):
        for run in _RUN.finditer(text):
            digits = re.sub(r"\D", "", run.group())
            if len(digits) in (9, 14) and siren_valid(digits[:9]):
                yield f"s:{digits[:9]}"
        for found in _VAT.finditer(text):
            digits = re.sub(r"\D", "", found[1])
            if siren_valid(digits):
                yield f"s:{digits}"
        for found in _IBAN.finditer(text):
            yield f"i:{re.sub(r'[^a-z0-9]', '', found.group())}"
        for found in _PHONE.finditer(text):
            yield f"t:0{re.sub(r'[ .]', '', found[1])}"
    if "@" in text or "www" in text:
        for found in _DOMAIN.finditer(text):
            yield f"d:{found[1]}"
