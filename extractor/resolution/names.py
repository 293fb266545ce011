"""The names and addresses of the seller and the buyer.

The buyer's name heads the address that a label, the buyer's number, a public name or the place of an envelope's window
gives to the buyer. The seller's name heads the seller's address, or stands in large type at the top, or before the
legal form and capital in the footer; it is believed more when it stands in several of these places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.public_sector import is_public
from extractor.resolution.address_blocks import AddressBlock, is_city, is_street
from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from extractor.resolution.identities import Identity
from extractor.text import PrintedLine, fold
from models.invoice import Party

_TITLE = re.compile(
    r"\b(?:auto-?facture|facture|avoir|invoice|rechnung|note d'honoraires|note de|devis|duplicata"
    r"|original|page|credit note|proforma|releve|gutschrift|factuur|factura|situation de travaux"
    r"|bon de|date|total|montant|ticket|recu|madame|monsieur|objet|siret|siren|iban|tva|echeance"
    r"|reference|merci|votre|vos|notre|nos|commande|client|code|capital|copie|acquittee?|cadre)\b"
)
_SERVICE = re.compile(
    r"^(?!service departemental|service public|direction (?:regionale|departementale|generale"
    r"|interdepartementale|interregionale))(?:direction|service|groupement (?!de|d')|bureau|pole"
    r"|departement de la|comptabilite|a l'attention|att\b|c/o|attn|gestion|intendance|cellule|mission"
    r"|secretariat|agence comptable|batiment|bat\b|site\b|magasin|quai|porte|etage|escalier|mr?\b"
    r"|mme\b)"
)
_FORM = re.compile(
    r"\b(?:sarl|s\.a\.r\.l|sas|s\.a\.s|sasu|eurl|sa|s\.a|sci|snc|scop|scic|scp|selarl|selas|earl|gaec"
    r"|gie|ei|eirl|association|cabinet|ets|etablissements|societe|entreprise|gmbh|ag|kg|ltd|limited"
    r"|llc|inc|bv|b\.v|sl|coop|cooperative|cie|compagnie|groupe|mutuelle|agence|atelier|garage"
    r"|auto-?entrepreneur)\b"
)
_LEGAL_TAIL = re.compile(
    r"^(.{3,60}?)[\s,;:\-–—|•·]+(?:(?:une |est une )?(?:sarl|s\.a\.r\.l\.?|sasu?|s\.a\.s\.?|eurl|sa"
    r"|s\.a\.|selarl|snc|scop|scic|sci|societe|association|ei|eirl|entreprise individuelle"
    r"|gmbh)\b)[^a-z]{0,4}(?:au |d'architecture|cooperative|unipersonnelle|,|-|–|capital|\()",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"@|www\.|\btel\b|\bfax\b|siret|siren|\btva\b|facture n|\bpage\b|\biban\b|code service|engagement"
)
_CONNECT = re.compile(r"(?:\b(?:de|du|des|la|le|les|et|d'|l'|pour|en|au|aux|sur)|[,&\-])$")


@dataclass(slots=True)
class _NameCandidate:
    text: str
    line: PrintedLine
    score: float
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """Chosen names and addresses; None where the page does not tell."""

    seller: Choice | None
    buyer: Choice | None
    seller_address: Choice | None
    buyer_address: Choice | None
    seller_rivals: tuple[Choice, ...] = ()
    buyer_rivals: tuple[Choice, ...] = field(default=())


def name_parties(
    evidence: Evidence, blocks: tuple[AddressBlock, ...], seller: Identity | None, buyer: Identity | None
) -> Named:
    """Names and addresses, decided together: no block is both parties'."""
    scores = [(block, *_block_scores(evidence, block, seller, buyer)) for block in blocks]
    best: tuple[float, AddressBlock | None, AddressBlock | None] = (0.0, None, None)
    for one in [(None, 0.0, 0.0), *scores]:
        for other in [(None, 0.0, 0.0), *scores]:
            if one[0] is not None and one[0] is other[0]:
                continue
            total = one[1] + (other[2] + 1.0 if other[0] is not None else 0.0)
            if total > best[0]:
                best = (total, one[0], other[0])
    seller_block, buyer_block = best[1], best[2]
    buyer_score = next((s[2] for s in scores if s[0] is buyer_block), 0.0)
    names = _seller_names(evidence, seller_block, buyer_block, seller)
    buyer_choice, buyer_rest = _buyer_name(evidence, buyer_block, buyer_score, buyer)
    return Named(
        _as_choice(names[0], names) if names else None,
        buyer_choice,
        _address(seller_block, names[0].line if names else None),
        _address(buyer_block, buyer_rest),
        tuple(Choice(n.text, 0.3, n.line.provenance(n.start, n.end or len(n.line.text))) for n in names[1:4]),
        tuple(
            Choice(line.text, 0.2, line.provenance(0, len(line.text)))
            for block, _, _ in scores
            if block not in (buyer_block, seller_block)
            for line in block.names[:1]
        ),
    )


