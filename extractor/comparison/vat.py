"""The VAT breakdown: base, tax and rate of every row, each searched on the page and held against the two others.

Source: EN 16931 BG-23, BR-CO-17 (base x rate = tax)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.comparison.case import UNSEEN, Case, Verdict, different, same
from extractor.comparison.lookalikes import digits_alike
from extractor.comparison.places import Hit
from models.field import VatRow

_CENT = Decimal("0.01")
_HIGHEST = 30
"""Per cent that no VAT rate reaches."""
_NEAR = Decimal("0.02")
"""Cents by which a tax may be off its base times its rate for having been rounded."""
_BELIEVED = 0.4


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the XML, those beside it, and the row of the page that was read to be the same."""

    row: VatRow
    others: tuple[VatRow, ...]
    case: Case

    @property
    def seen(self) -> VatRow | None:
        """The page's row of this rate, or of these amounts."""
        rows = self.case.seen.vat_breakdown
        alike = [one for one in rows if abs(one.tax) == abs(self.row.tax) and _compatible(one.base, self.row.base)]
        rated = [one for one in rows if one.rate == self.row.rate]
        if not alike and len(rated) != 1 and len(rows) == 1 and not self.others:
            return rows[0]
        return alike[0] if alike else rated[0] if len(rated) == 1 else None

    def bases(self) -> Iterator[Decimal]:
        """What the base should be by all else."""
        net = self.case.value("total_without_vat")
        if net is not None and all(one.base is not None for one in self.others):
            yield abs(Decimal(net) - sum((one.base or Decimal(0) for one in self.others), Decimal(0)))
        if self.row.rate:
            yield abs(self.row.tax * 100 / self.row.rate).quantize(_CENT)

    def taxes(self) -> Iterator[Decimal]:
        """What the tax should be by all else."""
        total = self.case.value("total_vat")
        if total is not None:
            yield abs(Decimal(total) - sum((one.tax for one in self.others), Decimal(0)))
        if self.row.base is not None:
            yield abs(self.row.base * self.row.rate / 100).quantize(_CENT)

    def rates(self) -> Iterator[Decimal]:
        """What rates that the page prints make the tax of the base, where that of the XML does not."""
        base, tax = self.row.base, self.row.tax
        if not base or not tax or self._makes(self.row.rate, base, tax):
            return
        yield from (rate for rate in self.case.printed.numbers if rate < _HIGHEST and self._makes(rate, base, tax))

    @staticmethod
    def _makes(rate: Decimal, base: Decimal, tax: Decimal) -> bool:
        return abs(abs(base) * rate / 100 - abs(tax)) <= _NEAR


def judge(row: VatRow, others: tuple[VatRow, ...], case: Case) -> Iterator[tuple[str, str, Verdict]]:
    """Term, value and verdict of a row's base, tax and rate."""
    this = _Row(row, others, case)
    seen = this.seen
    if row.base is not None:
        read = None if seen is None or seen.confidence < _BELIEVED else seen.base
        yield "BT-116", format(row.base, "f"), _amount(row.base, read, this.bases(), case)
    read = None if seen is None or seen.confidence < _BELIEVED else seen.tax
    yield "BT-117", format(row.tax, "f"), _amount(row.tax, read, this.taxes(), case)
    yield "BT-119", format(row.rate, "f"), _rate(this)


def _amount(value: Decimal, read: Decimal | None, demanded: Iterator[Decimal], case: Case) -> Verdict:
    text = format(value, "f")
    hits = case.printed.numbers.get(abs(value), ())
    wanted = [one for one in demanded if one and one != abs(value)]
    printed = [one for one in wanted if one in case.printed.numbers]
    if read is not None and abs(read) != abs(value) and (not hits or abs(read) in wanted) and value:
        place = _first(case, abs(read))
        alike = case.printed.scanned and digits_alike(text, format(read, "f"))
        return different(format(read, "f"), place, doubtful=alike) if place is not None else UNSEEN
    if hits:
        return same(text, hits[-1])
    if value and printed:
        return different(format(printed[0], "f"), _first(case, printed[0]))
    return UNSEEN


def _rate(this: _Row) -> Verdict:
    row, case, seen = this.row, this.case, this.seen
    text = format(row.rate, "f")
    others = [rate for rate in this.rates() if rate != row.rate]
    if seen is not None and seen.rate != row.rate and abs(seen.tax) == abs(row.tax) and row.tax:
        sound = row.base is not None and not others and seen.base is None
        others += [] if sound else [seen.rate]
    for other in others:
        hit = _percent(case, other)
        if hit is not None and _signed(case, hit):
            return different(format(other, "f"), hit)
    hit = _percent(case, row.rate)
    return same(text, hit) if hit is not None else UNSEEN


def _compatible(one: Decimal | None, other: Decimal | None) -> bool:
    return one is None or other is None or abs(one) == abs(other)


def _percent(case: Case, rate: Decimal) -> Hit | None:
    """Where a rate is printed: best before a per cent sign."""
    hits = case.printed.numbers.get(abs(rate), ())
    return next(iter((*(hit for hit in hits if _signed(case, hit)), *hits)), None)


def _signed(case: Case, hit: Hit) -> bool:
    """Whether a number is a rate by its sign, or may be one by its decimals."""
    text = hit.place.text
    return "%" in case.printed.lines[hit.line].text[hit.start :][: len(text) + 3] or "." in text or "," in text


def _first(case: Case, value: Decimal) -> Hit | None:
    return next(iter(case.printed.numbers.get(value, ())), None)
