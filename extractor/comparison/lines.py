"""The lines: description, quantity, price, net amount and rate of each, searched where the page prints that line.

Source: EN 16931 BG-25 (BT-129, BT-131, BT-146, BT-152, BT-153)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from extractor.comparison.anchors import Band, bands_of
from extractor.comparison.case import UNSEEN, Case, Verdict, different, same
from extractor.comparison.lookalikes import digits_alike
from extractor.comparison.names import words
from models.comparison import Agreement
from models.field import LineItem, Place

_CENT = Decimal("0.01")
_NEAR = Decimal("0.03")
_BELIEVED = 0.5
_MOST, _HALF = 0.75, 0.5


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the XML, where it stands, and what was read there."""

    line: LineItem
    band: Band | None
    seen: LineItem | None
    case: Case

    def number(self, value: Decimal, read: Decimal | None, demanded: Decimal | None) -> Verdict:
        """One number, with what was read in its column and what the two others make of it."""
        text = format(value, "f")
        if self.band is None:
            hits = self.case.printed.numbers.get(abs(value), ())
            return same(text, hits[0]) if hits and value != value.to_integral_value() else UNSEEN
        wanted = None if demanded is None or _equal(demanded, value) else demanded
        agreed = read is not None and wanted is not None and _equal(read, wanted)
        hit = next((self.band.numbers[one] for one in _roundings(value) if one in self.band.numbers), None)
        if hit is not None and not agreed:
            return same(text, hit)
        if wanted is not None:
            there = next((one for one in _roundings(wanted) if one in self.band.numbers), None)
            if there is not None and there:
                return self._different(text, there)
        sound = (
            demanded is not None and wanted is None
        ) or self._discounted()  # the page may show it before a discount
        if read and not sound and not _equal(read, value) and not self._taxed(read, value):
            return self._different(text, abs(read)) if abs(read) in self.band.numbers else UNSEEN
        return same(text, hit) if hit is not None else UNSEEN

    def _different(self, text: str, other: Decimal) -> Verdict:
        doubtful = self.case.printed.scanned and digits_alike(text, format(other, "f"))
        return different(format(other, "f"), self.band.numbers[other] if self.band else None, doubtful=doubtful)

    def _discounted(self) -> bool:
        """Whether the page prints, on this line, the discount between quantity times price and the net amount."""
        quantity, price, net = self.line.quantity, self.line.unit_price, self.line.net_amount
        if self.band is None or quantity is None or not price or net is None:
            return False
        discount = abs(quantity * price - net)
        return bool(discount) and discount % abs(price) != 0 and discount in self.band.numbers

    def _taxed(self, read: Decimal, value: Decimal) -> bool:
        """Whether the page shows the same with VAT."""
        rate = self.line.vat_rate
        return rate is not None and abs(abs(read) - abs(value) * (100 + rate) / 100) <= _NEAR


def judge(case: Case) -> Iterator[tuple[str, str, str, Verdict]]:
    """Field, term, value and verdict of everything that the lines say."""
    lines = case.xml.lines
    by_page: dict[int, list[LineItem]] = defaultdict(list)
    for one in case.seen.lines:
        if one.provenance is not None:
            by_page[one.provenance.page].append(one)
    for index, (line, band) in enumerate(zip(lines, bands_of(lines, case.printed), strict=True)):
        beside = case.seen.lines[index] if band is None and len(case.seen.lines) == len(lines) else None
        this = _Line(line, band, _seen(band, line, by_page) or beside, case)
        where = f"lines[{index}]"
        if line.description:
            yield f"{where}.description", "BT-153", line.description, _description(this)
        for name, term, value, read, demanded in _columns(this):
            yield f"{where}.{name}", term, format(value, "f"), this.number(value, read, demanded)