def _block_scores(
    evidence: Evidence, block: AddressBlock, seller: Identity | None, buyer: Identity | None
) -> tuple[float, float]:
    page = evidence.candidates.document.pages[block.page - 1]
    selling = 0.5
    buying = 0.3 if block.names else -1.0
    heads = block.heads
    if "buyer" in heads:
        buying, selling = buying + 4, selling - 4
    elif "seller" in heads:
        buying, selling = buying - 4, selling + 4
    elif heads:
        buying, selling = buying - 2.5, selling - 2.5
    for identity, sign in ((seller, 1.0), (buyer, -1.0)):
        if identity is not None and _near(identity, block):
            selling += 2 * sign
            buying -= 2 * sign
    if any(is_public(Party(name=line.text)) for line in block.names[:3]):
        buying += 2.0
        selling -= 1.5
    if block.has_phone:
        selling += 1.5
        buying -= 1.5
    top, left = block.bbox.top / page.height, block.bbox.x0 / page.width
    if top < 0.13:
        selling += 1.2
    if top > 0.8:
        selling += 0.8
        buying -= 2.0
    if left > 0.42 and 0.06 < top < 0.45:
        buying += 1.2
    elif top < 0.25:
        selling += 0.8
    if re.search(r"cedex|direction|service|bureau|attention|pole |madame|monsieur|\bm\. |\bmme ", block.text):
        buying += 0.8
    if re.search(r"capital|siret|rcs|\bape\b|naf|tva|licence", block.text):
        selling += 1.0
    if re.search(r"affactur|factor|subrog|tresorerie|assur", block.text):
        selling, buying = selling - 3, buying - 2
    if block.one_line and not block.names:
        buying -= 1.0
    if block.page > 1:
        selling, buying = selling - 1.0, buying - 1.5
    return selling, buying


def _near(identity: Identity, block: AddressBlock) -> bool:
    for number in identity.numbers:
        box = number.provenance.bbox
        gap = max(block.bbox.top - box.bottom, box.top - block.bbox.bottom)
        if number.provenance.page == block.page and box.x_overlap(block.bbox) > 0 and gap < 14:
            return True
    return False


def _block_head(evidence: Evidence, identity: Identity | None) -> PrintedLine | None:
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
                    if (
                        _may_name(evidence, line)
                        and not is_street(line)
                        and _is_name(line.folded)
                        and page == line.page
                    ):
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


def _buyer_name(
    evidence: Evidence, block: AddressBlock | None, score: float, buyer: Identity | None
) -> tuple[Choice | None, PrintedLine | None]:
    if block is not None and block.names:
        line, text = _first_name(evidence, block)
        if text:
            confidence = min(0.96, 0.5 + 0.12 * max(0.0, score)) * line.confidence(0, len(line.text))
            return Choice(text, confidence, line.provenance(0, len(line.text))), line
    headed = _block_head(evidence, buyer)
    if headed is not None:
        return Choice(headed.text, 0.6, headed.provenance(0, len(headed.text))), headed
    for label in evidence.candidates.labels:
        if "buyer" not in label.terms or label.weak:
            continue
        line = evidence.lines[label.line]
        rest = line.text[label.end :].strip(" :.-")
        if line.folded[label.end :].lstrip().startswith(":") and _is_name(fold(rest)):
            at = line.text.index(rest)
            return Choice(rest, 0.6, line.provenance(at, at + len(rest))), line
        if not rest:
            for other in [
                *evidence.right_of(line)[:1],
                *evidence.below(line, line.bbox.x0 - 3, line.bbox.x1, reach=2)[:1],
            ]:
                if _is_name(other.folded) and not evidence.labels[other.index]:
                    return Choice(other.text, 0.5, other.provenance(0, len(other.text))), other
    return None, None


