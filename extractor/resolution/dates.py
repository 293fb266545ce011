"""Which date is which: issue, due, delivery.

Labels decide; without one, the date that stands alone near the title or after a town's name is the issue date. A due
date before the issue date is no due date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from models.candidate import Candidate, Kind

LABELLED, CLOSE, TIED = 0.7, 0.3, 0.7
"""Of dates that no label announces, the share of its certainty that one keeps where another would do as well."""

_ROLES = ("issue_date", "due_date", "delivery_date")
_OTHER = (
    "other_date",
    "period",
    "period_start",
    "period_end",
    "stay",
    "preceding_invoice",
    "preceding_invoice_date",
    "prepaid_amount",
    "other_reference",
    "capital",
    "contract_reference",
)
_ORDER = ("purchase_order", "engagement")
_TOWN = re.compile(
    r"^(?:a |fait a )?(?!merci|votre|nos|suite|depuis)[a-z][a-z'\- ]{2,40}(?:,|,? le) ?"
    r"(?:lundi |mardi |mercredi |jeudi |vendredi |samedi |dimanche )?$"
)
_TITLE = re.compile(
    r"facture|avoir|note|invoice|rechnung|releve|memoire|gutschrift|credit|situation|decompte"
    r"|honoraire"
)
_DU = re.compile(r"(?:\bdu|\ben date du|\bdate du|\bdated|\bvom|\ble|\bof|emise? le|/|\||-|–)\s*$")
_PERIOD_START = re.compile(r"(?:^|\s)du\s*$")
_PERIOD_END = re.compile(r"\bau\s*$|\bjusqu'?au\s*$|\bto\s*$|\bbis\s*$")


@dataclass(frozen=True, slots=True)
class Dates:
    """Choices by field name, each with its rivals."""

    chosen: dict[str, Choice]
    rivals: dict[str, tuple[Choice, ...]]


def dates_of(evidence: Evidence) -> Dates:
    """The issue, due and delivery dates, where the page tells them."""
    scored = [(candidate, _scores(evidence, candidate)) for candidate in evidence.candidates.of(Kind.DATE)]
    chosen: dict[str, Choice] = {}
    rivals: dict[str, tuple[Choice, ...]] = {}
    issue = _top(scored, "issue_date", least=0.12)
    if issue is not None:
        chosen["issue_date"] = _choice(issue[0], _sure(issue[1], scored, "issue_date", issue[0]))
        rivals["issue_date"] = _others(scored, "issue_date")
    issued = issue[0].day if issue else None
    for role in ("due_date", "delivery_date"):
        fit = [(c, s) for c, s in scored if role == "delivery_date" or issued is None or c.day >= issued]
        top = _top(fit, role, least=0.45)
        if top is not None:
            chosen[role] = _choice(top[0], min(0.97, 0.25 + 0.72 * top[1]) * top[0].confidence)
            rivals[role] = _others(scored, role)
    return Dates(chosen, rivals)


def _scores(evidence: Evidence, candidate: Candidate) -> dict[str, float]:
    """How surely a date plays each role; what speaks for another role takes most from the issue date."""
    line = evidence.lines[candidate.line]
    scores, against = _labelled(evidence, candidate)
    before = line.folded[: candidate.start]
    others_before = [v for v in evidence.values[candidate.line] if v.end <= candidate.start and v.kind is Kind.DATE]
    if not any(scores.values()) and not against:
        scores["issue_date"] = _unlabelled(before, others_before=bool(others_before), line_length=len(line.text))
    elif _TITLE.search(before) and _DU.search(before) and not others_before and not against:
        scores["issue_date"] = max(scores["issue_date"], 0.9)
    elif _TOWN.match(before) and not against:
        scores["issue_date"] = max(scores["issue_date"], 0.7)
    ends = others_before and _PERIOD_END.search(before)
    begins = _PERIOD_START.search(before) and re.match(r"\s*au\b", line.folded[candidate.end :])
    if ends or begins:
        against = max(against, 0.6)
    if line.page == 1:
        scores["issue_date"] += 0.05 * (1 - line.bbox.top / max(1.0, evidence.candidates.document.pages[0].height))
    return {
        role: score * (1 - against) if role == "issue_date" else score * (1 - 0.5 * against)
        for role, score in scores.items()
    }


def _labelled(evidence: Evidence, candidate: Candidate) -> tuple[dict[str, float], float]:
    """What the labels around a date give to each role, and how much the nearest speaks against all of them."""
    scores = dict.fromkeys(_ROLES, 0.0)
    against = 0.0
    for rank, announcement in enumerate(evidence.announcing(candidate)):
        terms = announcement.label.terms
        strength = announcement.strength * (1.0 if rank == 0 else 0.7)
        for role in _ROLES:
            if role in terms:
                scores[role] = max(scores[role], strength * (0.95 if len(terms) > 1 else 1.0))
        if rank == 0 and any(term in terms for term in _OTHER):
            against = max(against, strength)
        if rank == 0 and any(term in terms for term in _ORDER):
            against = max(against, 0.7 * strength)
        if "print_date" in terms:
            scores["issue_date"] = max(scores["issue_date"], 0.3 * strength)
        if "invoice_number" in terms and "preceding_invoice" not in terms:
            scores["issue_date"] = max(scores["issue_date"], 0.8 * strength)
    return scores, against


def _unlabelled(before: str, *, others_before: bool, line_length: int) -> float:
    if _TOWN.match(before):
        return 0.75
    if not before.strip(" ,.:-") and line_length < 34:  # the date alone on its line
        return 0.55
    if _DU.search(before) and _TITLE.search(before) and not others_before:
        return 0.85
    if re.match(r"^(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|le)\s*(?:le\s*)?$", before):
        return 0.6
    return 0.2 if len(before) < 25 and not others_before else 0.1


def _top(
    scored: list[tuple[Candidate, dict[str, float]]], role: str, *, least: float
) -> tuple[Candidate, float] | None:
    best = max(scored, key=lambda pair: _lead(pair[1], role), default=None)
    if best is None or best[1][role] < least or _lead(best[1], role) < least - 0.35:
        return None
    return best[0], best[1][role]


def _lead(scores: dict[str, float], role: str) -> float:
    """A date that is more surely something else comes last."""
    return scores[role] - 0.5 * max((scores[other] for other in _ROLES if other != role), default=0.0)


def _sure(score: float, scored: list[tuple[Candidate, dict[str, float]]], role: str, chosen: Candidate) -> float:
    rival = max((s[role] for c, s in scored if c.value != chosen.value), default=0.0)
    sure = min(0.985, 0.35 + 0.5 * min(1.0, score) + 0.25 * max(0.0, min(0.6, score - rival)))
    tied = score < LABELLED and rival > score - CLOSE
    return (TIED if tied else 1.0) * sure * chosen.confidence


def _choice(candidate: Candidate, confidence: float) -> Choice:
    return Choice(str(candidate.value), confidence, candidate.provenance)


def _others(scored: list[tuple[Candidate, dict[str, float]]], role: str) -> tuple[Choice, ...]:
    return tuple(_choice(c, 0.5 * min(1.0, s[role])) for c, s in scored if s[role] > 0.05)
