"""How strongly the labels around an amount give it each role among the totals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from extractor.resolution.evidence import Evidence
from models.candidate import Candidate, Kind

TOTALS = (
    "total_without_vat", "total_vat", "total_with_vat", "amount_due", "prepaid_amount", "retention", "discount",
    "charge", "vat_base", "total_gross_before", "cumulative", "capital",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount with the strength (0 to 1 and a little more) of each role its labels give it."""

    value: Decimal
    candidate: Candidate
    roles: dict[str, float]

    def role(self, name: str) -> float:
        return self.roles.get(name, 0.0)


def sums_of(evidence: Evidence) -> tuple[Sum, ...]:
    """All amounts of the document with their roles, in reading order."""
    found: list[Sum] = []
    rows: dict[tuple[int, int], list[Sum]] = {}
    count = max(1, len(evidence.lines))
    for candidate in evidence.candidates.of(Kind.AMOUNT):
        roles: dict[str, float] = {}
        announcements = evidence.announcing(candidate)
        for announcement in announcements:
            for term in announcement.label.terms:
                if term in TOTALS:
                    roles[term] = max(roles.get(term, 0.0), announcement.strength)
        # Totals stand after the lines: of two equal claims the later one is believed.
        late = 0.06 * candidate.line / count
        one = Sum(candidate.amount, candidate, {k: v + late for k, v in roles.items()})
        found.append(one)
        for announcement in announcements:
            if announcement.label.line != candidate.line:
                rows.setdefault((announcement.label.line, announcement.label.start), []).append(one)
    for row in rows.values():
        _crown(row)
    return tuple(found)


def _crown(row: list[Sum]) -> None:
    """In a row that sums its other amounts at the end (one column a rate, then all), the last is the total."""
    row.sort(key=lambda one: one.candidate.provenance.bbox.x0)
    *parts, total = row
    if len(parts) < 2 or total.value != sum(part.value for part in parts):
        return
    strongest = {role: max(one.role(role) for one in row) for role in TOTALS}
    total.roles.update({role: value for role, value in strongest.items() if value})
    for part in parts:
        part.roles.update({role: 0.3 * value for role, value in part.roles.items()})


def best(sums: Iterable[Sum], role: str, *, least: float = 0.25, most: int = 8) -> list[Sum]:
    """The amounts that claim a role, strongest first, one per value."""
    seen: set[Decimal] = set()
    chosen: list[Sum] = []
    for one in sorted(sums, key=lambda one: -one.role(role)):
        if one.role(role) < least or len(chosen) >= most:
            break
        if one.value not in seen:
            seen.add(one.value)
            chosen.append(one)
    return chosen
