"""Dates as they are printed in France, England and Germany; month before day only where the page proves it.

`01/03/2026`, `01/03/26`, `1.3.2026`, `2026-03-01`, `1er mars 2026`, `01-mars-26`, `March 1, 2026`, `1. März 2026`.

>>> from extractor.testing import lines_of
>>> [str(found.value) for found in find(lines_of("le 1er mars 2026, payable au 31/03/26"))]
['2026-03-01', '2026-03-31']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extractor.months import MONTH_OF, NAMES
from extractor.recognition.found import candidate
from extractor.text import PrintedLine, fold
from models.candidate import Candidate, Kind

_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})[ ]?([/.\-])[ ]?(\d{1,2})[ ]?\2[ ]?(\d{4}|\d{2})(?![\d]|[.,/-]\d)")
_UNEVEN = re.compile(r"(?<![\d.,/-])(\d{2})[/.,\-](\d{2})[/.,\-](\d{4}|\d{2})(?![\d]|[.,/-]\d)")
"""Separators misread by OCR: `04.02,26`."""
_ISO = re.compile(r"(?<![\d-])(20\d\d)([-/.])(\d{2})\2(\d{2})(?![\d-])")
_WRITTEN = re.compile(
    rf"(?<![\d/.])(\d{{1,2}}|1er|ler|ier|1°)[ .\-]*(?:de )?({NAMES})(?![a-z])"
    r"[ .,\-]*(20\d\d|19\d\d|\d{2})(?!\d)"
)
_WITHOUT_YEAR = re.compile(rf"(?<![\d/.])(\d{{1,2}}|1er)[ .\-]*\b({NAMES})$")
_ENGLISH = re.compile(rf"\b({NAMES})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (20\d\d)(?!\d)")
_ORDINAL = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th) (?:of )?\b({NAMES})\b,? (20\d\d)(?!\d)")
_COMPACT = re.compile(r"(?:date|echeance|emis\w*|du|le)\W{1,4}(20\d\d)([01]\d)([0-3]\d)(?!\d)")
MONTHS = 12
_FIRST_YEAR, _LAST_YEAR = 2000, 2079


def find(lines: Sequence[PrintedLine]) -> Iterator[Candidate]:
    """Every real date between 2000 and 2079."""
    american = _is_american(lines)
    for line in lines:
        if not any(c.isdigit() for c in line.text):
            continue
        readings = [*_readings(line.folded), *_over_two_lines(lines, line)]
        if american:
            turned = {match.span() for match in _NUMERIC.finditer(line.folded) if match[2] == "/"}
            readings = [
                (at, year, day, month) if at in turned else (at, year, month, day) for at, year, month, day in readings
            ]
        if line.scanned:
            taken = [span for span, *_ in readings]
            readings += [
                (m.span(), int(m[3]), int(m[2]), int(m[1]))
                for m in _UNEVEN.finditer(line.folded)
                if not any(start < m.end() and m.start() < end for start, end in taken)
            ]
        for span, year, month, day in sorted(readings):
            value = _real(year, month, day)
            if value is not None:
                yield candidate(Kind.DATE, value, line, span)


def days_in(text: str) -> tuple[date, ...]:
    """The dates of a text that stands alone, such as one that a person types.

    >>> days_in("le 1er mars 2026") == days_in("01/03/26") == (date(2026, 3, 1),)
    True
    """
    found = (_real(year, month, day) for _, year, month, day in sorted(_readings(fold(text))))
    return tuple(value for value in found if value is not None)


def _readings(text: str) -> Iterator[tuple[tuple[int, int], int, int, int]]:
    for match in _NUMERIC.finditer(text):
        yield match.span(), int(match[4]), int(match[3]), int(match[1])
    for match in _ISO.finditer(text):
        yield match.span(), int(match[1]), int(match[3]), int(match[4])
    if not re.search(r"[a-z]{2}", text):
        return
    for match in _COMPACT.finditer(text):
        yield (match.start(1), match.end()), int(match[1]), int(match[2]), int(match[3])
    for match in _WRITTEN.finditer(text):
        day = 1 if not match[1].isdigit() else int(match[1])
        yield match.span(), int(match[3]), MONTH_OF[match[2]], day
    for match in _ENGLISH.finditer(text):
        yield match.span(), int(match[3]), MONTH_OF[match[1]], int(match[2])
    for match in _ORDINAL.finditer(text):
        yield match.span(), int(match[3]), MONTH_OF[match[2]], int(match[1])


def _is_american(lines: Sequence[PrintedLine]) -> bool:
    """Whether an invoice in English prints a date that has no such month, and none that has no such day: `11/17/2017`.

    >>> from extractor.testing import lines_of
    >>> [str(found.value) for found in find(lines_of("Invoice date 11/03/2017, paid 11/17/2017"))]
    ['2017-11-03', '2017-11-17']
    """
    dates = [match for line in lines for match in _NUMERIC.finditer(line.folded) if match[2] == "/"]
    late = [match for match in dates if int(match[3]) > MONTHS]
    return (
        bool(late)
        and not any(int(match[1]) > MONTHS for match in dates)
        and any("invoice" in line.folded for line in lines)
        and not any(word in line.folded for line in lines for word in ("facture", "avoir", "rechnung"))
    )


def _real(year: int, month: int, day: int) -> date | None:
    year = year + 2000 if year < 100 else year
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _over_two_lines(lines: Sequence[PrintedLine], line: PrintedLine) -> Iterator[tuple[tuple[int, int], int, int, int]]:
    """A day and a month that end a line, the year alone on the next."""
    start = _WITHOUT_YEAR.search(line.folded.rstrip())
    following = lines[line.index + 1 : line.index + 2]
    if start and following and re.fullmatch(r"20\d\d\.?", following[0].text.strip()):
        day = 1 if not start[1].isdigit() else int(start[1])
        yield start.span(), int(following[0].text.strip()[:4]), MONTH_OF[start[2]], day
