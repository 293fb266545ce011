"""A known date among printed words, in every form it may take: `01/03/2026`, `1.3.26`, `2026-03-01`, `1er mars 2026`.

On a page for Americans the month comes first (`03/01/2026`). That is believed only where no date could be read day
first, and two dates of the XML stand there so, or one that can't be meant otherwise: the day and month of a date that
was changed in the XML would else be found.

>>> [bool(pattern_of(date(2026, 3, 1)).search(text)) for text in ("echeance : 1er mars 2026", "11.3.26", "03/01/2026")]
[True, False, False]
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from extractor.comparison.case import UNSEEN, Case, Verdict, different, same
from extractor.comparison.lookalikes import alike
from extractor.comparison.places import Hit, hit_of
from extractor.comparison.printed import Printed
from models.terms import DATES

_BELIEVED = 0.5
"""Confidence from which another reading counts where the date of the XML is not printed at all."""
_CONTRADICTS = 0.9
"""Confidence from which it counts although the date is printed somewhere."""
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})(?![\d/])")
_MONTHS_A_YEAR = 12
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
        rf"{day.year}{sep}{m}{sep}{d}",
        f"{day:%Y%m%d}",
        f"{day:%d%m%Y}",
        rf"{d}(?:er|ier|ler|st|nd|rd|th|°)?[ .\-]*(?:de |of )?(?:{_MONTHS[day.month - 1]})[ .,\-]*{year}",
        rf"(?:{_MONTHS[day.month - 1]})[ .]*{d}(?:st|nd|rd|th)?[ ,]*{day.year}",
    ]
    return re.compile(rf"(?<![\d/])(?<!\d[.,-])(?:{'|'.join(forms)})(?!\d)(?![/.-]\d)")


def judge(name: str, day: date, case: Case) -> Verdict:
    """One date of the XML against the page."""
    text = day.isoformat()
    seen = case.field(name)
    american = _month_first(case)
    if seen is not None and seen.value == text and not american:
        return same(text, seen)
    hits = hits_of(day, case.printed, american=american)
    role = next((hit for hit in hits if name in case.printed.roles(hit)), None)
    sure = seen is not None and not american and seen.confidence >= (_CONTRADICTS if hits else _BELIEVED)
    if sure and seen is not None and role is None and not (hits and case.claimed(seen.value, name)):
        doubtful = case.printed.scanned and alike(text.replace("-", ""), seen.value.replace("-", ""))
        return different(seen.value, seen, doubtful=doubtful)
    return same(text, role or hits[0]) if hits else UNSEEN


def hits_of(day: date, printed: Printed, *, american: bool = False) -> tuple[Hit, ...]:
    """Where a day is printed."""
    patterns = [pattern_of(day)]
    if american:
        patterns.append(
            re.compile(rf"(?<![\d/])0?{day.month}/0?{day.day}/(?:{day.year}|{day.year % 100:02d})(?![\d/])")
        )
    return tuple(
        hit_of(line, *match.span())
        for line in printed.lines
        for pattern in patterns
        for match in pattern.finditer(line.folded)
    )


def _month_first(case: Case) -> bool:
    """Whether the page writes the month before the day."""
    pairs = [(int(match[1]), int(match[2])) for line in case.printed.lines for match in _SLASHED.finditer(line.folded)]
    if any(first > _MONTHS_A_YEAR for first, _ in pairs):
        return False
    if any(second > _MONTHS_A_YEAR for _, second in pairs):
        return True
    days = [date.fromisoformat(value) for name in DATES if (value := case.value(name)) is not None]
    so = [day for day in days if not hits_of(day, case.printed) and hits_of(day, case.printed, american=True)]
    return len(so) > 1
