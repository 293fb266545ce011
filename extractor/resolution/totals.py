"""The document totals, decided together: net + VAT = gross, gross - prepaid = due.

Labels propose, arithmetic disposes; but what is printed stays what is printed: where the labels are clear and the sum
is a few cents off, the printed values are reported and a rule says that they do not add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.resolution.evidence import Evidence
from extractor.resolution.roles import Sum, best, sums_of
from extractor.resolution.vat import choose, implied_rate, rows_of, with_bases
from extractor.resolution.vat_rows import TaxRow

_EXACT, _NEAR, _CLOSE = Decimal("0.005"), Decimal("0.10"), Decimal("0.011")
_MONEY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Totals:
    """What was chosen; None where nothing was. `computed` names the amounts that are not printed as such.

    `certainty` is that of the whole reading, 0 to 1: arithmetic that holds on labelled amounts is near 1.
    """

    net: Sum | None = None
    vat: Sum | None = None
    gross: Sum | None = None
    due: Sum | None = None
    prepaid: Sum | None = None
    rows: tuple[TaxRow, ...] = ()
    certainty: float = 0.0
    computed_vat: Decimal | None = None
    others: dict[str, tuple[Sum, ...]] = field(default_factory=dict)
    sums: tuple[Sum, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    net: Sum | None
    vat: Sum | None
    gross: Sum | None
    score: float
    exact: bool
    computed_vat: Decimal | None = None


def totals_of(evidence: Evidence) -> Totals:
    """The best joint reading of a document's totals."""
    sums = sums_of(evidence)
    rows = rows_of(evidence)
    exempt = any(m.code in {"FRANCHISE", "REVERSE_CHARGE", "EXEMPTION"} for m in evidence.candidates.mentions)
    found = [*_readings(sums, rows, exempt=exempt), *_by_arithmetic(sums)]
    largest = max((abs(one.gross.value) for one in found if one.exact and one.gross), default=Decimal())
    # Of the sums of one rate and those of all rates, equally labelled, the document's are the larger.
    readings = sorted(
        found, key=lambda one: -one.score - (0.25 if one.exact and one.gross and abs(one.gross.value) == largest else 0)
    )
    if not readings:
        return Totals()
    chosen = readings[0]
    due = _due(sums, chosen)
    prepaid = _prepaid(sums, chosen, due)
    vat = chosen.vat.value if chosen.vat else chosen.computed_vat
    net = chosen.net.value if chosen.net else None
    taxes = with_bases(choose(rows, vat, net), evidence, net)
    if exempt and vat is None:
        taxes = tuple(row for row in taxes if not row.tax)  # ten pieces at 5.00 look like 10 % of 50.00
    return Totals(
        net=chosen.net,
        vat=chosen.vat,
        gross=chosen.gross,
        due=due,
        prepaid=prepaid,
        rows=taxes,
        certainty=_certainty(chosen, readings),
        computed_vat=chosen.computed_vat,
        others={
            role: tuple(best(sums, role, least=0.4, most=3))
            for role in ("total_without_vat", "total_vat", "total_with_vat", "amount_due")
        },
        sums=sums,
    )


def _readings(sums: tuple[Sum, ...], rows: tuple[TaxRow, ...], *, exempt: bool) -> Iterator[_Reading]:
    nets = _pool(sums, ("total_without_vat", 1.0), ("vat_base", 0.5), ("total_gross_before", 0.45))
    vats = _pool(sums, ("total_vat", 1.0))
    grosses = _pool(sums, ("total_with_vat", 1.0), ("amount_due", 0.72))
    for gross, gross_score in [*grosses, (None, 0.0)]:
        for net, net_score in [*nets, (None, 0.0)]:
            if gross is None and net is None:
                continue
            yield from _with_vat(net, gross, vats, net_score + gross_score)
            yield from _without_printed_vat(net, gross, net_score + gross_score, rows, exempt=exempt)


def _by_arithmetic(sums: tuple[Sum, ...]) -> Iterator[_Reading]:
    """Three amounts: two add up to the third, one is the other's share at a known rate. Totals without labels."""
    last: dict[Decimal, Sum] = {}
    for one in sums:
        if one.value and one.role("capital") < 0.5:
            known = last.get(one.value)
            if known is None or max(one.roles.values(), default=0.0) >= max(known.roles.values(), default=0.0):
                last[one.value] = one
    values = sorted(last, key=abs, reverse=True)[:30]
    for gross in values:
        for net in values:
            vat = last.get(gross - net)
            if vat is None or abs(vat.value) >= abs(net) or implied_rate(net, vat.value) is None:
                continue
            roles = (last[net].role("total_without_vat"), vat.role("total_vat"), last[gross].role("total_with_vat"))
            largest = 0.4 if gross == values[0] else 0.0
            yield _Reading(last[net], vat, last[gross], sum(roles) + 1.0 + largest, exact=True)


