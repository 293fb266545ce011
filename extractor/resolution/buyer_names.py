"""The buyer's name: the head of the address that is the buyer's, or what follows a label of the buyer."""

from __future__ import annotations

import re

from extractor.resolution.address_blocks import AddressBlock, is_city, is_street
from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from extractor.resolution.identity import Identity
from extractor.resolution.name_signs import block_head, is_name, may_name
from extractor.text import PrintedLine, fold

_SERVICE = re.compile(
    r"^(?!service departemental|service public|direction (?:regionale|departementale|generale"
    r"|interdepartementale|interregionale))(?:direction|service|groupement (?!de|d')|bureau|pole"
    r"|departement de la|comptabilite|a l'attention|att\b|c/o|attn|gestion|intendance|cellule|mission"
    r"|secretariat|agence comptable|batiment|bat\b|site\b|magasin|quai|porte|etage|escalier|mr?\b"
    r"|mme\b)"
)
_CONNECT = re.compile(r"(?:\b(?:de|du|des|la|le|les|et|d'|l'|pour|en|au|aux|sur)|[,&\-])$")


def buyer_name(
    evidence: Evidence, block: AddressBlock | None, score: float, buyer: Identity | None
) -> tuple[Choice | None, PrintedLine | None]:
    """The buyer\'s name and the line it stands in; `score` is how surely the block is the buyer\'s address."""
    if block is not None and block.names:
        line, text = _first_name(evidence, block)
        if text:
            confidence = min(0.96, 0.5 + 0.12 * max(0.0, score)) * line.confidence(0, len(line.text))
            return Choice(text, confidence, line.provenance(0, len(line.text))), line
    headed = block_head(evidence, buyer)
    if headed is not None:
        return Choice(headed.text, 0.6, headed.provenance(0, len(headed.text))), headed
    for label in evidence.candidates.labels:
        if "buyer" not in label.terms or label.weak:
            continue
        line = evidence.lines[label.line]
        rest = line.text[label.end :].strip(" :.-")
        if line.folded[label.end :].lstrip().startswith(":") and is_name(fold(rest)):
            at = line.text.index(rest)
            return Choice(rest, 0.6, line.provenance(at, at + len(rest))), line
        if not rest:
            for other in [
                *evidence.right_of(line)[:1],
                *evidence.below(line, line.bbox.x0 - 3, line.bbox.x1, reach=2)[:1],
            ]:
                if is_name(other.folded) and not evidence.labels[other.index]:
                    return Choice(other.text, 0.5, other.provenance(0, len(other.text))), other
    return None, None


def _first_name(evidence: Evidence, block: AddressBlock) -> tuple[PrintedLine, str]:
    lines = [line for line in block.names if may_name(evidence, line)]
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
