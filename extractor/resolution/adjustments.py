"""Discounts (BG-20) and charges (BG-21) on the whole document, where arithmetic proves them.

A labelled amount outside the lines is believed only if, with the others, it makes the sum of the lines the total
without VAT to the cent. Each gets the VAT rate whose base it changes; where bases, or taxes, prove that one discount is
spread over several rates, it is divided among them. Credit notes printed with a minus sign are left alone.

Sources: EN 16931-1 BR-CO-13 (total = lines - allowances + charges), BR-S-08 (base of a rate)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from itertools import combinations, product

from extractor.resolution.choice import place_of
from extractor.resolution.evidence import Evidence
from extractor.resolution.roles import Sum
from models.candidate import Kind
from models.field import Adjustment, LineItem, Origin, VatRow
from models.geometry import BBox

MOST = 6
"""Labelled amounts of which every choice is tried."""

_EXACT = Context(prec=80)
"""Digits enough for products of any amounts that a page may print."""

_CENT = Decimal("0.01")
_LEAST = 0.4
_SURE = 0.96


@dataclass(frozen=True, slots=True)
class _Claim:
    """An amount that a label calls a discount or a charge; `signed` is what it adds to the lines."""

    one: Sum
    charge: bool

    @property
    def signed(self) -> Decimal:
        return abs(self.one.value) if self.charge else -abs(self.one.value)


def adjustments_of(
    evidence: Evidence, sums: Sequence[Sum], net: Decimal | None, lines: Sequence[LineItem], rows: Sequence[VatRow]
) -> tuple[Adjustment, ...]:
    """What stands between the lines and the total without VAT; empty where that is not proven."""
    with localcontext(_EXACT):
        return _adjustments(evidence, sums, net, lines, rows)


def _adjustments(
    evidence: Evidence, sums: Sequence[Sum], net: Decimal | None, lines: Sequence[LineItem], rows: Sequence[VatRow]
) -> tuple[Adjustment, ...]:
    nets = [line.net_amount for line in lines if line.net_amount is not None]
    if net is None or net <= 0 or not lines or len(nets) < len(lines):
        return ()
    gap = net - sum(nets, Decimal(0))
    if not gap:
        return ()
    chosen = _adding_up(_claims(sums, lines), gap)
    if not chosen or len(rows) == 1:
        return tuple(_adjustment(evidence, claim, rows[0].rate) for claim in chosen)
    gaps = _gaps(lines, rows) or _spread(chosen, lines, rows)
    if len(chosen) == 1 and gaps is not None and sum(gaps.values()) == gap and _one_way(gaps):
        return tuple(
            _adjustment(evidence, chosen[0], rate, abs(part), divided=len(_changed(gaps)) > 1)
            for rate, part in _changed(gaps).items()
        )
    rates = _rates(chosen, gaps) if gaps is not None else _taxed_at(chosen, lines, rows)
    return tuple(_adjustment(evidence, claim, rate) for claim, rate in zip(chosen, rates, strict=True))


def _claims(sums: Sequence[Sum], lines: Sequence[LineItem]) -> list[_Claim]:
    """The labelled amounts outside the lines, each printed value once, the surest first."""
    inside = [(line.provenance.page, BBox(*line.provenance.bbox)) for line in lines if line.provenance is not None]
    found: dict[tuple[Decimal, bool], _Claim] = {}
    for one in sorted(sums, key=lambda one: -max(one.role("discount"), one.role("charge"))):
        place, charge = one.candidate.provenance, one.role("charge") > one.role("discount")
        if not one.value or max(one.role("discount"), one.role("charge")) < _LEAST:
            continue
        if not any(page == place.page and box.contains(place.bbox, margin=1) for page, box in inside):
            found.setdefault((abs(one.value), charge), _Claim(one, charge))
    return list(found.values())[:MOST]


def _adding_up(claims: Sequence[_Claim], gap: Decimal) -> tuple[_Claim, ...]:
    """The fewest claims that make the gap exactly."""
    for count in range(1, len(claims) + 1):
        for some in combinations(claims, count):
            if sum((claim.signed for claim in some), Decimal(0)) == gap:
                return some
    return ()


def _gaps(lines: Iterable[LineItem], rows: Sequence[VatRow]) -> dict[Decimal, Decimal] | None:
    """What lacks between the lines at each rate and its base; None where lines or bases don't tell."""
    bases = {row.rate: row.base for row in rows if row.base is not None}
    sums = _by_rate(lines, rows)
    if sums is None or len(bases) < len(rows):
        return None
    return {rate: base - sums[rate] for rate, base in bases.items()}


