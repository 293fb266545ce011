"""The days that an invoice covers (BG-14): "Période du 01/03/2026 au 31/03/2026", "Période : mars 2026".

Two dates, a month or a quarter, after a word for a period. What stands among the invoice's lines is the period of a
line (BG-26), not of the invoice; two different periods leave it open.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from extractor.labels import box_of
from extractor.months import MONTH_OF, NAMES
from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind
from models.field import LineItem
from models.geometry import BBox
from models.provenance import Provenance

_TO = re.compile(r"[\s.,]*(?:inclus\s*)?(?:au|a|jusqu'?au|et(?: le)?|-|–|—|→|>|to|until|bis|through)[\s:]*")
_FROM = re.compile(r"(?:^|\W)(?:du|de|entre(?: le)?|from|vom|between)?[\s:(]*$")
_NAMED = re.compile(
    r"\b(?:periode|prestations?|abonnements?|consommations?|facturation|locations?|loyers?|maintenance|interventions?"
    r"|period|zeitraum|leistungszeitraum|abrechnungszeitraum)\b[^\d]{0,40}$"
)
_MONTH = re.compile(rf"[\s:.(-]*(?:mois (?:de |d')?)?(?:({NAMES})\b\.?|(0[1-9]|1[0-2])[/.-])\s?(20\d\d)(?!\d)[\s.)]*")
_QUARTER = re.compile(
    r"[\s:.(-]*(?:t\s?([1-4])|([1-4])\s?(?:er|e|eme|nd)?\s?(?:trimestre|trim\.?))[\s/-]*(20\d\d)[\s.)]*"
)
_DEADLINE = ("fin de ", "fin du ", "jours ", "fin ", "par ", "/ ", "/")
"""What stands before a "mois" that is part of the payment terms, or of a price."""

_LONGEST = 800
"""Days that a period has at most: a two-year subscription."""


@dataclass(frozen=True, slots=True)
class _Span:
    start: date
    end: date
    place: Provenance
    end_place: Provenance
    score: float


def period_of(evidence: Evidence, lines: Iterable[LineItem]) -> dict[str, Choice]:
    """`billing_period_start` and `billing_period_end`, where the page tells one period; either may be told alone."""
    labelled = _labelled_ends(evidence)
    if labelled:
        return labelled
    zones = _zones(lines)
    found = [
        span
        for span in (*_between_dates(evidence), *_months(evidence))
        if 0 <= (span.end - span.start).days <= _LONGEST
        and not any(page == span.place.page and zone.contains(span.place.bbox) for page, zone in zones.items())
    ]
    if not found or len({(span.start, span.end) for span in found}) > 1:
        return {}
    best = max(found, key=lambda span: span.score)
    return {
        "billing_period_start": Choice(best.start.isoformat(), best.score, best.place),
        "billing_period_end": Choice(best.end.isoformat(), best.score, best.end_place),
    }


def _labelled_ends(evidence: Evidence) -> dict[str, Choice]:
    """Days with labels of their own: "Début de période", "Fin de période"; none where they contradict each other."""
    found: dict[str, Choice] = {}
    for candidate in evidence.candidates.of(Kind.DATE):
        for announcement in evidence.announcing(candidate)[:1]:
            for term in {"period_start", "period_end"} & set(announcement.label.terms):
                choice = Choice(str(candidate.value), 0.95 * candidate.confidence, candidate.provenance)
                found.setdefault(f"billing_{term}", choice)
    start, end = found.get("billing_period_start"), found.get("billing_period_end")
    return {} if start and end and start.value > end.value else found


def _zones(lines: Iterable[LineItem]) -> dict[int, BBox]:
    """The stretch of each page that its lines take, across its whole width."""
    zones: dict[int, BBox] = {}
    for place in (item.provenance for item in lines):
        if place is not None:
            _, top, _, bottom = place.bbox
            zone = BBox(float("-inf"), top - 1, float("inf"), bottom + 1)
            zones[place.page] = zones[place.page].union(zone) if place.page in zones else zone
    return zones


def _between_dates(evidence: Evidence) -> Iterator[_Span]:
    """Two dates in a row, or the second at the beginning of the next line."""
    for first, second, between in _pairs(evidence):
        line = evidence.lines[first.line]
        if not _TO.fullmatch(between):
            continue
        before = line.folded[: first.start]
        announced = evidence.announcing(first)
        labelled = max((a.strength for a in announced if "period" in a.label.terms), default=0.0)
        named = bool(_NAMED.search(before)) and not labelled
        if (labelled >= 0.55 or named) and _FROM.search(before):
            score = 0.95 if labelled else 0.85
            read = min(first.confidence, second.confidence)
            yield _Span(first.day, second.day, first.provenance, second.provenance, score * read)


def _pairs(evidence: Evidence) -> Iterator[tuple[Candidate, Candidate, str]]:
    """Dates that follow each other, with the text between them."""
    for index in sorted(evidence.values):
        line, dates = evidence.lines[index], _dates(evidence, index)
        for one, other in pairwise(dates):
            yield one, other, line.folded[one.end : other.start]
        if not dates or line.folded[dates[-1].end :].strip(" au"):
            continue
        nearby = evidence.right_of(line)[:1] + evidence.below(line, line.bbox.x0, line.bbox.x1, reach=1.8)[:1]
        for following in nearby:
            for other in _dates(evidence, following.index)[:1]:
                yield dates[-1], other, line.folded[dates[-1].end :] + " " + following.folded[: other.start]


def _months(evidence: Evidence) -> Iterator[_Span]:
    """A month or a quarter after the label, in the next cell or below it."""
    for label in evidence.candidates.labels:
        line = evidence.lines[label.line]
        if "period" not in label.terms or line.folded[: label.start].endswith(_DEADLINE):
            continue
        rest = line.folded[label.end :]
        places = [(line, label.end)]
        if not rest.strip(" :.-"):
            box = box_of(label, evidence.lines)
            places += [(other, 0) for other in evidence.right_of(line)[:1]]
            places += [(other, 0) for other in evidence.below(line, box.x0 - 4, box.x1 + 4, reach=2.4)[:1]]
        for other, start in places:
            span = _named_span(other, start)
            if span is not None:
                yield span
                break


def _named_span(line: PrintedLine, start: int) -> _Span | None:
    month = _MONTH.match(line.folded, start)
    if month is not None:
        first = last = MONTH_OF[month[1]] if month[1] else int(month[2])
        year = int(month[3])
    else:
        quarter = _QUARTER.match(line.folded, start)
        if quarter is None:
            return None
        last = 3 * int(quarter[1] or quarter[2])
        first, year = last - 2, int(quarter[3])
    match = month or quarter
    if match is None or line.folded[match.end() : match.end() + 1].isalnum():
        return None
    place = line.provenance(*match.span())
    score = 0.93 * line.confidence(*match.span())
    return _Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]), place, place, score)


def _dates(evidence: Evidence, index: int) -> list[Candidate]:
    return [value for value in evidence.values[index] if value.kind is Kind.DATE]
