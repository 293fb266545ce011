"""A document to its candidates: every value that may matter, whatever its role."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from extractor import labels
from extractor.candidates import Candidates
from extractor.recognition import (
    amounts,
    bic,
    currency,
    dates,
    iban,
    mentions,
    nature,
    rates,
    siren,
    siret,
    vat_number,
)
from extractor.text import PrintedLine, printed_lines
from models.candidate import Candidate
from models.document import Document

Recogniser = Callable[[Sequence[PrintedLine]], Iterator[Candidate]]

RECOGNISERS: tuple[Recogniser, ...] = (
    iban.find,
    vat_number.find,
    siret.find,
    siren.find,
    bic.find,
    dates.find,
    rates.find,
    amounts.find,
    currency.find,
)
"""Where two recognisers claim the same characters, the one named first keeps them."""


def find(document: Document) -> Candidates:
    """All candidates, labels and mentions of a document."""
    lines = printed_lines(document)
    told = (*mentions.find(document), *nature.find(lines))
    return Candidates(document, lines, labels.find(lines), _without_overlaps(lines), told)


def _without_overlaps(lines: Sequence[PrintedLine]) -> tuple[Candidate, ...]:
    kept: list[Candidate] = []
    taken: dict[int, list[tuple[int, int]]] = {}
    for recogniser in RECOGNISERS:
        exclusive = recogniser is not currency.find
        for found in recogniser(lines):
            spans = taken.setdefault(found.line, [])
            if exclusive and any(start < found.end and found.start < end for start, end in spans):
                continue
            if exclusive:
                spans.append((found.start, found.end))
            kept.append(found)
    return tuple(kept)
