"""A known date among printed words, in every form it may take: `01/03/2026`, `1.3.26`, `2026-03-01`, `1er mars 2026`.

On a page in English the month may come first (`03/01/2026`), which is a form of its own: a day that is printed in both
ways is found in both.

>>> [bool(pattern_of(date(2026, 3, 1)).search(text)) for text in ("echeance : 1er mars 2026", "11.3.26")]
[True, False]
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from extractor.comparison.places import Hit, hit_of
from extractor.comparison.printed import Printed

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


@lru_cache(maxsize=256)
def pattern_of(day: date) -> re.Pattern[str]:
    """A pattern over folded text that finds a day in all its forms."""
    year = rf"(?:{day.year}|{day.year % 100:02d})"
    d, m = rf"0?{day.day}", rf"0?{day.month}"
    sep = r"[ ]?[/.\-,][ ]?"
    forms = [
        rf"{d}{sep}{m}{sep}{year}",
        rf"{m}/{d}/{year}",
        rf"{day.year}{sep}{m}{sep}{d}",
        f"{day:%Y%m%d}",
        f"{day:%d%m%Y}",
        rf"{d}(?:er|ier|ler|st|nd|rd|th|°)?[ .\-]*(?:de |of )?(?:{_MONTHS[day.month - 1]})[ .,\-]*{year}",
        rf"(?:{_MONTHS[day.month - 1]})[ .]*{d}(?:st|nd|rd|th)?[ ,]*{day.year}",
    ]
    return re.compile(rf"(?<![\d/])(?<!\d[.,-])(?:{'|'.join(forms)})(?!\d)(?![/.-]\d)")


def hits_of(day: date, printed: Printed) -> tuple[Hit, ...]:
    """Where a day is printed."""
    pattern = pattern_of(day)
    return tuple(hit_of(line, *match.span()) for line in printed.lines for match in pattern.finditer(line.folded))
