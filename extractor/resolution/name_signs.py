"""Which printed lines can be the name of a business."""

from __future__ import annotations

import re

from extractor.resolution.address_blocks import is_street
from extractor.resolution.evidence import Evidence
from extractor.resolution.identity import Identity
from extractor.text import PrintedLine

_TITLE = re.compile(
    r"\b(?:auto-?facture|facture|avoir|invoice|rechnung|note d'honoraires|note de|devis|duplicata"
    r"|original|page|credit note|proforma|releve|gutschrift|factuur|factura|situation de travaux"
    r"|bon de|date|total|montant|ticket|recu|madame|monsieur|objet|siret|siren|iban|tva|echeance"
    r"|reference|merci|votre|vos|notre|nos|commande|client|code|capital|copie|acquittee?|cadre)\b"
)
FORM = re.compile(
    r"\b(?:sarl|s\.a\.r\.l|sas|s\.a\.s|sasu|eurl|sa|s\.a|sci|snc|scop|scic|scp|selarl|selas|earl|gaec"
    r"|gie|ei|eirl|association|cabinet|ets|etablissements|societe|entreprise|gmbh|ag|kg|ltd|limited"
    r"|llc|inc|bv|b\.v|sl|coop|cooperative|cie|compagnie|groupe|mutuelle|agence|atelier|garage"
    r"|auto-?entrepreneur)\b"
)
_CONTACT = re.compile(
    r"@|www\.|\btel\b|\bfax\b|siret|siren|\btva\b|facture n|\bpage\b|\biban\b|code service|engagement"
)


def is_name(folded: str) -> bool:
    """Letters enough, no title word, no long figures."""
    letters = sum(c.isalpha() for c in folded)
    digits = sum(c.isdigit() for c in folded)
    return (
        3 <= letters <= 90
        and digits <= 4
        and letters > digits
        and _TITLE.search(folded) is None
        and "@" not in folded
        and FORM.fullmatch(folded.strip(" .-")) is None
        and not folded.endswith(".") | (folded.count(" ") > 11)
        and "www." not in folded
        and not folded.startswith(("tel", "fax", "le ", "n°"))
    )


def may_name(evidence: Evidence, line: PrintedLine) -> bool:
    """A line of an address block that can be a name: no numbers, no contact, no label with its value."""
    letters = sum(c.isalpha() for c in line.folded)
    digits = sum(c.isdigit() for c in line.folded)
    if letters < 2 or digits > 6 or _CONTACT.search(line.folded):
        return False
    return not any(
        label.start == 0 and (line.folded[label.end :].lstrip().startswith(":") and "buyer" not in label.terms)
        for label in evidence.labels[line.index]
    )


def block_head(evidence: Evidence, identity: Identity | None) -> PrintedLine | None:
    """The first line of the block that holds a business's number, where it can be a name."""
    if identity is None:
        return None
    for number in identity.numbers:
        at = number.line
        page = evidence.lines[at].page
        start = 0
        for block in (b for p in evidence.candidates.document.pages for b in p.blocks):
            end = start + len(block.lines)
            if start <= at < end and end - start > 1:
                for line in evidence.lines[start:at]:
                    if _head_word(evidence, line):
                        continue
                    if may_name(evidence, line) and not is_street(line) and is_name(line.folded) and page == line.page:
                        return line
                    break
            start = end
    return None


def _head_word(evidence: Evidence, line: PrintedLine) -> bool:
    """A line that is nothing but the label of a party."""
    return any(
        {"buyer", "seller"} & set(label.terms)
        and not (line.folded[: label.start] + line.folded[label.end :]).strip(" :.-()es")
        for label in evidence.labels[line.index]
    )
