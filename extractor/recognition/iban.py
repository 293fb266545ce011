"""IBAN: two letters, two check digits, then the account in the country's own form; 27 characters in France.

Sources: ISO 13616 · BR-FR-CPRO-39.

>>> from extractor.testing import lines_of
>>> [found.value for found in find(lines_of("IBAN FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPP"))]
['FR7630006000011234567890189']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.bank_countries import LENGTHS
from extractor.checkdigits import iban_valid
from extractor.recognition.found import candidate
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind

_START = re.compile(r"(?<![A-Z])([A-Z]{2})[ ]?(\d[ ]?\d)(?=[ .\-]{0,2}[0-9A-Z])")
_SEPARATORS = " .-\u00a0\u202f"
_CONTINUES = re.compile(r"[0-9A-Z]")


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """Numbers of the country's length, in any grouping, also where the last groups stand on the next line."""
    for line in lines:
        for match in _START.finditer(line.text):
            wanted = LENGTHS.get(match.group(1))
            if wanted is None:
                continue
            value, end = _take(line.text, match.start(), wanted)
            if len(value) == wanted and not _CONTINUES.match(line.text[end : end + 1]):
                if sum(c.isdigit() for c in value) >= wanted // 2:
                    yield candidate(Kind.IBAN, value, line, (match.start(), end), valid=iban_valid(value))
            elif len(value) >= 8 and end >= len(line.text.rstrip()):
                yield from _continued(lines, line, (match.start(), end), value)


def _take(text: str, start: int, wanted: int) -> tuple[str, int]:
    """Up to `wanted` capitals and digits from `start`, over separators; and where they end."""
    value: list[str] = []
    at = end = start
    while at < len(text) and len(value) < wanted:
        character = text[at]
        if character.isdigit() or "A" <= character <= "Z":
            value.append(character)
            end = at + 1
        elif character not in _SEPARATORS:
            break
        at += 1
    return "".join(value), end


def _continued(
    lines: Sequence[PrintedLine], line: PrintedLine, span: tuple[int, int], value: str
) -> Iterator[Candidate]:
    wanted = LENGTHS[value[:2]]
    for following in lines[line.index + 1 : line.index + 3]:
        rest, _ = _take(following.text, 0, wanted - len(value))
        whole = value + rest
        if len(whole) == wanted and iban_valid(whole):
            yield candidate(Kind.IBAN, whole, line, span, valid=True)
            return
