"""VAT numbers: FR, a key of two characters, the nine digits of the SIREN; and those of the other member states.

The key is (12 + 3 × (SIREN mod 97)) mod 97 where it is made of digits. Source: CGI art. 286 ter, VIES formats.

>>> from extractor.testing import lines_of
>>> [found.value for found in find(lines_of("N° TVA intracom. : FR 44 732 829 320"))]
['FR44732829320']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.checkdigits import french_vat_valid
from extractor.recognition.found import candidate
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind

_FRENCH = re.compile(
    r"(?<![A-Za-z])F[ .]?R[ .\-:]{0,2}([0-9A-HJ-NP-Z])[ ]?([0-9A-HJ-NP-Z])"
    r"[ .\-]{0,2}((?:\d[ .\-]{0,2}){8}\d)(?![ ]?\d)"
)
_BROKEN = re.compile(r"(?<![A-Za-z])FR[ .]?(?:[0-9A-HJ-NP-Z]{2}(?:[ .]?\d{3}){0,2})?$")
_REST = re.compile(r"(?:[0-9A-HJ-NP-Z]{2}[ .]?)?(?:\d{3}[ .]?){1,3}(?!\d)")
_BARE = re.compile(r"(?<!\d)(\d{2})[ .]?(\d{3})[ .]?(\d{3})[ .]?(\d{3})(?![ .]?\d)")
_EUROPEAN = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"ATU ?\d{8}|BE ?[01][\d. ]{9,12}(?!\d)|DE ?\d{3} ?\d{3} ?\d{3}(?!\d)|DK ?\d{8}"
    r"|ES ?[A-Z0-9]\d{7}[A-Z0-9]|FI ?\d{8}"
    r"|IE ?\d[0-9A-Z]\d{5}[A-Z]{1,2}|IT ?\d{11}|LU ?\d{8}|NL ?\d{9} ?B ?\d{2}|PL ?\d{10}|PT ?\d{9}"
    r"|RO ?\d{2,10}|SE ?\d{12}|CHE[- ]?\d{3}\.?\d{3}\.?\d{3}"
    r"|GB ?\d{3} ?\d{4} ?\d{2}|EU ?\d{9})(?![A-Za-z0-9])"
)
_CONTEXT = re.compile(r"tva|t\.v\.a|vat|ust|uid|btw|intracom|cee\b|iva|tax|mwst|nif|cif|fiscal")


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """French numbers anywhere; others, and French ones without their letters, beside a word for VAT."""
    for line in lines:
        seen = False
        for match in _FRENCH.finditer(line.text):
            value = "FR" + re.sub(r"[^0-9A-Z]", "", "".join(match.groups()))
            seen = True
            yield candidate(Kind.VAT_NUMBER, value, line, match.span(), valid=french_vat_valid(value))
        if not seen:
            for found in _over_two_lines(lines, line):
                seen = True
                yield found
        near = line.folded if line.index == 0 else lines[line.index - 1].folded + " " + line.folded
        if seen or not _CONTEXT.search(near):
            continue
        for match in _EUROPEAN.finditer(line.text):
            yield candidate(Kind.VAT_NUMBER, re.sub(r"[^0-9A-Z]", "", match.group()), line, match.span())
        for match in _BARE.finditer(line.text):
            value = "FR" + "".join(match.groups())
            if "tva" in line.folded and french_vat_valid(value):
                yield candidate(Kind.VAT_NUMBER, value, line, match.span(), valid=True)


def _over_two_lines(lines: Sequence[PrintedLine], line: PrintedLine) -> Iterator[Candidate]:
    """A number whose last groups stand at the beginning of the next line; its key must be right."""
    start = _BROKEN.search(line.text.rstrip())
    following = lines[line.index + 1 : line.index + 2]
    rest = _REST.match(following[0].text) if start and following else None
    if start and rest:
        value = re.sub(r"\W", "", start.group() + rest.group())
        if french_vat_valid(value):
            yield candidate(Kind.VAT_NUMBER, value, line, start.span(), valid=True)
