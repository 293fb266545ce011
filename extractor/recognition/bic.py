"""BIC (SWIFT code) of a bank: four letters, two of the country, two of the place, three of the branch or none.

Source: ISO 9362.

>>> from extractor.testing import lines_of
>>> [found.value for found in find(lines_of("BIC : AGRIFRPP882", "merci de votre confiance"))]
['AGRIFRPP882']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.bank_countries import LENGTHS
from extractor.recognition.found import candidate
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind

_BIC = re.compile(r"(?<![A-Za-z0-9])([A-Z]{4})[ ]?([A-Z]{2})[ ]?([A-Z0-9]{2})[ ]?((?:[A-Z0-9]{3})?)(?![A-Z0-9])")
_CONTEXT = re.compile(r"\bb[i1l]c\b|swift|iban|\bvirement\b|\bbanque\b|fr\d\d[ ]?\d{4}")


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """Codes of a known country near a word for the bank: on the line or the two above it."""
    for line in lines:
        near = " ".join(other.folded for other in lines[max(0, line.index - 2) : line.index + 1])
        if not _CONTEXT.search(near):
            continue
        for match in _BIC.finditer(line.text):
            spaced = " " in match.group().strip()
            named = re.search(r"(?:b[i1l]c|swift)\W*(?:code)?\W*$", line.folded[: match.start()])
            if match.group(2) in LENGTHS and (not spaced or named):
                yield candidate(Kind.BIC, "".join(match.groups()), line, match.span())