def _with_vat(net: Sum | None, gross: Sum | None, vats: list[tuple[Sum, float]], score: float) -> Iterator[_Reading]:
    for vat, vat_score in vats:
        total = score + vat_score
        if net is None or gross is None:
            continue
        off = abs(net.value + vat.value - gross.value)
        plausible = abs(vat.value) <= abs(net.value) * Decimal("0.27") + _MONEY
        if off < _EXACT:
            yield _Reading(net, vat, gross, total + (1.5 if plausible and net is not gross else 0.2), exact=True)
        elif off <= _NEAR and plausible:
            yield _Reading(net, vat, gross, total + 0.9, exact=False)
        elif plausible:
            yield _Reading(net, vat, gross, total - 0.8, exact=False)


def _without_printed_vat(
    net: Sum | None, gross: Sum | None, score: float, rows: tuple[TaxRow, ...], *, exempt: bool
) -> Iterator[_Reading]:
    if net is not None and gross is not None:
        if abs(net.value - gross.value) < _EXACT:
            twice = net.candidate is not gross.candidate  # one amount that is both adds up to nothing
            yield _Reading(net, None, gross, score + (1.2 if exempt else 0.7), exact=exempt or twice)
        elif rows and (taxes := choose(rows, gross.value - net.value, net.value)):
            total = sum((row.tax for row in taxes), Decimal())
            if abs(net.value + total - gross.value) <= _CLOSE:
                # Taxes that are named at each rate are as good as a total of them that is.
                named = 0.9 if all(row.sure for row in taxes) else 0.0
                yield _Reading(net, None, gross, score + 1.6 + named, exact=True, computed_vat=total)
        return
    yield _Reading(net, None, gross, score + (0.2 if exempt else 0.0), exact=False)


def _pool(sums: tuple[Sum, ...], *roles: tuple[str, float]) -> list[tuple[Sum, float]]:
    """Amounts that claim one of the roles, with their scores; one entry per value, the best."""
    scored: dict[Decimal, tuple[Sum, float]] = {}
    for role, weight in roles:
        for one in best(sums, role, least=0.2):
            score = one.role(role) * weight - 0.5 * max(one.role("cumulative"), one.role("capital"))
            if one.value not in scored or scored[one.value][1] < score:
                scored[one.value] = (one, score)
    return sorted(scored.values(), key=lambda pair: -pair[1])[:10]


def _due(sums: tuple[Sum, ...], chosen: _Reading) -> Sum | None:
    """What is left to pay, where a label says so; a due that is no more than the gross is preferred."""
    gross = chosen.gross.value if chosen.gross else None
    ranked = []
    for one in best(sums, "amount_due", least=0.4):
        score = one.role("amount_due") - 0.6 * max(one.role("total_vat"), one.role("prepaid_amount"))
        if gross is not None:
            score += 0.3 if abs(one.value) <= abs(gross) else -0.5
            left = {gross} | {gross - abs(paid.value) for paid in best(sums, "prepaid_amount", least=0.4)}
            left |= {gross - abs(kept.value) for kept in best(sums, "retention", least=0.4)}
            score += 0.5 if one.value in left else 0.0
        ranked.append((score, one))
    return max(ranked, key=lambda pair: pair[0])[1] if ranked and max(r[0] for r in ranked) > 0.35 else None


def _prepaid(sums: tuple[Sum, ...], chosen: _Reading, due: Sum | None) -> Sum | None:
    """What was paid before: labelled, and where due and gross are known, their difference."""
    claims = best(sums, "prepaid_amount", least=0.4)
    own = {chosen.net.value} if chosen.net is not None else set()
    claims = [
        one
        for one in claims
        if one.value and one.value not in own and not (chosen.gross and one.candidate is chosen.gross.candidate)
    ]
    if chosen.gross is not None and due is not None:
        gap = chosen.gross.value - due.value
        exact = [one for one in claims if abs(abs(one.value) - abs(gap)) < _CLOSE]
        if exact:
            return exact[0]
        if abs(gap) < _EXACT:
            return None
    return claims[0] if claims and claims[0].role("prepaid_amount") > 0.6 else None


def _certainty(chosen: _Reading, readings: list[_Reading]) -> float:
    """Near 1 when labelled amounts add up and no other reading comes close."""
    strength = min(1.0, chosen.score / 4.2)
    rivals = [
        other.score
        for other in readings[1:]
        if (other.net, other.gross) != (chosen.net, chosen.gross)
        and any(a and b and a.value != b.value for a, b in ((other.net, chosen.net), (other.gross, chosen.gross)))
    ]
    margin = chosen.score - rivals[0] if rivals else 1.0
    base = 0.97 if chosen.exact else 0.7
    return round(base * (0.6 + 0.4 * strength) * (0.85 + 0.15 * min(1.0, margin)), 3)