def _columns(this: _Line) -> Iterator[tuple[str, str, Decimal, Decimal | None, Decimal | None]]:
    line, seen = this.line, this.seen
    quantity, price, net = line.quantity, line.unit_price, line.net_amount
    if quantity is not None:
        made = net / price if net is not None and price else None
        yield "quantity", "BT-129", quantity, seen.quantity if seen else None, _rounded(made, Decimal("0.001"))
    if price is not None:
        made = net / quantity if net is not None and quantity else None
        yield "unit_price", "BT-146", price, seen.unit_price if seen else None, _rounded(made, Decimal("0.0001"))
    if net is not None:
        made = quantity * price if quantity is not None and price is not None else None
        yield "net_amount", "BT-131", net, seen.net_amount if seen else None, _rounded(made, _CENT)
    if line.vat_rate is not None:
        yield "vat_rate", "BT-152", line.vat_rate, seen.vat_rate if seen else None, None


def _description(this: _Line) -> Verdict:
    text = this.line.description
    wanted = [word for word in words(text) if len(word) > 1 or word.isdigit()] or list(words(text))
    if not wanted:
        return UNSEEN
    vocabulary = this.case.printed.vocabulary
    there = vocabulary if this.band is None else this.band.words
    share = sum(word in there for word in wanted) / len(wanted)
    if len(wanted) > 1 and vocabulary.isdisjoint(wanted) and _described(this):
        return different(None if this.seen is None else this.seen.description)
    if this.band is None and share:
        return UNSEEN
    return _beside(this, set(wanted), share)


def _beside(this: _Line, wanted: set[str], share: float) -> Verdict:
    """The words of a line against those in its rows, and against what was read there."""
    place = this.seen.provenance if this.seen is not None else None
    if share >= _MOST:
        return Verdict(Agreement.SAME, this.line.description, place or _place(this.band))
    if this.seen is None or this.seen.confidence < _BELIEVED or share >= _HALF:
        return UNSEEN
    read = set(words(this.seen.description))
    if len(read & wanted) * 2 >= len(read):
        return UNSEEN
    return Verdict(Agreement.DIFFERENT, this.seen.description, place)


def _described(this: _Line) -> bool:
    """Whether the page prints the words of all other lines, of which there is one at least."""
    rest = (words(one.description) for one in this.case.xml.lines if one.description != this.line.description)
    others = [one for one in rest if one]
    printed = this.case.printed.vocabulary
    return bool(others) and all(sum(word in printed for word in one) >= _MOST * len(one) for one in others)


def _seen(band: Band | None, line: LineItem, read: Mapping[int, list[LineItem]]) -> LineItem | None:
    """The line that was read where this one stands: of several, that with most in common."""
    if band is None:
        return None
    there = [
        one
        for one in read.get(band.page, ())
        if one.provenance is not None
        and band.top - 1 <= (one.provenance.bbox[1] + one.provenance.bbox[3]) / 2 <= band.bottom + 1
    ]
    return max(there, key=lambda one: _common(one, line), default=None)


def _common(one: LineItem, line: LineItem) -> int:
    numbers = ((one.quantity, line.quantity), (one.unit_price, line.unit_price), (one.net_amount, line.net_amount))
    told = sum(a is not None and b is not None and _equal(a, b) for a, b in numbers)
    return 2 * told + len(set(words(one.description)) & set(words(line.description)))


def _place(band: Band | None) -> Place | None:
    return None if band is None else next((hit.place for hit in band.numbers.values()), None)


def _roundings(value: Decimal) -> tuple[Decimal, ...]:
    """A number as it may be printed: with all its decimals, or fewer."""
    steps = (Decimal("0.0001"), Decimal("0.001"), _CENT)
    return (abs(value), *(abs(value).quantize(step, ROUND_HALF_UP) for step in steps))


def _equal(one: Decimal, other: Decimal) -> bool:
    return abs(one) in _roundings(other) or abs(other) in _roundings(one)


def _rounded(value: Decimal | None, step: Decimal) -> Decimal | None:
    return None if value is None else value.quantize(step, ROUND_HALF_UP)