def _spread(
    chosen: Sequence[_Claim], lines: Iterable[LineItem], rows: Sequence[VatRow]
) -> dict[Decimal, Decimal] | None:
    """The share of one discount at each rate, where the same percentage of all lines explains every tax."""
    sums = _by_rate(lines, rows)
    if sums is None or len(chosen) != 1 or not (total := sum(sums.values())):
        return None
    percentage = (chosen[0].signed * 100 / total).quantize(_CENT)
    parts = {rate: (amount * percentage / 100).quantize(_CENT) for rate, amount in sums.items()}
    taxed = all(abs((sums[row.rate] + parts[row.rate]) * row.rate / 100 - row.tax) <= _CENT for row in rows)
    return parts if taxed and sum(parts.values()) == chosen[0].signed else None


def _by_rate(lines: Iterable[LineItem], rows: Sequence[VatRow]) -> dict[Decimal, Decimal] | None:
    """The sums of the lines at each rate of the breakdown; None where a line's rate is not known."""
    sums = {row.rate: Decimal(0) for row in rows}
    for line in lines:
        if line.vat_rate is None or line.net_amount is None or line.vat_rate not in sums:
            return None
        sums[line.vat_rate] += line.net_amount
    return sums if sums and len(sums) == len(rows) else None


def _changed(gaps: dict[Decimal, Decimal]) -> dict[Decimal, Decimal]:
    return {rate: part for rate, part in gaps.items() if part}


def _one_way(gaps: dict[Decimal, Decimal]) -> bool:
    return len({part > 0 for part in _changed(gaps).values()}) == 1


def _rates(chosen: Sequence[_Claim], gaps: dict[Decimal, Decimal]) -> tuple[Decimal | None, ...]:
    """The rate of each claim, where giving each to one rate closes every gap; else none of them is told."""
    for rates in product(gaps, repeat=len(chosen)):
        left = dict(gaps)
        for claim, rate in zip(chosen, rates, strict=True):
            left[rate] -= claim.signed
        if not any(left.values()):
            return rates
    return (None,) * len(chosen)


def _taxed_at(
    chosen: Sequence[_Claim], lines: Iterable[LineItem], rows: Sequence[VatRow]
) -> tuple[Decimal | None, ...]:
    """The same where no bases are printed: the one way to give each claim to a rate that explains every tax."""
    sums, found = _by_rate(lines, rows), []
    for rates in product(sums or (), repeat=len(chosen)):
        bases = dict(sums) if sums else {}
        for claim, rate in zip(chosen, rates, strict=True):
            bases[rate] += claim.signed
        if all(abs(bases[row.rate] * row.rate / 100 - row.tax) <= _CENT for row in rows):
            found.append(rates)
    return found[0] if len(found) == 1 else (None,) * len(chosen)


def _adjustment(
    evidence: Evidence, claim: _Claim, rate: Decimal | None, amount: Decimal | None = None, *, divided: bool = False
) -> Adjustment:
    candidate = claim.one.candidate
    return Adjustment(
        amount=(abs(claim.one.value) if amount is None else amount).quantize(_CENT),
        charge=claim.charge,
        reason=_reason(evidence, claim),
        vat_rate=rate,
        confidence=round(_SURE * candidate.confidence, 3),
        origin=Origin.COMPUTED if divided else Origin.EXTRACTED,
        provenance=place_of(candidate.provenance),
    )


def _reason(evidence: Evidence, claim: _Claim) -> str | None:
    """The label as printed, with the percentage beside it: "Remise commerciale 5 %"."""
    role = "charge" if claim.charge else "discount"
    for announcement in evidence.announcing(claim.one.candidate):
        label = announcement.label
        if role not in label.terms:
            continue
        line = evidence.lines[label.line]
        following = [v for v in evidence.values[label.line] if v.start >= label.end and v.kind is not Kind.RATE]
        end = min((value.start for value in following), default=len(line.text))
        text = line.text[label.start : end].strip(" :=-–—.(€")
        return text or label.text
    return None
