"""How to pay: account, bank, means and terms.

With a factor (affacturage, subrogation) the account to pay is the factor's, which is the one printed in its notice.
"""

from __future__ import annotations

import re

from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from models.candidate import Candidate, Kind

_MEANS = (
    ("59", re.compile(r"prelevement|prelev[ée]|direct debit|lastschrift")),
    ("48", re.compile(r"carte bancaire|\bcb\b|credit card|kreditkarte|par carte")),
    ("20", re.compile(r"\bcheque\b|check\b")),
    ("10", re.compile(r"\bespeces\b|\bcash\b|bargeld|comptant en especes")),
    (
        "30",
        re.compile(
            r"virement|mandat administratif|bank transfer|wire transfer|uberweisung|credit transfer"
            r"|\biban\b"
        ),
    ),
)
_MEANS_LABEL = re.compile(
    r"(?:mode|moyen|type) de (?:reglement|paiement)|reglement par|paiement par|payment method"
    r"|payment means|zahlungsart|zahlungsweise|payable par|reglement\s*:"
)
_TERMS = re.compile(
    r"(?:conditions?|modalites?|delais?) (?:de |d')?(?:reglement|paiement)s?|payment terms"
    r"|zahlungsbedingungen|(?:reglement|paiement|payable|payer)[^.;]{0,40}\d+ ?jours|a reception"
    r"|\d+ jours (?:fin de mois|net|date)|mandat administratif"
)
_FACTOR = re.compile(r"affactur|factor|subrog|liberatoire")
_DEBITED = re.compile(r"compte (?:a debiter|debite|client)|votre (?:compte|iban)|debiteur|sera preleve")


def payment_of(evidence: Evidence) -> tuple[dict[str, Choice], dict[str, tuple[Choice, ...]]]:
    """Choices and rivals for iban, bic, payment_means and payment_terms."""
    chosen: dict[str, Choice] = {}
    accounts = sorted(evidence.candidates.of(Kind.IBAN), key=lambda one: -_account_score(evidence, one))
    if accounts:
        chosen["iban"] = _account(accounts[0], 1.0 if len({a.value for a in accounts}) == 1 else 0.75)
    bank = _bank(evidence, accounts[0] if accounts else None)
    if bank is not None:
        chosen["bic"] = bank
    means = _means(evidence)
    if means is not None:
        chosen["payment_means"] = means
    terms = _terms(evidence)
    if terms is not None:
        chosen["payment_terms"] = terms
    return chosen, {"iban": tuple(_account(one, 0.3) for one in accounts[1:])}


def _account(one: Candidate, sure: float) -> Choice:
    return Choice(str(one.value), sure * one.confidence, one.provenance, trust=1.0 if one.valid else 0.6)


def _account_score(evidence: Evidence, one: Candidate) -> float:
    around = " ".join(line.folded for line in evidence.lines[max(0, one.line - 2) : one.line + 2])
    score = 0.5 if one.valid else 0.0
    score += 1.0 if _FACTOR.search(around) else 0.0
    score -= 1.0 if _DEBITED.search(around) else 0.0
    return score - 0.001 * one.line


def _bank(evidence: Evidence, account: Candidate | None) -> Choice | None:
    """The BIC nearest the account, preferably labelled."""
    best: tuple[float, Candidate] | None = None
    for one in evidence.candidates.of(Kind.BIC):
        labelled = max((a.strength for a in evidence.announcing(one) if "bic" in a.label.terms), default=0.0)
        near = 0.0
        if account is not None:
            near = 1.0 if one.line == account.line else 0.7 if abs(one.line - account.line) <= 2 else 0.2
            same_country = str(one.value)[4:6] == str(account.value)[:2]
            near += 0.3 if same_country else -0.3
        score = labelled + near
        if score >= 0.7 and (best is None or score > best[0]):
            best = (score, one)
    if best is None:
        return None
    return Choice(str(best[1].value), min(0.97, 0.6 + 0.2 * best[0]) * best[1].confidence, best[1].provenance)


def _means(evidence: Evidence) -> Choice | None:
    """The means that a label names, else the first one mentioned."""
    fallback: Choice | None = None
    for line in evidence.lines:
        labelled = _MEANS_LABEL.search(line.folded)
        for code, words in _MEANS:
            match = words.search(line.folded, labelled.end() if labelled else 0)
            if match is None:
                continue
            if labelled:
                return Choice(code, 0.9, line.provenance(*match.span()))
            if fallback is None:
                fallback = Choice(code, 0.7, line.provenance(*match.span()))
    return fallback


_TOLD = re.compile(r"reception|mandat administratif")
"""Terms that need no figure."""


def _terms(evidence: Evidence) -> Choice | None:
    for line in evidence.lines:
        match = _TERMS.search(line.folded)
        if match is None or len(line.text) > 200:
            continue
        told = line.text[match.end() :].strip(" :.-")
        if told or any(c.isdigit() for c in line.text) or _TOLD.search(match.group()):
            return Choice(line.text.strip(), 0.75, line.provenance(0, len(line.text)))
        for other in evidence.right_of(line)[:1]:  # the label stands alone: its value is further right
            return Choice(other.text.strip(), 0.75, other.provenance(0, len(other.text)))
    return None
