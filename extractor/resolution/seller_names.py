"""The seller's name: over the seller's address, in large type at the top, or before the legal form in the footer.

It is believed more when it stands in several of these places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.resolution.address_blocks import AddressBlock, is_city, is_street
from extractor.resolution.evidence import Evidence
from extractor.resolution.identity import Identity
from extractor.resolution.name_signs import FORM, block_head, is_name
from extractor.text import PrintedLine, fold

_LEGAL_TAIL = re.compile(
    r"^(.{3,60}?)[\s,;:\-–—|•·]+(?:(?:une |est une )?(?:sarl|s\.a\.r\.l\.?|sasu?|s\.a\.s\.?|eurl|sa"
    r"|s\.a\.|selarl|snc|scop|scic|sci|societe|association|ei|eirl|entreprise individuelle"
    r"|gmbh)\b)[^a-z]{0,4}(?:au |d'architecture|cooperative|unipersonnelle|,|-|–|capital|\()",
    re.IGNORECASE,
)


@dataclass(slots=True)
class SellerName:
    """A name that may be the seller's, at characters `start` to `end` of its line."""

    text: str
    line: PrintedLine
    score: float
    start: int = 0
    end: int = 0


def seller_names(
    evidence: Evidence, seller_block: AddressBlock | None, buyer_block: AddressBlock | None, seller: Identity | None
) -> list[SellerName]:
    """Every line that may be the seller\'s name, the likeliest first."""
    first = evidence.candidates.document.pages[0]
    sizes = sorted(word.size for word in first.words) or [10.0]
    median = sizes[len(sizes) // 2]
    taken = {line.index for line in buyer_block.lines} if buyer_block else set()
    top = seller_block.bbox.top if seller_block else None
    found: list[SellerName] = []
    for line in evidence.by_page[1]:
        if line.index in taken or not is_name(line.folded) or (is_city(line) and len(line.text) > 40):
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
        score += 0.6 if FORM.search(line.folded) else 0.0
        score -= 1.0 if is_street(line) else 0.0
        score -= 0.4 if evidence.labels[line.index] else 0.0
        if score > 1.0 and not _labelled_away(evidence, line):
            found.append(SellerName(line.text.strip(" -–|:"), line, score, 0, len(line.text)))
    found += _legal_names(evidence, taken)
    if seller_block is not None and seller_block.one_line and not seller_block.names:
        found += _before_street(seller_block)
    headed = block_head(evidence, seller)
    if headed is not None and headed.index not in taken:
        found.append(SellerName(headed.text.strip(" -–|:"), headed, 1.9, 0, len(headed.text)))
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


def _legal_names(evidence: Evidence, taken: set[int]) -> list[SellerName]:
    """Names before a legal form and a capital, and those a label gives."""
    found = []
    for line in evidence.lines:
        if line.index in taken or len(line.text) < 8:
            continue
        match = _LEGAL_TAIL.match(line.text)
        if match and not re.search(r"\d{3}", match.group(1)) and is_name(fold(match.group(1))):
            found.append(SellerName(match.group(1).strip(" -–|:,"), line, 2.6, match.start(1), match.end(1)))
    for label in evidence.candidates.labels:
        if "seller" in label.terms and not label.weak:
            line = evidence.lines[label.line]
            rest = line.text[label.end :].strip(" :.-")
            if line.folded[label.end :].lstrip().startswith(":") and is_name(fold(rest)):
                at = line.text.index(rest)
                found.append(SellerName(rest, line, 3.4, at, at + len(rest)))
    return found


def _before_street(block: AddressBlock) -> list[SellerName]:
    """The name that opens an address on one line: "ACME - 12 rue Haute - 15000 Aurillac"."""
    line = block.lines[0]
    match = re.match(r"^([^\d|·•]{3,60}?)\s*(?:[-–—|·•,]|$)", line.text)
    if match is None or not is_name(fold(match.group(1))) or re.search(r"rue|avenue|place|siege", fold(match.group(1))):
        return []
    return [SellerName(match.group(1).strip(" -–|:,"), line, 2.4, 0, match.end(1))]


def _support(found: list[SellerName]) -> None:
    """A name that stands in several places is believed more."""
    keys = [re.sub(r"[^a-z0-9]", "", fold(one.text)) for one in found]
    for index, one in enumerate(found):
        for other, key in enumerate(keys):
            if other != index and len(keys[index]) > 4 and (keys[index] in key or key in keys[index]) and len(key) > 4:
                one.score += 1.0
                break
