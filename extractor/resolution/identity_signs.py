"""The signs by which a printed number tells whether its business is the seller, the buyer or somebody else.

They are its labels, the words and the place around it, the head of its block, and whether the buyer's references or an
address stand beside it.
"""

from __future__ import annotations

import re

from extractor.resolution.address_blocks import AddressBlock
from extractor.resolution.evidence import Evidence
from extractor.resolution.identity import Identity
from extractor.text import PrintedLine
from models.candidate import Candidate

_LEGAL = re.compile(
    r"capital|\b(?:ape|naf)(?:\b|(?=\d{3,4}[a-z]\b))|r\.?\s?c\.?\s?s\b|\brc (?=[a-z])|\brm\b|sarl"
    r"|\bsas\b|\beurl\b|\bsasu\b|registre|repertoire des metiers|artisan"
    r"|auto-?entrepreneur|entrepreneur individuel|\bei\b|association loi|licence|agrement|micro-?entreprise"
)
_THIRD = re.compile(
    r"liberatoire|representant fiscal|tax rep|affactur|subrog|factor\b|comptable (?:public|assignataire)"
    r"|tresorerie|tresor public|a l'ordre de|cession|mandataire|organisme payeur|agent de paiement"
    r"|paiement pour compte|service de gestion comptable|paierie"
)
_BUYER_WORDS = re.compile(
    r"client|destinataire|acheteur|votre|vos\b|preneur|debiteur|donneur d'ordre|maitre d'ouvrage"
    r"|structure publique|chorus|collectivite|facture a\b"
)
_SELLER_WORDS = re.compile(r"fournisseur|emetteur|vendeur|prestataire|titulaire du marche|notre|nos\b|creancier")
_CONTACT = re.compile(r"\btel\b|telephone|@|www\.|\bfax\b|\b0\d(?:[ .]\d\d){4}\b")
_HEADQUARTERS = re.compile(r"siege|head office|registered office|etablissement principal|sitz\b")
_OF_ITSELF = re.compile(r"capital|\br\.?c\.?s\b|\bape\b|^(?:sarl|sas|sasu|eurl|sa|selarl|snc|scop)\b")
"""A line in which a company tells about itself, whatever head stands over it."""

LONGEST_HEAD = 24
"""Characters of a line that is a head alone: "Représentant fiscal"."""
DEEP = 24
"""Characters before a label beside a number from which it is prose: "Acompte de 40 % à la commande"."""

_REFERENCES = ("buyer_reference", "engagement", "purchase_order", "contract_reference", "preceding_invoice")


def weigh_number(evidence: Evidence, number: Candidate, block: list[PrintedLine], identity: Identity) -> None:
    """What the labels, the words and the place of one number tell; `block` are the lines it stands among."""
    line = evidence.lines[number.line]
    at = block.index(line)
    near = block[max(0, at - 3) : at + 4]
    _weigh_labels(evidence, number, identity)
    _weigh_words(number, line, near, identity)
    _weigh_place(evidence, line, identity)
    identity.buyer += 2.0 * min(2, _references_near(evidence, line, near)) / 2
    if not _OF_ITSELF.search(line.folded):
        _weigh_heads(evidence, block[: at + 1], identity)
    if is_headquarters(evidence, number):
        identity.seller += 2.0


def _weigh_labels(evidence: Evidence, number: Candidate, identity: Identity) -> None:
    for rank, announcement in enumerate(evidence.announcing(number)[:2]):
        if rank and announcement.strength < 0.8:
            continue
        for term in announcement.label.terms:
            if term in ("buyer_siret", "buyer_vat", "buyer"):
                identity.buyer += 4.0 * announcement.strength
            elif term in ("seller_siret", "seller"):
                identity.seller += 4.0 * announcement.strength
            elif term == "delivery":
                identity.third += 1.5 * announcement.strength


def _weigh_words(number: Candidate, line: PrintedLine, near: list[PrintedLine], identity: Identity) -> None:
    text = " ".join(one.folded for one in near)
    if _LEGAL.search(line.folded):
        identity.seller += 3.5
    elif _LEGAL.search(text):
        identity.seller += 1.2
    if _CONTACT.search(text):
        identity.seller += 1.0
    if _THIRD.search(_said_of(line, near)) and not _LEGAL.search(line.folded):
        identity.third += 3.5
    own = line.folded[: number.start][-40:]
    identity.buyer += 3.0 if _BUYER_WORDS.search(own) else 0.0
    identity.seller += 3.0 if _SELLER_WORDS.search(own) else 0.0


def _said_of(line: PrintedLine, near: list[PrintedLine]) -> str:
    """The lines around a number without short heads below it: these speak of what stands under them."""
    last = near.index(line)
    return " ".join(one.folded for rank, one in enumerate(near) if rank <= last or len(one.text) > LONGEST_HEAD)


