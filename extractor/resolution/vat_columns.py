"""VAT told in columns: a rate at the head, its base and its tax below it.

                 5,5 %      20 %      Total
    Total HT    200,00    100,00     300,00
    TVA          11,00     20,00      31,00

Where only one amount stands under a rate it may be the tax, which the sum of taxes must then confirm.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.resolution.evidence import Evidence
from extractor.resolution.vat_rows import RATES, TaxRow, fits
from models.candidate import Candidate, Kind
from models.geometry import BBox

REACH = 7
"""Type sizes from a rate to the amounts below it at most."""


def rows_in_columns(evidence: Evidence) -> Iterator[TaxRow]:
    """The base and the tax, or the tax alone, under each rate that stands in a row without amounts."""
    for rate in evidence.candidates.of(Kind.RATE):
        if rate.amount not in RATES or not rate.value or _beside_amounts(evidence, rate):
            continue
        below = _below(evidence, rate)
        pairs = ((base, tax) for base in below for tax in below if fits(rate.amount, base.amount, tax.amount))
        pair = next(pairs, None)
        if pair is not None:
            base, tax = pair
            yield TaxRow(
                rate.amount, base.amount, tax.amount, tax.provenance, min(base.confidence, tax.confidence), sure=False
            )
        elif below:
            yield TaxRow(rate.amount, None, below[0].amount, below[0].provenance, below[0].confidence, sure=False)


def _beside_amounts(evidence: Evidence, rate: Candidate) -> bool:
    line = evidence.lines[rate.line]
    row = [line, *evidence.left_of(line), *evidence.right_of(line)]
    return any(value.kind is Kind.AMOUNT for one in row for value in evidence.values[one.index])


def _below(evidence: Evidence, rate: Candidate) -> list[Candidate]:
    """The amounts under a rate, top to bottom, up to three rows of them."""
    line, box = evidence.lines[rate.line], rate.provenance.bbox
    size, label = line.line.size, _label(evidence, rate)
    found = [
        value
        for other in evidence.below(line, label.x0 - 2 * size, box.x1 + 2 * size, reach=REACH)
        for value in evidence.values[other.index]
        if value.kind is Kind.AMOUNT and any(_under(value.provenance.bbox, over, size) for over in (box, label))
    ]
    return sorted(found, key=lambda value: value.provenance.bbox.top)[:3]


def _label(evidence: Evidence, rate: Candidate) -> BBox:
    """The rate with what names it: the text after the rate before, where several stand in one line."""
    line = evidence.lines[rate.line]
    before = [v.end for v in evidence.values[rate.line] if v.kind is Kind.RATE and v.end <= rate.start]
    start = max(before, default=0)
    start += len(line.text[start:]) - len(line.text[start:].lstrip())
    return line.box(start, rate.end)


def _under(amount: BBox, rate: BBox, size: float) -> bool:
    """Whether an amount is aligned with a rate on an edge or in the middle."""
    return (
        min(abs(amount.x1 - rate.x1), abs(amount.x0 - rate.x0), abs(amount.x_center - rate.x_center)) < size
        and amount.x_overlap(rate) > 0
    )
