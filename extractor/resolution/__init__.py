"""Candidates to fields: each decision in a module of its own, all of them asked once."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from types import MappingProxyType

from extractor.candidates import Candidates
from extractor.resolution.adjustments import adjustments_of
from extractor.resolution.choice import Choice, calibrated, field_of, place_of
from extractor.resolution.dates import dates_of
from extractor.resolution.evidence import Evidence
from extractor.resolution.kind import type_code_of
from extractor.resolution.lines import lines_of
from extractor.resolution.parties import parties_of
from extractor.resolution.payment import payment_of
from extractor.resolution.periods import period_of
from extractor.resolution.preceding import preceding_date_of
from extractor.resolution.reference_fields import references_chosen
from extractor.resolution.roles import Sum
from extractor.resolution.totals import Totals, totals_of
from extractor.resolution.vat import implied_rate
from extractor.resolution.vat_rows import TaxRow
from models.candidate import Kind
from models.document import Document
from models.field import Field, LineItem, Origin, VatRow
from models.resolution import Resolution
from models.terms import TERMS

_NAMES = {"total_without_vat": "net", "total_vat": "vat", "total_with_vat": "gross", "amount_due": "due"}


def resolve(document: Document, candidates: Candidates) -> Resolution:
    """Everything that is decided about one document."""
    evidence = Evidence(candidates)
    totals = totals_of(evidence)
    chosen: dict[str, Choice] = {"type_code": type_code_of(evidence)}
    rivals: dict[str, tuple[Choice, ...]] = {}
    dates = dates_of(evidence)
    parties = parties_of(evidence)
    for more, others in (
        (dates.chosen, dates.rivals),
        references_chosen(evidence),
        (parties.chosen, parties.rivals),
        payment_of(evidence),
        _amounts(totals),
    ):
        chosen |= more
        rivals |= others
    currency = _currency(evidence)
    if currency is not None:
        chosen["currency"] = currency
    before = preceding_date_of(evidence, chosen.get("preceding_invoice"), chosen.get("issue_date"))
    if before is not None:
        chosen["preceding_invoice_date"] = before
    net = totals.net.value if totals.net else None
    lines = lines_of(document, expected_net=net)
    chosen |= period_of(evidence, lines)
    if "billing_period_start" in chosen and _same_place(chosen, "delivery_date", "billing_period_start"):
        del chosen["delivery_date"]
    fields: dict[str, Field] = {
        name: field_of(name, chosen[name], rivals.get(name, ())) for name in TERMS if name in chosen
    }
    rows = _breakdown(totals, lines)
    adjustments = adjustments_of(evidence, totals.sums, net, lines, rows)
    return Resolution(MappingProxyType(fields), rows, lines, candidates.mentions, adjustments)


def _same_place(chosen: dict[str, Choice], one: str, other: str) -> bool:
    """Whether two fields were read from the same printed value."""
    return one in chosen and chosen[one].provenance == chosen[other].provenance


def _amounts(totals: Totals) -> tuple[dict[str, Choice], dict[str, tuple[Choice, ...]]]:
    chosen: dict[str, Choice] = {}
    rivals: dict[str, tuple[Choice, ...]] = {}
    for name, attribute in _NAMES.items():
        one: Sum | None = getattr(totals, attribute)
        rivals[name] = tuple(_amount(other, 0.2) for other in totals.others.get(name, ()))
        if one is not None:
            chosen[name] = _amount(
                one, totals.certainty if name != "amount_due" else min(0.97, 0.2 + 0.75 * one.role(name))
            )
    if totals.gross is None and totals.net is not None:
        chosen.pop("total_vat", None)
    if totals.computed_vat is not None and totals.vat is None:
        place = totals.rows[0].provenance if totals.rows else None
        chosen["total_vat"] = Choice(str(totals.computed_vat), totals.certainty, place, Origin.COMPUTED)
    if totals.prepaid is not None:
        paid = totals.prepaid
        value = f"{abs(paid.value):f}"
        chosen["prepaid_amount"] = Choice(
            value, min(0.95, 0.2 + 0.7 * paid.role("prepaid_amount")), paid.candidate.provenance
        )
    return chosen, rivals


def _amount(one: Sum, confidence: float) -> Choice:
    return Choice(f"{one.value:f}", confidence * one.candidate.confidence, one.candidate.provenance)


def _currency(evidence: Evidence) -> Choice | None:
    found = evidence.candidates.of(Kind.CURRENCY)
    if not found:
        french = evidence.candidates.of(Kind.SIRET, Kind.SIREN) or any("ttc" in line.folded for line in evidence.lines)
        return Choice("EUR", 0.9, None, Origin.COMPUTED) if french else None
    counted = Counter(str(one.value) for one in found)
    value, count = counted.most_common(1)[0]
    first = next(one for one in found if one.value == value)
    return Choice(value, 0.98 if len(counted) == 1 else max(0.5, count / len(found)), first.provenance)


def _breakdown(totals: Totals, lines: tuple[LineItem, ...]) -> tuple[VatRow, ...]:
    rows = []
    if not totals.rows and totals.net is not None and totals.vat is not None and totals.vat.value:
        rate = implied_rate(totals.net.value, totals.vat.value)
        if rate is not None:
            place = place_of(totals.vat.candidate.provenance)
            rows.append(
                VatRow(
                    rate=rate,
                    base=totals.net.value,
                    tax=totals.vat.value,
                    category="S",
                    confidence=round(0.95 * calibrated(totals.certainty), 3),
                    origin=Origin.COMPUTED,
                    provenance=place,
                )
            )
    for row in totals.rows:
        base = row.base
        if base is None and len(totals.rows) == 1 and totals.net is not None and _explains(totals.net.value, row):
            base = totals.net.value
        if base is None:
            base = _base_from_lines(row.rate, row.tax, lines)
        rows.append(
            VatRow(
                rate=row.rate,
                base=base,
                tax=row.tax,
                category="S" if row.rate else "Z",
                confidence=round(min(0.97, totals.certainty * row.confidence), 3),
                origin=Origin.COMPUTED if row.computed else Origin.EXTRACTED,
                provenance=place_of(row.provenance),
            )
        )
    return tuple(rows)


def _explains(net: Decimal, row: TaxRow) -> bool:
    """Whether a tax is that of the whole net total, rounded in whatever way."""
    return abs(net * row.rate / 100 - row.tax) <= max(Decimal("0.05"), abs(row.tax) / 100)


def _base_from_lines(rate: Decimal, tax: Decimal, lines: tuple[LineItem, ...]) -> Decimal | None:
    """The sum of the lines at a rate, where it explains the tax."""
    base = sum((line.net_amount for line in lines if line.vat_rate == rate and line.net_amount is not None), Decimal())
    return base if base and abs(base * rate / 100 - tax) <= Decimal("0.05") else None