def _weigh_place(evidence: Evidence, line: PrintedLine, identity: Identity) -> None:
    """Numbers in the margin, at the foot or in the letterhead are the seller's."""
    pages = evidence.candidates.document.pages[line.page - 1 : line.page]
    if line.line.words[0].rotation or any(line.bbox.top > 0.86 * page.height for page in pages):
        identity.seller += 2.0
    elif any(line.bbox.bottom < 0.14 * page.height and line.bbox.x0 < 0.5 * page.width for page in pages):
        identity.seller += 1.0


def _weigh_heads(evidence: Evidence, above: list[PrintedLine], identity: Identity) -> None:
    """The nearest head over a number inside its own block: "Facturé à", "Livraison", "Siège social"."""
    for line in reversed(above):
        own = line is above[-1]
        role = (None if own else _possessive(line)) or _head(evidence, line, own=own)
        if role == "buyer":
            identity.buyer += 3.0
        elif role == "seller":
            identity.seller += 3.0
        elif role == "third":
            identity.third += 3.0
        if role is not None:
            return


def _possessive(line: PrintedLine) -> str | None:
    """Who is meant by a short title such as "Vos références" or "Nos coordonnées"."""
    if len(line.folded) >= 40 or ":" in line.folded:
        return None
    if re.match(r"v(?:os|otre)\b", line.folded):
        return "buyer"
    return "seller" if re.match(r"no(?:s|tre)\b", line.folded) else None


def _head(evidence: Evidence, line: PrintedLine, *, own: bool) -> str | None:
    """Whose head a line is: a label with nothing before it, and after it nothing or a colon.

    In the number's `own` line the label of a third party may be followed by anything.
    """
    for label in evidence.labels[line.index]:
        if line.folded[: label.start].strip(" :-"):
            continue
        rest = line.folded[label.end :].strip(" :.-()e")
        third = bool({"delivery", "third_party"} & set(label.terms))
        if rest and not (own and third) and not line.folded[label.end :].lstrip().startswith(":"):
            continue
        if "buyer" in label.terms:
            return "buyer"
        if "seller" in label.terms:
            return "seller"
        if third:
            return "third"
    return None


def _references_near(evidence: Evidence, line: PrintedLine, near: list[PrintedLine]) -> int:
    """How many of the buyer's references stand in the lines around a number, in its row, or in the row above."""
    around = {one.index: one for one in near}
    inside = frozenset(around)
    row = [*evidence.left_of(line), *evidence.right_of(line)]
    heads = evidence.above(line, line.bbox.x0 - 150, line.bbox.x1 + 150, reach=1.6)
    close = evidence.below(line, line.bbox.x0 - 5, line.bbox.x0 + 60, reach=1.2)[:2]
    for one in [*row, *heads, *close]:
        around[one.index] = one
    own = [one for one in around.values() if not any("invoice_number" in x.terms for x in evidence.labels[one.index])]
    return sum(
        any(term in label.terms for term in _REFERENCES)
        for one in own
        for label in evidence.labels[one.index]
        if not label.weak and (one.index in inside or label.start < DEEP)
    )


def weigh_block(identity: Identity, block: AddressBlock) -> None:
    """An address near one of the business's numbers lends it the role of its head."""
    elsewhere = 0
    for number in identity.numbers:
        box = number.provenance.bbox
        if number.provenance.page != block.page or box.x_overlap(block.bbox) <= 0:
            continue
        below = box.top - block.bbox.bottom
        if not -block.bbox.height < below < 16:  # inside the address, or right under it
            continue
        if "buyer" in block.heads:
            identity.buyer += 2.0
        elif "seller" in block.heads:
            identity.seller += 2.0
        elif block.heads:
            elsewhere += 1
        elif block.has_phone:
            identity.seller += 0.8
    if elsewhere and elsewhere == len(identity.numbers):
        identity.third = max(identity.third, 2.0)


def is_headquarters(evidence: Evidence, number: Candidate) -> bool:
    """Whether a SIRET is announced as that of the head office, and not in the company's own legal mentions."""
    line = evidence.lines[number.line]
    if _LEGAL.search(line.folded) and not re.search(r"siege\W*:", line.folded[: number.start]):
        return False
    if re.search(r"capital|r\.?c\.?s|\bape\b|tva", line.folded):
        return False
    if _HEADQUARTERS.search(line.folded[: number.start]):
        return True
    for above in reversed(evidence.lines[max(0, number.line - 6) : number.line]):
        if above.page != line.page or line.bbox.top - above.bbox.bottom > 7 * line.line.size:
            break
        beside = above.bbox.x1 <= line.bbox.x0
        if (beside or above.bbox.x_overlap(line.bbox) > 0) and _HEADQUARTERS.match(above.folded.strip(" -(")):
            return True
    return False


def in_legal_mentions(evidence: Evidence, number: Candidate) -> bool:
    """Whether a number stands among capital, register and activity code."""
    return _LEGAL.search(evidence.lines[number.line].folded) is not None
