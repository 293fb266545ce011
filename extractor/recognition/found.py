"""How a recogniser makes a candidate from a place in a line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from extractor.text import PrintedLine
from models.candidate import Candidate, Kind


def candidate(
    kind: Kind, value: str | Decimal | date, line: PrintedLine, span: tuple[int, int], *, valid: bool | None = None
) -> Candidate:
    """The candidate at characters `span` of `line`, as sure as the words it stands in."""
    start, end = span
    return Candidate(
        kind, value, line.provenance(start, end), line.index, start, end, valid, line.confidence(start, end)
    )
