"""Rows of the VAT breakdown (BG-23) as they are printed: a rate, what it is applied to, and the tax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.resolution.evidence import Evidence
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind
from models.provenance import Provenance

RATES = frozenset(map(Decimal, "0 0.9 1.05 1.75 2.1 5.5 7 8.5 9.2 9.6 10 13 19 19.6 20 20.6 21".split()))
"""BR-FR-16, and the usual rates of the neighbours' invoices."""

_HALF, _TWO_CENTS = Decimal("0.0051"), Decimal("0.02")
_LONE = re.compile(r"(?<![\d,])(?<!\d\.)\d{1,2}(?:[.,]\d{1,2})?(?![\d.,])")


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One row as printed; `base` is None where none is. `sure` unless only the sum can tell that it is a tax.

    `computed` rows are printed nowhere: they are sums of the lines at one rate.
    """

    rate: Decimal
    base: Decimal | None
    tax: Decimal
    provenance: Provenance
    confidence: float
    sure: bool = True
    computed: bool = False


def printed_rows(evidence: Evidence) -> Iterator[TaxRow]:
    """Every row that reads as rate, base and tax, or as the tax at one rate."""
    for row in _printed_rows(evidence):
        yield from _read_row(evidence, row)
    yield from _under_labels(evidence)


def fits(rate: Decimal, base: Decimal, tax: Decimal) -> bool:
    """Whether a tax is the rate's share of a base, to the cent; two cents off where it is large enough for many lines.

    >>> fits(Decimal("5.5"), Decimal("9.61"), Decimal("0.53")), fits(Decimal("5.5"), Decimal("9.90"), Decimal("0.53"))
    (True, False)
    """
    off = abs(base * rate / 100 - tax)
    return abs(tax) < abs(base) and off <= max(_HALF, min(_TWO_CENTS, abs(tax) / 200))


def bases_beside(evidence: Evidence, rate: Decimal) -> list[Decimal]:
    """The first amount right of each place where a rate is printed: "Base HT à 20 %   3 361,47"."""
    found = []
    for candidate in evidence.candidates.of(Kind.RATE):
        if candidate.amount != rate:
            continue
        line = evidence.lines[candidate.line]
        row = [line, *evidence.right_of(line)]
        amounts = [value for one in row for value in evidence.values[one.index] if value.kind is Kind.AMOUNT]
        after = _right_of_rate(evidence, (candidate.line, candidate.start), amounts)
        if after is not None:
            found.append(after.amount)
    return found


def _printed_rows(evidence: Evidence) -> Iterator[list[PrintedLine]]:
    """Lines that hold an amount, with those beside them."""
    done: set[int] = set()
    for candidate in evidence.candidates.of(Kind.AMOUNT):
        if candidate.line in done:
            continue
        line = evidence.lines[candidate.line]
        row = sorted([line, *evidence.left_of(line), *evidence.right_of(line)], key=lambda one: one.bbox.x0)
        done.update(one.index for one in row)
        yield row


def _read_row(evidence: Evidence, row: list[PrintedLine]) -> Iterator[TaxRow]:
    amounts = [v for line in row for v in evidence.values[line.index] if v.kind is Kind.AMOUNT]
    labelled = any("total_vat" in label.terms for line in row for label in evidence.labels[line.index])
    rates = _rates(evidence, row, lone=len(amounts) >= 2)
    if not rates or len(amounts) > 6:
        return
    place = _place(row)
    for rate, at in rates:
        triple = _base_and_tax(rate, amounts)
        if triple is not None and (labelled or len(amounts) <= 4):
            base, tax = triple
            yield TaxRow(rate, base.amount, tax.amount, place, min(base.confidence, tax.confidence))
            return
        if amounts and rate and (labelled or len(amounts) == 1):
            alone = amounts[0] if len(amounts) == 1 else _right_of_rate(evidence, at, amounts)
            if alone is not None:
                yield TaxRow(rate, None, alone.amount, place, alone.confidence, labelled)


def _under_labels(evidence: Evidence) -> Iterator[TaxRow]:
    """Taxes that stand under a label with its rate: "TVA 20 %" over "97,62"."""
    for amount in evidence.candidates.of(Kind.AMOUNT):
        for announcement in evidence.announcing(amount)[:2]:
            label = announcement.label
            if label.line == amount.line or "total_vat" not in label.terms:
                continue
            rates = [v for v in evidence.values[label.line] if v.kind is Kind.RATE and v.amount in RATES]
            if len(rates) == 1 and rates[0].value and announcement.strength > 0.7:
                yield TaxRow(rates[0].amount, None, amount.amount, amount.provenance, amount.confidence)


def _right_of_rate(evidence: Evidence, at: tuple[int, int], amounts: list[Candidate]) -> Candidate | None:
    """The first amount after the rate in the same row, where several stand there."""
    line = evidence.lines[at[0]]
    x0 = line.box(at[1], at[1] + 1).x0
    right = [amount for amount in amounts if amount.provenance.bbox.x0 > x0]
    return right[0] if right else None


def _rates(evidence: Evidence, row: list[PrintedLine], *, lone: bool) -> list[tuple[Decimal, tuple[int, int]]]:
    """The known rates of a row with their places; without a per cent sign only where `lone` numbers may be rates."""
    found = [
        (value.amount, (line.index, value.start))
        for line in row
        for value in evidence.values[line.index]
        if value.kind is Kind.RATE and value.amount in RATES
    ]
    if found or not lone:
        return found
    for line in row:
        for match in _LONE.finditer(line.text):
            rate = Decimal(match.group().replace(",", "."))
            if rate in RATES:
                found.append((rate, (line.index, match.start())))
    return found


def _base_and_tax(rate: Decimal, amounts: list[Candidate]) -> tuple[Candidate, Candidate] | None:
    """Two amounts of the row of which the second is the rate's share of the first; the larger base wins."""
    best: tuple[Candidate, Candidate] | None = None
    for base in amounts:
        for tax in amounts:
            if base is tax or (not rate and tax.value):
                continue
            larger = best is None or abs(base.amount) > abs(best[0].amount)
            if larger and fits(rate, base.amount, tax.amount) and not _is_gross(base, tax, amounts):
                best = (base, tax)
    return best


def _is_gross(base: Candidate, tax: Candidate, amounts: list[Candidate]) -> bool:
    """Whether an amount is another one with the tax: of a small tax both seem to be the base."""
    return tax.amount != 0 and any(other.amount + tax.amount == base.amount for other in amounts)


def _place(row: list[PrintedLine]) -> Provenance:
    box = row[0].bbox
    for line in row[1:]:
        box = box.union(line.bbox)
    return Provenance(row[0].page, box.rounded(), " ".join(line.text for line in row))
