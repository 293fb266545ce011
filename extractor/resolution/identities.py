"""The businesses whose numbers are printed, and how surely each is the seller, the buyer or somebody else.

SIRET, SIREN and French VAT numbers of one business share their SIREN: they are judged together. The signs are the
label, the block, the company of legal mentions (capital, APE, register), the company of the buyer's references, the
place on the page, and that public bodies (SIREN in 1 or 2) buy.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from extractor.checkdigits import siren_valid
from extractor.resolution.address_blocks import AddressBlock
from extractor.resolution.evidence import Evidence
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind

_LEGAL = re.compile(
    r"capital|\bape\b|\bnaf\b|r\.?\s?c\.?\s?s\b|\brm\b|sarl|\bsas\b|\beurl\b|\bsasu\b|registre"
    r"|repertoire des metiers|artisan|auto-?entrepreneur|entrepreneur individuel|\bei\b"
    r"|association loi|licence|agrement|micro-?entreprise"
)
_THIRD = re.compile(
    r"representant fiscal|tax rep|affactur|subrog|factor\b|comptable (?:public|assignataire)"
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
_REFERENCES = ("buyer_reference", "engagement", "purchase_order", "contract_reference", "preceding_invoice")


@dataclass(slots=True)
class Identity:
    """One business: its numbers on the page, and the weight of evidence for each role."""

    key: str
    numbers: list[Candidate] = field(default_factory=list)
    seller: float = 0.0
    buyer: float = 0.0
    third: float = 0.0

    def of(self, kind: Kind) -> list[Candidate]:
        return [number for number in self.numbers if number.kind is kind]

    @property
    def lead(self) -> float:
        """How much more the seller's than the buyer's."""
        return self.seller - self.buyer


def identities_of(evidence: Evidence, blocks: tuple[AddressBlock, ...]) -> list[Identity]:
    """Every business with a number on the page, with the evidence for its role."""
    grouped: dict[str, Identity] = {}
    block_of = _block_index(evidence)
    for number in evidence.candidates.of(Kind.SIRET, Kind.VAT_NUMBER, Kind.SIREN):
        if number.kind is Kind.SIRET and not number.valid and _is_something_else(evidence, number):
            continue
        key = key_of(number)
        identity = grouped.setdefault(key, Identity(key))
        third, identity.third = identity.third, 0.0
        _weigh(evidence, number, identity, block_of)
        # One mention of a business that is not a third party's makes it none.
        identity.third = min(third, identity.third) if identity.numbers else identity.third
        identity.numbers.append(number)
    _merge_neighbours(grouped, block_of)
    for identity in grouped.values():
        if identity.key[:1] in ("1", "2") and siren_valid(identity.key):
            identity.buyer += 2.0
        for block in blocks:
            _weigh_block(identity, block)
    return list(grouped.values())


def _is_something_else(evidence: Evidence, number: Candidate) -> bool:
    """Fourteen digits with a wrong key under the label of a meter, a customer or a card."""
    announced = evidence.announcing(number)
    return bool(announced) and not any("sir" in term or term == "siren" for term in announced[0].label.terms)


def _merge_neighbours(grouped: dict[str, Identity], block_of: dict[int, list[PrintedLine]]) -> None:
    """A SIRET and a VAT number on neighbouring lines of one block are one business's, even where one is misprinted."""
    for key, identity in list(grouped.items()):
        kinds = {number.kind for number in identity.numbers}
        if kinds != {Kind.VAT_NUMBER} or len(identity.numbers) > 1:
            continue
        own = identity.numbers[0]
        for other in grouped.values():
            if other is identity or Kind.VAT_NUMBER in {n.kind for n in other.numbers}:
                continue
            close = any(
                abs(n.line - own.line) <= 1 and n.line in {i.index for i in block_of[own.line]} for n in other.numbers
            )
            if close:
                other.numbers.append(own)
                other.seller, other.buyer = other.seller + identity.seller, other.buyer + identity.buyer
                other.third = max(other.third, identity.third)
                del grouped[key]
                break


