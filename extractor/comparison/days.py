"""Days as they are printed: one known day in all its forms, or every day that stands on the pages.

`01/03/2026`, `1.3.26`, `2026-03-01`, `1er mars 2026`, `March 1, 2026`, `1. März 2026`, `20260301`; with the month first
(`03/01/2026`) only where the page is known to write so.

>>> [bool(pattern_of(date(2026, 3, 1)).search(text)) for text in ("echeance : 1er mars 2026", "11.3.26", "03/01/2026")]
[True, False, False]
>>> from extractor.comparison.printed import printed_of
>>> from extractor.testing import document_of
>>> [str(day) for day, _ in printed_days(printed_of(document_of("du 1er mars 2026 au 31/03/26, March 2, 2026")))]
['2026-03-31', '2026-03-01', '2026-03-02']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from extractor.comparison.places import Hit, hit_of
from extractor.comparison.printed import Printed

_END = r"(?![\d/]|[.-]\d)"
_SLASHED = re.compile(rf"(?<![\d/.-])(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>20\d\d|\d\d){_END}")
_FORMS = (
    _SLASHED,
    re.compile(rf"(?<![\d/.-])(?P<d>\d{{1,2}})(?P<s>[.\-])(?P<m>\d{{1,2}})(?P=s)(?P<y>20\d\d|\d\d){_END}"),
    re.compile(rf"(?<![\d/.-])(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d){_END}"),
    re.compile(rf"(?<![\d/.-])(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d){_END}"),
    re.compile(
        r"(?<![\d/.-])(?P<d>\d{1,2})(?:er|st|nd|rd|th)?[ .\-]+(?:de |of )?(?P<m>[a-z]{3,10})[ .,\-]+(?P<y>20\d\d)(?!\d)"
    ),
    re.compile(r"(?<![a-z])(?P<m>[a-z]{3,10})\.? +(?P<d>\d{1,2})(?:st|nd|rd|th)?[ ,]+(?P<y>20\d\d)(?!\d)"),
)
_CENTURY = 100
_ABBREVIATED = 4
_MONTHS = (
    "jan|janv|janvier|january|januar|janner|jaenner|enero|januari",
    "feb|fev|fevr|fevrier|february|februar|febrero|februari",
    "mar|mars|march|marz|maerz|mrz|marzo|maart",
    "apr|avr|avril|april|abril",
    "mai|may|mayo|mei",
    "jun|juin|june|juni|junio",
    "jul|juil|juill|juillet|july|juli|julio",
    "aou|aout|aug|august|agosto|augustus",
    "sep|sept|septembre|september|septiembre",
    "oct|okt|octobre|october|oktober|octubre",
    "nov|novembre|november|noviembre",
    "dec|dez|decembre|december|dezember|diciembre",
)


_MONTH_OF = {word[:_ABBREVIATED]: number for number, words in enumerate(_MONTHS, 1) for word in words.split("|")}


@lru_cache(maxsize=256)
def pattern_of(day: date) -> re.Pattern[str]:
    """A pattern over folded text that finds a day in all its forms."""
    year = rf"(?:{day.year}|{day.year % 100:02d})"
    d, m = rf"0?{day.day}", rf"0?{day.month}"
    sep = r"[ ]?[/.\-,][ ]?"
    forms = [
        rf"{d}{sep}{m}{sep}{year}",
        rf"{day.year}{sep}{m}{sep}{d}",
        f"{day:%Y%m%d}",
        f"{day:%d%m%Y}",
        rf"{d}(?:er|ier|ler|st|nd|rd|th|°)?[ .\-]*(?:de |of )?(?:{_MONTHS[day.month - 1]})[ .,\-]*{year}",
        rf"(?:{_MONTHS[day.month - 1]})[ .]*{d}(?:st|nd|rd|th)?[ ,]*{day.year}",
    ]
    return re.compile(rf"(?<![\d/])(?<!\d[.,-])(?:{'|'.join(forms)})(?!\d)(?![/.-]\d)")


def hits_of(day: date, printed: Printed, *, american: bool = False) -> tuple[Hit, ...]:
    """Where a day is printed."""
    patterns = [pattern_of(day)]
    if american:
        patterns = [
            re.compile(pattern_of(day).pattern.replace("[/.", "[.")),
        ]
        patterns.append(
            re.compile(rf"(?<![\d/])0?{day.month}/0?{day.day}/(?:{day.year}|{day.year % 100:02d})(?![\d/])")
        )
    return tuple(
        hit_of(line, *match.span())
        for line in printed.lines
        for pattern in patterns
        for match in pattern.finditer(line.folded)
    )


def printed_days(printed: Printed, *, american: bool = False) -> Iterator[tuple[date, Hit]]:
    """Every date that is printed, with its place."""
    for line in printed.lines:
        if any(character.isdigit() for character in line.folded):
            for form in _FORMS:
                for match in form.finditer(line.folded):
                    day = _day(match, american=american and form is _SLASHED)
                    if day is not None:
                        yield day, hit_of(line, *match.span())


def _day(match: re.Match[str], *, american: bool) -> date | None:
    day, month = match["d"], match["m"]
    number = int(month) if month.isdigit() else _MONTH_OF.get(month[:_ABBREVIATED], 0)
    year = int(match["y"])
    year += 2000 if year < _CENTURY else 0
    try:
        return date(year, int(day), number) if american else date(year, number, int(day))
    except ValueError:
        return None
