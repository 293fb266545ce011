"""What document it is (BT-3): invoice, credit note, down payment, corrected or self-billed invoice.

Source: UNTDID 1001, BR-FR-04.
"""

from __future__ import annotations

import re

from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from extractor.text import PrintedLine, fold
from models.provenance import Provenance

_TITLES = (
    (
        "381",
        re.compile(
            r"^\W*(?:facture d'?\s?avoir|facture avoir|avoir\b|note de credit|credit note|credit memo"
            r"|gutschrift|stornorechnung|rechnungskorrektur|creditnota)"
        ),
    ),
    (
        "386",
        re.compile(
            r"^\W*(?:facture d'acompte|facture acompte|demande d'acompte|acompte\s*(?:n°|no)"
            r"|prepayment invoice|anzahlungsrechnung|abschlagsrechnung|facture d'avance|deposit invoice"
            r"|down payment invoice)"
        ),
    ),
    ("384", re.compile(r"^\W*(?:facture rectificative|facture corrective|corrected invoice|korrekturrechnung)")),
    ("389", re.compile(r"^\W*(?:autofacture|auto-facture|self-billed invoice|autofacturation)")),
)
_INSIDE = re.compile(r"(?:^|[-–—:|*]\s*)(avoir)\b\s*(?:n°|no\b|numero|$|[-–—:*])")
_SELF = re.compile(r"facture\W+(?:en )?auto-?facturation|auto-?facturation\W*$|self-?billing")
_NUMBERED = re.compile(r"\bfacture d'avoir\b|\bavoir n°|\bavoir no\b")
_INVOICE = re.compile(r"\bfacture|invoice|rechnung|note d'honoraires|factuur|factura")
_OF_ANOTHER = re.compile(r"d'origine|initiale|annulee|rectifiee|d'acompte n|precedente|concernee|liee\b|associee")
"""Of which invoice a line speaks that names another one."""
_BILLED = re.compile(r"factur(?:é|er|ation)")
_VERB = re.compile(r"avoir (?:a deduire|ete|recu|pris|lieu|droit|sur votre|du)\b")


def type_code_of(evidence: Evidence) -> Choice:
    """The code of the title nearest the top and largest; 380 where no other is told."""
    best: tuple[float, str, PrintedLine] | None = None
    for line in evidence.lines:
        if line.page > 1 or len(line.text) > 70 or line.line.words[0].rotation:
            continue
        for code, title in _TITLES:
            inside = _SELF.search(line.folded) if code == "389" else None
            match = title.match(line.folded) or inside or (code == "381" and _INSIDE.search(line.folded)) or None
            if not match or _VERB.search(line.folded):
                continue
            if (
                code == "381"
                and "sur facture" in line.folded[match.end() : match.end() + 14]
                and not line.folded.startswith("facture")
            ):
                continue  # a reference label ("avoir sur facture n°"), not a title
            score = line.line.size / 10 - line.bbox.top / 1500 + (0.2 if line.line.words[0].bold else 0.0)
            if best is None or score > best[0]:
                best = (score, code, line)
    if best is None:
        place = _title(evidence)
        sure = 0.5 if place is None else 0.95 if _INVOICE.match(fold(place.text).lstrip(" -*:#")) else 0.65
        return _negative(evidence) or Choice("380", sure, place)
    _, code, line = best
    return Choice(code, 0.95, line.provenance(0, len(line.text)))


def _negative(evidence: Evidence) -> Choice | None:
    for line in evidence.lines:
        if line.page == 1 and len(line.text) < 60 and _NUMBERED.search(line.folded):
            return Choice("381", 0.7, line.provenance(0, len(line.text)))
    return None


def _title(evidence: Evidence) -> Provenance | None:
    """Where the word invoice stands at its largest; "client facturé" and "heures facturées" are no titles."""
    found = [
        line
        for line in evidence.lines
        if line.page == 1
        and _INVOICE.search(line.folded)
        and not _BILLED.search(line.text.casefold())
        and not _OF_ANOTHER.search(line.folded)
    ]
    if not found:
        return None
    best = max(found, key=lambda line: line.line.size / 10 - line.bbox.top / 1500)
    return best.provenance(0, len(best.text))
