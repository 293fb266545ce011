"""The date of the invoice that a credit note or a corrected invoice names (BT-26), looked for beside its number only.

It follows the number ("Avoir sur facture n° F-9 du 12/03/2026"), stands before it ("facture du 12/03/2026 n° F-9"),
begins the line below, has a label of its own, or fills the next cell of a table whose head says that it is a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind
from models.provenance import Provenance

_MARKS = r"[\s,;:()/|–—-]*"
_LINK = r"(?:en date (?:du|de)|date du|date|du|de|emise? le|le|dated|of|from|vom|von)"
_WEEKDAY = r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)?"
_AFTER = re.compile(rf"{_MARKS}(?:{_LINK})?{_MARKS}{_WEEKDAY}{_MARKS}")
_LINKED = re.compile(rf"{_MARKS}{_LINK}{_MARKS}{_WEEKDAY}{_MARKS}")
_BEFORE = re.compile(r"[\s,:()-]*(?:n\s?°|no\b\.?|num(?:ero)?\b|nr\b\.?|ref\b\.?)?[\s:.,]*")
_DATED = re.compile(r"\b(?:du|dated|vom|of)\s*$")
_LABELLED = 0.55
"""Strength of a label from which its own date is believed."""


def preceding_date_of(evidence: Evidence, preceding: Choice | None, issued: Choice | None) -> Choice | None:
    """The date beside the number, where it is not after the issue date and not the issue date itself."""
    if preceding is None or preceding.provenance is None:
        return None
    for date, score in _claims(evidence, preceding.provenance):
        same_place = issued is not None and issued.provenance == date.provenance
        if not same_place and (issued is None or str(date.value) <= issued.value):
            confidence = min(score, preceding.confidence) * date.confidence
            return Choice(str(date.value), confidence, date.provenance)
    return None


def _claims(evidence: Evidence, number: Provenance) -> Iterator[tuple[Candidate, float]]:
    """Dates with the strength of their place, the best first."""
    line = evidence.line_of(number)
    if line is None:
        return
    start = line.text.find(number.text)
    end = start + len(number.text)
    if start < 0:
        return
    for date in _dates(evidence, line):
        if date.start >= end and _AFTER.fullmatch(line.folded[end : date.start]):
            yield date, 0.95
        elif (
            date.end <= start
            and _BEFORE.fullmatch(line.folded[date.end : start])
            and _DATED.search(line.folded[: date.start])
        ):
            yield date, 0.93
    for date in evidence.candidates.of(Kind.DATE):
        announced = evidence.announcing(date)
        if any("preceding_invoice_date" in a.label.terms and a.strength >= _LABELLED for a in announced):
            yield date, 0.95
    if _AFTER.fullmatch(line.folded[end:]):
        yield from _beside_or_below(evidence, line, number, linked=_LINKED.fullmatch(line.folded[end:]) is not None)


def _beside_or_below(
    evidence: Evidence, line: PrintedLine, number: Provenance, *, linked: bool
) -> Iterator[tuple[Candidate, float]]:
    """Where the number, or with `linked` a word such as "du", ends its line: the date in the next cell or line."""
    right = evidence.right_of(line)[:1]
    below = evidence.below(line, line.bbox.x0 - 4, line.bbox.x1 + 4, reach=1.8)[:1]
    for other in (*right, *below):
        for date in _dates(evidence, other)[:1]:
            if (_AFTER if linked else _LINKED).fullmatch(other.folded[: date.start]):
                yield date, 0.9
    for other in right:
        for date in _dates(evidence, other)[:1]:
            if not other.folded[: date.start].strip() and _headed(evidence, number, date):
                yield date, 0.88


def _headed(evidence: Evidence, number: Provenance, date: Candidate) -> bool:
    """Whether the head of the date's column is a date's, in one row with that of the number, which names an invoice."""
    for announcement in evidence.announcing(date):
        head = evidence.lines[announcement.label.line]
        if "issue_date" not in announcement.label.terms or head.bbox.bottom > number.bbox.top + 2:
            continue
        row = [head, *evidence.left_of(head)[:1]]
        if any("preceding_invoice" in label.terms for one in row for label in evidence.labels[one.index]):
            return True
    return False


def _dates(evidence: Evidence, line: PrintedLine) -> list[Candidate]:
    return [value for value in evidence.values[line.index] if value.kind is Kind.DATE]