def _first_name(evidence: Evidence, block: AddressBlock) -> tuple[PrintedLine, str]:
    lines = [line for line in block.names if _may_name(evidence, line)]
    if not lines:
        return block.names[0], ""
    best = lines[0]
    for other in lines[1:3]:
        prominent = (other.text.isupper() and not best.text.isupper()) or (
            other.line.words[0].bold and not best.line.words[0].bold
        )
        if (_SERVICE.match(best.folded) and not _SERVICE.match(other.folded)) or prominent:
            best = other
            break
    text = best.text
    for label in evidence.labels[best.index]:
        after = best.folded[label.end :].lstrip()
        if "buyer" in label.terms and label.start == 0 and after.startswith(":"):
            text = best.text[label.end :].strip(" :.-")
    following = [line for line in block.lines if line.index > best.index][:2]
    for line in following:
        if is_street(line) or is_city(line) or _SERVICE.match(line.folded):
            break
        if _CONNECT.search(fold(text).strip()) or (line.text[:1].islower() and not line.text[0].isdigit()):
            text = f"{text} {line.text}"
        else:
            break
    return best, text


def _may_name(evidence: Evidence, line: PrintedLine) -> bool:
    """A line of an address block that can be a name: no numbers, no contact, no label with its value."""
    letters = sum(c.isalpha() for c in line.folded)
    digits = sum(c.isdigit() for c in line.folded)
    if letters < 2 or digits > 6 or _CONTACT.search(line.folded):
        return False
    return not any(
        label.start == 0 and (line.folded[label.end :].lstrip().startswith(":") and "buyer" not in label.terms)
        for label in evidence.labels[line.index]
    )