def key_of(number: Candidate) -> str:
    """The SIREN of a number, or the number itself where it is foreign."""
    value = str(number.value)
    if number.kind is Kind.VAT_NUMBER:
        return value[4:] if value.startswith("FR") else value
    return value[:9]


def _block_index(evidence: Evidence) -> dict[int, list[PrintedLine]]:
    index: dict[int, list[PrintedLine]] = defaultdict(list)
    at = 0
    for page in evidence.candidates.document.pages:
        for block in page.blocks:
            lines = list(evidence.lines[at : at + len(block.lines)])
            for line in lines:
                index[line.index] = lines
            at += len(block.lines)
    return index


def _weigh(evidence: Evidence, number: Candidate, identity: Identity, block_of: dict[int, list[PrintedLine]]) -> None:
    line = evidence.lines[number.line]
    page = (
        evidence.candidates.document.pages[line.page - 1]
        if line.page <= len(evidence.candidates.document.pages)
        else None
    )
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
    block = block_of.get(number.line, [line])
    at = block.index(line)
    near = block[max(0, at - 3) : at + 4]
    text = " ".join(one.folded for one in near)
    if _LEGAL.search(line.folded):
        identity.seller += 2.5
    elif _LEGAL.search(text):
        identity.seller += 1.2
    if _CONTACT.search(text):
        identity.seller += 1.0
    if _THIRD.search(text) and not _LEGAL.search(line.folded):
        identity.third += 3.5
    own = line.folded[: number.start][-40:]
    identity.buyer += 3.0 if _BUYER_WORDS.search(own) else 0.0
    identity.seller += 3.0 if _SELLER_WORDS.search(own) else 0.0
    if line.line.words[0].rotation or (page is not None and line.bbox.top > 0.86 * page.height):
        identity.seller += 2.0
    elif page is not None and line.bbox.bottom < 0.14 * page.height and line.bbox.x0 < 0.5 * page.width:
        identity.seller += 1.0
    identity.buyer += 2.0 * min(2, _references_near(evidence, line, block, near)) / 2
    if not re.search(r"capital|\br\.?c\.?s\b|\bape\b|^(?:sarl|sas|sasu|eurl|sa|selarl|snc|scop)\b", line.folded):
        _weigh_heads(evidence, block[: at + 1], identity)
    if is_headquarters(evidence, number):
        identity.seller += 2.0


def _weigh_heads(evidence: Evidence, above: list[PrintedLine], identity: Identity) -> None:
    """The nearest head over a number inside its own block: "Facturé à", "Livraison", "Siège social"."""
    for line in reversed(above):
        if len(line.folded) < 40 and line is not above[-1]:
            if re.match(r"v(?:os|otre)\b", line.folded) and ":" not in line.folded:
                identity.buyer += 3.0
                return
            if re.match(r"no(?:s|tre)\b", line.folded) and ":" not in line.folded:
                identity.seller += 3.0
                return
        for label in evidence.labels[line.index]:
            if line.folded[: label.start].strip(" :-"):
                continue
            rest = line.folded[label.end :].strip(" :.-()e")
            own = line is above[-1] and {"delivery", "third_party"} & set(label.terms)
            if rest and not own and not line.folded[label.end :].lstrip().startswith(":"):
                continue
            if "buyer" in label.terms:
                identity.buyer += 3.0
                return
            if "seller" in label.terms:
                identity.seller += 3.0
                return
            if "delivery" in label.terms or "third_party" in label.terms:
                identity.third += 3.0
                return


def _references_near(evidence: Evidence, line: PrintedLine, block: list[PrintedLine], near: list[PrintedLine]) -> int:
    """How many of the buyer's references stand in the lines around a number, in its row, or in the row above."""
    around = {one.index: one for one in near}
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
        if not label.weak
    )


def _weigh_block(identity: Identity, block: AddressBlock) -> None:
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
