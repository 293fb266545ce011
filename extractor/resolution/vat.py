"""The VAT breakdown (BG-23): rows of a rate, what it is applied to, and the tax."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.resolution.evidence import Evidence
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind
from models.provenance import Provenance

RATES = frozenset(map(Decimal, "0 0.9 1.05 1.75 2.1 5.5 7 8.5 9.2 9.6 10 13 19 19.6 20 20.6 21".split()))
"""BR-FR-16, and the usual rates of the neighbours' invoices."""

CENT = Decimal("0.01")
_LONE = re.compile(r"(?<![\d.,])\d{1,2}(?:[.,]\d{1,2})?(?![\d.,])")


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One row as printed; `base` is None where none is. `sure` unless only the sum can tell that it is a tax."""

    rate: Decimal
    base: Decimal | None
    tax: Decimal
    provenance: Provenance
    confidence: float
    sure: bool = True


def rows_of(evidence: Evidence) -> tuple[TaxRow, ...]:
    """Every row that reads as rate, base and tax, or as the tax at one rate; each only once."""
    found: list[TaxRow] = []
    for row in _printed_rows(evidence):
        found += _read_row(evidence, row)
    found += _under_labels(evidence)
    unique: dict[tuple[Decimal, Decimal | None, Decimal], TaxRow] = {}
    for one in found:
        unique.setdefault((one.rate, one.base, one.tax), one)
    based = {(one.rate, one.tax) for one in unique.values() if one.base is not None}
    return tuple(one for one in unique.values() if one.base is not None or (one.rate, one.tax) not in based)


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
            off = abs(base.amount * rate / 100 - tax.amount)
            fits = off <= Decimal("0.02") and abs(tax.amount) < abs(base.amount)
            if fits and (best is None or abs(base.amount) > abs(best[0].amount)):
                best = (base, tax)
    return best


def _place(row: list[PrintedLine]) -> Provenance:
    box = row[0].bbox
    for line in row[1:]:
        box = box.union(line.bbox)
    return Provenance(row[0].page, box.rounded(), " ".join(line.text for line in row))


def choose(rows: tuple[TaxRow, ...], total_vat: Decimal | None, net: Decimal | None) -> tuple[TaxRow, ...]:
    """The rows that make up the total: of those printed, the ones whose taxes add up to it.

    Without a total all rows are kept, one per rate.
    """
    by_rate: dict[Decimal, list[TaxRow]] = defaultdict(list)
    for row in rows:
        if row.sure:
            by_rate[row.rate].append(row)
    last = tuple(max(group, key=lambda row: abs(row.tax)) for group in by_rate.values())
    if total_vat is None:
        taxed = sum((row.tax for row in last), Decimal())
        return last if taxed else ()
    best: tuple[TaxRow, ...] = ()
    best_score = Decimal(-1)
    fitting = [row for row in rows if abs(row.tax) <= abs(total_vat) + CENT]
    for chosen in _subsets(tuple(fitting[-12:])):
        if abs(sum((row.tax for row in chosen), Decimal()) - total_vat) > Decimal("0.05"):
            continue
        bases = [row.base for row in chosen if row.base is not None]
        score = Decimal(len(bases)) + Decimal("0.1") * sum(row.sure for row in chosen)
        if net is not None and bases and len(bases) == len(chosen) and abs(sum(bases) - net) <= Decimal("0.05"):
            score += 10
        elif any(not row.rate for row in chosen):
            continue
        score -= len(chosen) - len({(row.rate, row.base) for row in chosen if row.rate or row.base})
        if score > best_score:
            best, best_score = chosen, score
    return best


def _subsets(rows: tuple[TaxRow, ...]) -> Iterator[tuple[TaxRow, ...]]:
    for mask in range(1, 1 << len(rows)):
        yield tuple(row for index, row in enumerate(rows) if mask >> index & 1)


def implied_rate(net: Decimal, vat: Decimal) -> Decimal | None:
    """The known rate that turns the net total into the VAT total, where there is one.

    >>> implied_rate(Decimal("2535.00"), Decimal("507.00")), implied_rate(Decimal("100"), Decimal("4.90"))
    (Decimal('20'), None)
    """
    for rate in sorted(RATES, reverse=True):
        if rate and abs(net * rate / 100 - vat) <= Decimal("0.015"):
            return rate
    return None
