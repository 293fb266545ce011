"""SIRET, the number of one establishment of a French business.

Fourteen digits: the nine of the company's SIREN, then five for the establishment. Both pass the Luhn check, except the
establishments of La Poste (SIREN 356 000 000), whose digits add up to a multiple of five. A number that fails is kept.

Sources: https://www.insee.fr/fr/metadonnees/definition/c1841 · BR-FR-09 (a SIRET starts with its SIREN)

>>> from extractor.testing import lines_of
>>> [found.value for found in find(lines_of("SIRET : 732 829 320 00074"))]
['73282932000074']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.checkdigits import siret_valid
from extractor.recognition.found import candidate
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind

_FOURTEEN = re.compile(r"(?<![\d.,/-])(?<!\d )(?:\d[ .\-\u00a0\u202f]{0,2}){13}\d(?![\d])")
_LABELLED = re.compile(r"s[i1l]r[e3]t\D{0,40}?((?:[\dOoIlSBZ][ .\-]{0,2}){13}[\dOoIlSBZ])(?![\w])", re.IGNORECASE)
_BROKEN = re.compile(r"(?<!\d)(?:\d[ .\-\u00a0]?){8,13}$")
_LOOKALIKE = str.maketrans("OoIlSBZ", "0011582")


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """Fourteen digits in a row, in any grouping; where the label says SIRET also those broken over two lines."""
    for line in lines:
        spans = []
        for match in _FOURTEEN.finditer(line.text):
            digits = re.sub(r"\D", "", match.group())
            valid = siret_valid(digits)
            if valid or "sir" in line.folded or _grouped(match.group()):
                spans.append(match.span())
                yield candidate(Kind.SIRET, digits, line, match.span(), valid=valid)
        if spans or "s" not in line.folded:
            continue
        lookalike = _LABELLED.search(line.text)
        if lookalike:
            digits = re.sub(r"[ .\-]", "", lookalike.group(1)).translate(_LOOKALIKE)
            if siret_valid(digits):
                yield candidate(Kind.SIRET, digits, line, lookalike.span(1), valid=True)
        elif "siret" in line.folded:
            yield from _over_two_lines(lines, line)


def _grouped(text: str) -> bool:
    """Written as a SIRET is: 3 3 3 5, 9 5 or all together; not as an account or a meter number."""
    groups = [len(group) for group in re.split(r"\D+", text.strip())]
    return groups in ([3, 3, 3, 5], [9, 5], [14])


def _over_two_lines(lines: Sequence[PrintedLine], line: PrintedLine) -> Iterator[Candidate]:
    start = _BROKEN.search(line.text)
    following = lines[line.index + 1 : line.index + 2]
    if start is None or not following or "siret" not in line.folded[: start.start()]:
        return
    digits = re.sub(r"\D", "", start.group())
    rest = re.match(rf"(?:\d[ .\-]?){{{14 - len(digits)}}}(?!\d)", following[0].text)
    if rest:
        digits += re.sub(r"\D", "", rest.group())
        yield candidate(Kind.SIRET, digits, line, start.span(), valid=siret_valid(digits))