def _seller_names(
    evidence: Evidence, seller_block: AddressBlock | None, buyer_block: AddressBlock | None, seller: Identity | None
) -> list[_NameCandidate]:
    first = evidence.candidates.document.pages[0]
    sizes = sorted(word.size for word in first.words) or [10.0]
    median = sizes[len(sizes) // 2]
    taken = {line.index for line in buyer_block.lines} if buyer_block else set()
    top = seller_block.bbox.top if seller_block else None
    found: list[_NameCandidate] = []
    for line in evidence.by_page[1]:
        if line.index in taken or not _is_name(line.folded) or (is_city(line) and len(line.text) > 40):
            continue
        score = 0.0
        if seller_block is not None and line.index in {one.index for one in seller_block.names[:2]}:
            score += 2.2 if line.index == seller_block.names[0].index else 1.0
        elif seller_block is not None and seller_block.page == 1 and top is not None:
            gap = top - line.bbox.bottom
            if -2 < gap < 45 and line.bbox.x_overlap(seller_block.bbox) > 0:
                score += 1.8 - gap / 45
        relative = line.line.size / max(1.0, median)
        score += min(2.2, 1.6 * max(0.0, relative - 1.05))
        height = line.bbox.top / max(1.0, first.height)
        score += 1.0 if height < 0.16 else 0.3 if height < 0.3 else -1.2
        score += 0.5 if line.line.words[0].bold else 0.0
        score += 0.6 if _FORM.search(line.folded) else 0.0
        score -= 1.0 if is_street(line) else 0.0
        score -= 0.4 if evidence.labels[line.index] else 0.0
        if score > 1.0 and not _labelled_away(evidence, line):
            found.append(_NameCandidate(line.text.strip(" -–|:"), line, score, 0, len(line.text)))
    found += _legal_names(evidence, taken)
    if seller_block is not None and seller_block.one_line and not seller_block.names:
        found += _before_street(seller_block)
    headed = _block_head(evidence, seller)
    if headed is not None and headed.index not in taken:
        found.append(_NameCandidate(headed.text.strip(" -–|:"), headed, 1.9, 0, len(headed.text)))
    _support(found)
    return sorted(found, key=lambda one: -one.score)


def _labelled_away(evidence: Evidence, line: PrintedLine) -> bool:
    """Announced as something that is not the seller."""
    return any(
        label.start == 0
        and not {"seller", "third_party"} & set(label.terms)
        and not label.weak
        and line.folded[label.end :].lstrip()[:1] in ("", ":", "n", "°")
        for label in evidence.labels[line.index]
    )


def _legal_names(evidence: Evidence, taken: set[int]) -> list[_NameCandidate]:
    """Names before a legal form and a capital, and those a label gives."""
    found = []
    for line in evidence.lines:
        if line.index in taken or len(line.text) < 8:
            continue
        match = _LEGAL_TAIL.match(line.text)
        if match and not re.search(r"\d{3}", match.group(1)) and _is_name(fold(match.group(1))):
            found.append(_NameCandidate(match.group(1).strip(" -–|:,"), line, 2.6, match.start(1), match.end(1)))
    for label in evidence.candidates.labels:
        if "seller" in label.terms and not label.weak:
            line = evidence.lines[label.line]
            rest = line.text[label.end :].strip(" :.-")
            if line.folded[label.end :].lstrip().startswith(":") and _is_name(fold(rest)):
                at = line.text.index(rest)
                found.append(_NameCandidate(rest, line, 3.4, at, at + len(rest)))
    return found


def _before_street(block: AddressBlock) -> list[_NameCandidate]:
    """The name that opens an address on one line: "ACME - 12 rue Haute - 15000 Aurillac"."""
    line = block.lines[0]
    match = re.match(r"^([^\d|·•]{3,60}?)\s*(?:[-–—|·•,]|$)", line.text)
    if (
        match is None
        or not _is_name(fold(match.group(1)))
        or re.search(r"rue|avenue|place|siege", fold(match.group(1)))
    ):
        return []
    return [_NameCandidate(match.group(1).strip(" -–|:,"), line, 2.4, 0, match.end(1))]


def _support(found: list[_NameCandidate]) -> None:
    """A name that stands in several places is believed more."""
    keys = [re.sub(r"[^a-z0-9]", "", fold(one.text)) for one in found]
    for index, one in enumerate(found):
        for other, key in enumerate(keys):
            if other != index and len(keys[index]) > 4 and (keys[index] in key or key in keys[index]) and len(key) > 4:
                one.score += 1.0
                break


def _is_name(folded: str) -> bool:
    """Letters enough, no title word, no long figures."""
    letters = sum(c.isalpha() for c in folded)
    digits = sum(c.isdigit() for c in folded)
    return (
        3 <= letters <= 90
        and digits <= 4
        and letters > digits
        and _TITLE.search(folded) is None
        and "@" not in folded
        and _FORM.fullmatch(folded.strip(" .-")) is None
        and not folded.endswith(".") | (folded.count(" ") > 11)
        and "www." not in folded
        and not folded.startswith(("tel", "fax", "le ", "n°"))
    )


def _as_choice(best: _NameCandidate, names: list[_NameCandidate]) -> Choice:
    rival = max((n.score for n in names if n is not best and n.text != best.text), default=0.0)
    confidence = min(0.95, 0.45 + 0.08 * best.score + 0.08 * max(0.0, best.score - rival))
    end = best.end or len(best.line.text)
    return Choice(best.text, confidence * best.line.confidence(best.start, end), best.line.provenance(best.start, end))


def _address(block: AddressBlock | None, name: PrintedLine | None) -> Choice | None:
    if block is None:
        return None
    lines = [line for line in block.lines if name is None or line.index != name.index] or list(block.lines)
    box = lines[0].bbox
    for line in lines[1:]:
        box = box.union(line.bbox)
    text = ", ".join(line.text for line in lines)
    place = lines[0].provenance(0, len(lines[0].text))
    return Choice(text, 0.75, type(place)(place.page, box.rounded(), text))
