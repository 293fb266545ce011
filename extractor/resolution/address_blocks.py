"""Postal addresses on the page: who is named, where, and what announces it.

An address is a post code with its town, the lines above it in the same block, and a name at its head. Addresses on one
line ("12 rue Haute - 15000 Aurillac - Tél. ...") count too; their name stands above them or nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.labels import Label
from extractor.resolution.evidence import Evidence
from extractor.text import PrintedLine
from models.geometry import BBox, enclosing

CITY = re.compile(
    r"(?:(?:^|[\s,\-–—|•·(])(?:fr?[ -]{0,2}|d-)?(\d{5})|(?:^|[\s,])(?:b-|l-|ch-|nl-|a-)\d{4}|^\d{4}(?: ?[a-z]{2})?)"
    r"[ ]{0,3}(?!(?:euros?|eur|ttc|ht|au|du|le|a)\b)[a-z][a-z'\-. ]{1,}"
)
_STREET = re.compile(
    r"\b(?:rue|avenue|av|bd|boulevard|bld|place|pl|chemin|che|route|rte|impasse|allee|quai|cours"
    r"|square|zone|za|zi|zac|lieu[ -]dit|bp|cs|b\.p|tsa|residence|batiment|bat|lotissement|parc"
    r"|esplanade|faubourg|voie|passage|villa|hameau|street|st|road|strasse|str|weg|platz|allee|gasse"
    r"|straat|laan|calle)\b|^\d{1,4}(?: ?(?:bis|ter))?,? [a-z]"
)
_HEAD = ("buyer", "seller", "delivery", "third_party")
_PHONE = re.compile(
    r"\btel\b|telephone|@|www\.|https?:|\bfax\b|(?:\b0\d(?:[ .]?\d\d){4}\b)|\.fr\b|\.com\b|\bmobile\b"
    r"|e-?mail|courriel"
)
_MOST_LINES = 8
FEW = 4
"""Words that may stand beside the label of a third party: "Mandataire au paiement de la facture"."""


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """Lines from the name to the town. `heads` are the roles that labels on it, above or left of it give it."""

    lines: tuple[PrintedLine, ...]
    names: tuple[PrintedLine, ...]
    city: PrintedLine
    bbox: BBox
    page: int
    heads: frozenset[str]
    has_phone: bool
    one_line: bool

    @property
    def text(self) -> str:
        return " ".join(line.folded for line in self.lines)


def address_blocks(evidence: Evidence) -> tuple[AddressBlock, ...]:
    """Every address of the document, in reading order."""
    by_block = printed_blocks(evidence)
    found = []
    for lines in by_block:
        start = 0
        for index, line in enumerate(lines):
            if index < start or not is_city(line) or line.line.words[0].rotation:
                continue
            first = max(start, index - _MOST_LINES)
            found.append(_block(evidence, lines[first : index + 1], lines[index + 1 : index + 5]))
            start = index + 1
    return tuple(found)


def is_city(line: PrintedLine) -> bool:
    """Whether a line holds a post code and a town."""
    match = CITY.search(line.folded)
    return match is not None and not re.search(r"rcs|capital|siret|€|iban", line.folded[match.start() : match.end()])


def is_street(line: PrintedLine) -> bool:
    """Whether a line looks like a street, a box or a building."""
    return (_STREET.search(line.folded) is not None and any(c.isdigit() for c in line.folded)) or re.match(
        r"(?:rue|avenue|place|chemin|route|quai|parc d|zone|za|zi|zac|hotel de ville|hotel du|rocade"
        r"|lieu[ -]dit|residence|bat(?:iment|\.)? ?[a-z0-9]{1,2}\b|immeuble|centre d'affaires|parc d"
        r"|domaine d|lotissement|hameau|escalier|etage)\b",
        line.folded,
    ) is not None


def printed_blocks(evidence: Evidence) -> list[list[PrintedLine]]:
    """The printed lines of each block of the document."""
    blocks = []
    index = 0
    for page in evidence.candidates.document.pages:
        for block in page.blocks:
            blocks.append(list(evidence.lines[index : index + len(block.lines)]))
            index += len(block.lines)
    return blocks


def _block(evidence: Evidence, lines: list[PrintedLine], after: list[PrintedLine]) -> AddressBlock:
    heads: set[str] = set()
    kept: list[PrintedLine] = []
    for line in lines:
        label = _head_label(evidence, line)
        if label is not None:
            heads = {term for term in label.terms if term in _HEAD}
            kept = []  # what stood before a head belongs to another
            if _outside_labels(evidence, line).strip(" :.-/()"):
                kept.append(line)
            continue
        kept.append(line)
    kept = kept or lines[-1:]
    if not heads:
        heads = _outer_heads(evidence, kept[0])
    folded_after = " ".join(line.folded for line in after)
    text = " ".join(line.folded for line in kept)
    one_line = len(kept) == 1 or (is_street(kept[-1]) and CITY.search(kept[-1].folded) is not None)
    names = tuple(line for line in kept[:-1] if not is_street(line)) if not one_line or len(kept) > 1 else ()
    return AddressBlock(
        tuple(kept),
        names,
        kept[-1],
        enclosing(line.bbox for line in kept),
        kept[0].page,
        frozenset(heads),
        _PHONE.search(text + " " + folded_after[:80]) is not None,
        one_line,
    )


def _head_label(evidence: Evidence, line: PrintedLine) -> Label | None:
    """A label of a party that is the whole line, or its beginning before a colon."""
    for label in evidence.labels[line.index]:
        if not any(term in _HEAD for term in label.terms) or line.folded[: label.start].strip(" :-•*("):
            continue
        rest = line.folded[label.end :].strip()
        outside = re.sub(r"\b(?:de|du|des|d|a|le|la|l)\b", "", _outside_labels(evidence, line))
        few = "third_party" in label.terms and len(outside.split()) <= FEW and not any(c.isdigit() for c in outside)
        if not outside.strip(" :.-()e/'") or rest.startswith(":") or few:
            return label
    return None


def _outside_labels(evidence: Evidence, line: PrintedLine) -> str:
    """What a line says beside its labels: nothing in "Adressé à / Bill to"."""
    text = line.folded
    for label in evidence.labels[line.index]:
        text = text[: label.start] + " " * (label.end - label.start) + text[label.end :]
    return text


def _outer_heads(evidence: Evidence, line: PrintedLine) -> set[str]:
    """Roles of a label right above the first line, or left of it in the same row."""
    heads: set[str] = set()
    near = evidence.above(line, line.bbox.x0 - 4, line.bbox.x0 + 60, reach=3.0)[:1]
    left = [other for other in evidence.left_of(line)[:1] if line.bbox.x0 - other.bbox.x1 < 140]
    for other in [*near, *left]:
        label = _head_label(evidence, other)
        if label is not None and not other.text[label.end :].strip(" :.-"):
            heads |= {term for term in label.terms if term in _HEAD}
    return heads
