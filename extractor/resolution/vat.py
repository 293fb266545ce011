"""The VAT breakdown (BG-23): one row for each rate, with what it is applied to and the tax."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from extractor.resolution.evidence import Evidence
from extractor.resolution.vat_columns import rows_in_columns
from extractor.resolution.vat_rows import RATES, TaxRow, bases_beside, fits, printed_rows
from models.candidate import Kind

CENT = Decimal("0.01")
_CLOSE = Decimal("0.05")
_SUMMED = 0.9
"""How sure a row is that is the sum of lines: the tax of each was rounded."""

_LEFT_OVER = 0.8
"""How sure a row is that could not be read, and is what the others leave of the totals."""

_TELLING = Decimal(1)
"""A tax from which few rates give it by chance."""

_LOOSE = Decimal("1.01")
MOST_ROWS = 12
"""Rows of which every choice is tried."""

MOST_BASES = 6
"""Amounts of the page that are tried as the base of one row."""


def rows_of(evidence: Evidence) -> tuple[TaxRow, ...]:
    """Every row that may be one of the breakdown, each only once."""
    unique: dict[tuple[Decimal, Decimal | None, Decimal], TaxRow] = {}
    for one in (*printed_rows(evidence), *rows_in_columns(evidence)):
        unique.setdefault((one.rate, one.base, one.tax), one)
    based = {(one.rate, one.tax) for one in unique.values() if one.base is not None}
    return tuple(one for one in unique.values() if one.base is not None or (one.rate, one.tax) not in based)


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
    for chosen in _subsets(tuple(fitting[-MOST_ROWS:])):
        if abs(sum((row.tax for row in chosen), Decimal()) - total_vat) > _CLOSE:
            continue
        score = _worth(chosen, net)
        if score is not None and score > best_score:
            best, best_score = chosen, score
    if best and not _repeated(best):
        return best
    whole = [row for row in fitting if row.base is not None]
    return _merged(best or whole, total_vat, net) or best or _completed(whole, total_vat, net)


def _worth(rows: Sequence[TaxRow], net: Decimal | None) -> Decimal | None:
    """How well rows explain the totals: bases that add up to the net, one row a rate; None where they can't be."""
    bases = [row.base for row in rows if row.base is not None]
    implied = sum((abs(row.tax / row.rate * 100) for row in rows if row.base is None and row.rate), Decimal())
    if net is not None and implied + abs(sum(bases, Decimal())) > abs(net) * _LOOSE + 1:
        return None
    score = Decimal(len(bases)) + Decimal("0.1") * sum(row.sure for row in rows) - 5 * _repeated(rows)
    if net is not None and bases and len(bases) == len(rows) and abs(sum(bases) - net) <= _CLOSE:
        score += 10
    elif any(not row.rate for row in rows):
        return None
    return max(score, Decimal("-0.9"))


def _repeated(rows: Sequence[TaxRow]) -> int:
    """How many rows have a rate that another has; nothing may be due for several reasons, each in a row of its own."""
    taxed = [row.rate for row in rows if row.rate]
    free = [row.base for row in rows if not row.rate]
    return len(taxed) - len(set(taxed)) + len(free) - len(set(free))


def _merged(rows: Sequence[TaxRow], total_vat: Decimal, net: Decimal | None) -> tuple[TaxRow, ...]:
    """One row for each rate of lines that each show their tax, where bases and taxes add up to the totals."""
    by_rate: dict[Decimal, list[TaxRow]] = defaultdict(list)
    for row in rows:
        by_rate[row.rate].append(row)
    made = []
    for group in by_rate.values():
        base = sum((row.base or Decimal(0) for row in group), Decimal(0))
        tax = sum((row.tax for row in group), Decimal(0))
        if len(group) == 1:
            made.append(group[0])
            continue
        sure = _SUMMED * min(row.confidence for row in group)
        tax = total_vat if len(by_rate) == 1 else tax
        made.append(replace(group[-1], base=base, tax=tax, confidence=sure, computed=True))
    off = abs(sum((row.tax for row in rows), Decimal(0)) - total_vat)
    together = sum((row.base or Decimal(0) for row in made), Decimal(0))
    holds = net is not None and abs(together - net) <= CENT and off <= max(_CLOSE, CENT * len(rows))
    return tuple(made) if holds else ()


def _completed(rows: Sequence[TaxRow], total_vat: Decimal, net: Decimal | None) -> tuple[TaxRow, ...]:
    """The rows that were read whole, and what is left of the totals where that is one more known rate's."""
    single = {row.rate: row for row in rows if row.sure}
    known = tuple(single.values())
    if net is None or not known or len(known) != len(rows):
        return ()
    base = net - sum((row.base for row in known if row.base is not None), Decimal(0))
    tax = total_vat - sum((row.tax for row in known), Decimal(0))
    rate = implied_rate(base, tax) if abs(tax) >= _TELLING else None
    if rate is None or rate in single or (base < 0) != (net < 0):
        return ()
    sure = _LEFT_OVER * min(row.confidence for row in known)
    return (*known, TaxRow(rate, base, tax, known[-1].provenance, sure, computed=True))


def with_bases(rows: tuple[TaxRow, ...], evidence: Evidence, net: Decimal | None) -> tuple[TaxRow, ...]:
    """The rows with bases printed elsewhere: beside the same rate, or anywhere if all bases add up to the net."""
    if len(rows) < 2 or all(row.base is not None for row in rows):
        return rows
    printed = {candidate.amount for candidate in evidence.candidates.of(Kind.AMOUNT)}
    options = []
    for row in rows:
        near = [base for base in dict.fromkeys(bases_beside(evidence, row.rate)) if fits(row.rate, base, row.tax)]
        far = sorted(base for base in printed if fits(row.rate, base, row.tax))
        options.append([row.base] if row.base is not None else (near or far)[:MOST_BASES])
    for bases in product(*options):
        if net is not None and abs(sum((base for base in bases if base), Decimal()) - net) <= CENT:
            return tuple(replace(row, base=base) for row, base in zip(rows, bases, strict=True))
    single = [replace(row, base=bases[0]) if len(bases) == 1 else row for row, bases in zip(rows, options, strict=True)]
    return _with_last_base(single, net) or rows


def _with_last_base(rows: Sequence[TaxRow], net: Decimal | None) -> tuple[TaxRow, ...]:
    """The rows with what the other bases leave of the net for the only one without, where its tax agrees; else none."""
    without = [row for row in rows if row.base is None]
    if net is None or len(without) != 1:
        return ()
    rest = net - sum((row.base for row in rows if row.base is not None), Decimal(0))
    last = without[0]
    if not fits(last.rate, rest, last.tax):
        return ()
    made = replace(last, base=rest, confidence=_LEFT_OVER * last.confidence, computed=True)
    return tuple(made if row is last else row for row in rows)


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
