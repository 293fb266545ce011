"""Whose address a block is: how much speaks for the seller, and how much for the buyer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.public_sector import is_public
from extractor.resolution.address_blocks import AddressBlock
from extractor.resolution.evidence import Evidence
from extractor.resolution.identity import Identity
from models.invoice import Party

_ADDRESSED = re.compile(r"cedex|direction|service|bureau|attention|pole |madame|monsieur|\bm\. |\bmme ")
_OF_A_SELLER = re.compile(r"capital|siret|rcs|\bape\b|naf|tva|licence")
_OF_ANOTHER = re.compile(r"affactur|factor|subrog|tresorerie|assur")


@dataclass(slots=True)
class _Weights:
    selling: float
    buying: float

    def add(self, selling: float, buying: float) -> None:
        self.selling += selling
        self.buying += buying


def weighed(
    evidence: Evidence, block: AddressBlock, seller: Identity | None, buyer: Identity | None
) -> tuple[float, float]:
    """The weights of an address for the seller and for the buyer, of whom numbers may be known."""
    weights = _Weights(0.5, 0.3 if block.names else -1.0)
    _weigh_heads(block, weights)
    for identity, sign in ((seller, 1.0), (buyer, -1.0)):
        if identity is not None and _near(identity, block):
            weights.add(2 * sign, -2 * sign)
    if any(is_public(Party(name=line.text)) for line in block.names[:3]):
        weights.add(-1.5, 2.0)
    if block.has_phone:
        weights.add(1.5, -1.5)
    _weigh_place(evidence, block, weights)
    _weigh_words(block, weights)
    if block.one_line and not block.names:
        weights.add(0.0, -1.0)
    if block.page > 1:
        weights.add(-1.0, -1.5)
    return weights.selling, weights.buying


def _weigh_heads(block: AddressBlock, weights: _Weights) -> None:
    if "buyer" in block.heads:
        weights.add(-4, 4)
    elif "seller" in block.heads:
        weights.add(4, -4)
    elif block.heads:
        weights.add(-2.5, -2.5)


def _weigh_place(evidence: Evidence, block: AddressBlock, weights: _Weights) -> None:
    """Letterhead and footer are the seller's, the window of an envelope on the right is the buyer's."""
    page = evidence.candidates.document.pages[block.page - 1]
    top, left = block.bbox.top / page.height, block.bbox.x0 / page.width
    if top < 0.13:
        weights.add(1.2, 0.0)
    if top > 0.8:
        weights.add(0.8, -2.0)
    if left > 0.42 and 0.06 < top < 0.45:
        weights.add(0.0, 1.2)
    elif top < 0.25:
        weights.add(0.8, 0.0)


def _weigh_words(block: AddressBlock, weights: _Weights) -> None:
    if _ADDRESSED.search(block.text):
        weights.add(0.0, 0.8)
    if _OF_A_SELLER.search(block.text):
        weights.add(1.0, 0.0)
    if _OF_ANOTHER.search(block.text):
        weights.add(-3, -2)


def _near(identity: Identity, block: AddressBlock) -> bool:
    for number in identity.numbers:
        box = number.provenance.bbox
        gap = max(block.bbox.top - box.bottom, box.top - block.bbox.bottom)
        if number.provenance.page == block.page and box.x_overlap(block.bbox) > 0 and gap < 14:
            return True
    return False
