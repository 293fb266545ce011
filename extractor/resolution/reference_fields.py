"""Which announced reference is which field, decided together: one printed value is one field.

The engagement is the purchase order (BT-13) where one is printed; the order number then stays among the alternatives.
"""

from __future__ import annotations

import re

from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from extractor.resolution.references import Reference, identifiers_at, references_of
from models.candidate import Kind

LOOKALIKE = 0.85
"""Share of its certainty that a reference keeps in which a small letter stands among figures or capitals on a scan."""
_MISREAD = re.compile(r"(?<=[A-Z\d])[a-z](?![a-z])(?=[A-Z\d/.-]|$)")
"""The l of "Fl/12", the p of "5809p908": mostly a capital or a figure that was misread."""

_ORDER = (
    "preceding_invoice",
    "engagement",
    "purchase_order",
    "contract_reference",
    "buyer_reference",
    "invoice_number",
)


def references_chosen(evidence: Evidence) -> tuple[dict[str, Choice], dict[str, tuple[Choice, ...]]]:
    """Choices and rivals for the six references."""
    found = _believable(evidence, references_of(evidence))
    chosen: dict[str, Reference] = {}
    for role in _ORDER:
        claims = [one for one in found if one.role == role]
        if role == "invoice_number":
            taken = {_key(one.value) for name, one in chosen.items() if name != "invoice_number" and one.score > 0.8}
            claims = [one for one in claims if _key(one.value) not in taken] or claims
        best = max(claims, key=lambda one: _rank(evidence, one), default=None)
        if best is not None and best.score >= 0.4:
            chosen[role] = best
    if "preceding_invoice" in chosen and "invoice_number" in chosen:
        same = _key(chosen["preceding_invoice"].value) == _key(chosen["invoice_number"].value)
        if same:
            del chosen["preceding_invoice"]
    choices = {role: _choice(evidence, one) for role, one in chosen.items()}
    rivals = {role: tuple(_choice(evidence, one, 0.5) for one in found if one.role == role) for role in chosen}
    if "invoice_number" not in choices:
        title = _beside_title(evidence)
        if title is not None:
            choices["invoice_number"] = title
    if "engagement" in choices:
        order = choices.get("purchase_order")
        rivals["purchase_order"] = ((order,) if order else ()) + rivals.get("purchase_order", ())
        choices["purchase_order"] = choices.pop("engagement")
    rivals.pop("engagement", None)
    return choices, rivals


def _believable(evidence: Evidence, found: tuple[Reference, ...]) -> list[Reference]:
    """Without those that are a date, an amount or an identifier of a business."""
    identifiers = {text for _, text in identifiers_at(evidence)}
    postal = {re.sub(r"\W", "", c.provenance.text) for c in evidence.candidates.of(Kind.RATE)}
    return [
        one
        for one in found
        if re.sub(r"\W", "", one.value) not in identifiers
        and (re.sub(r"\W", "", one.value) not in postal or len(one.value) > 2)
        and not re.fullmatch(r"[\d ]+[.,]\d{2}", one.value)
    ]


def _rank(evidence: Evidence, one: Reference) -> float:
    """Score, then: more like a reference, on the first page, further up."""
    height = one.provenance.bbox.top / 2000 + 0.2 * (one.provenance.page - 1)
    shape = 0.0
    if one.role == "invoice_number":
        digits = sum(c.isdigit() for c in one.value)
        shape = 0.1 if digits >= 3 else -0.15 if digits < 2 else 0.0
        shape -= 0.3 if re.fullmatch(r"20\d\d", one.value) else 0.0
    if one.role == "buyer_reference":
        line = evidence.line_of(one.provenance)
        shape = 0.1 if line is not None and re.search(r"execut|service", line.folded) else 0.0
    return one.score + shape - height


def _choice(evidence: Evidence, one: Reference, share: float = 1.0) -> Choice:
    line = evidence.line_of(one.provenance)
    read = line.confidence(0, len(line.text)) if line else 1.0
    trust = LOOKALIKE if line is not None and line.scanned and _MISREAD.search(one.value) else 1.0
    return Choice(one.value, min(0.97, one.score * 0.98) * share * read, one.provenance, trust=trust)


def _beside_title(evidence: Evidence) -> Choice | None:
    """Without any label: figures in the title's line, or right beneath it."""
    for line in evidence.lines:
        if not re.match(r"^\W*(?:facture|avoir|invoice|rechnung|note d'honoraires)", line.folded):
            continue
        for match in re.finditer(r"[A-Z0-9][A-Z0-9/_\-]*\d[A-Z0-9/_\-]*", line.text):
            inside = any(v.start < match.end() and match.start() < v.end for v in evidence.values[line.index])
            if not inside:
                return Choice(match.group(), 0.6, line.provenance(*match.span()))
    return None


def _key(value: str) -> str:
    return re.sub(r"\W", "", value).lower()
