"""The names and addresses of the seller and the buyer.

The buyer's name heads the address that a label, the buyer's number, a public name or the place of an envelope's window
gives to the buyer. The seller's name heads the seller's address, or stands in large type at the top, or before the
legal form and capital in the footer; it is believed more when it stands in several of these places.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.resolution.address_blocks import AddressBlock
from extractor.resolution.address_roles import weighed
from extractor.resolution.buyer_names import buyer_name
from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from extractor.resolution.identity import Identity
from extractor.resolution.seller_names import SellerName, seller_names
from extractor.text import PrintedLine


@dataclass(frozen=True, slots=True)
class Named:
    """Chosen names and addresses; None where the page does not tell."""

    seller: Choice | None
    buyer: Choice | None
    seller_address: Choice | None
    buyer_address: Choice | None
    seller_rivals: tuple[Choice, ...] = ()
    buyer_rivals: tuple[Choice, ...] = ()


def name_parties(
    evidence: Evidence, blocks: tuple[AddressBlock, ...], seller: Identity | None, buyer: Identity | None
) -> Named:
    """Names and addresses, decided together: no block is both parties'."""
    scores = [(block, *weighed(evidence, block, seller, buyer)) for block in blocks]
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
    buyer_choice, buyer_rest = buyer_name(evidence, buyer_block, buyer_score, buyer)
    names = seller_names(evidence, seller_block, buyer_block, seller)
    if buyer_rest is not None:  # what names the buyer does not name the seller
        names = [name for name in names if name.line.index != buyer_rest.index]
    return Named(
        _as_choice(names[0], names) if names else None,
        buyer_choice,
        _address(seller_block, names[0].line if names else None, names[0].text if names else ""),
        _address(buyer_block, buyer_rest, buyer_choice.value if buyer_choice else ""),
        tuple(Choice(n.text, 0.3, n.line.provenance(n.start, n.end or len(n.line.text))) for n in names[1:4]),
        tuple(
            Choice(line.text, 0.2, line.provenance(0, len(line.text)))
            for block, _, _ in scores
            if block not in (buyer_block, seller_block)
            for line in block.names[:1]
        ),
    )


def _as_choice(best: SellerName, names: list[SellerName]) -> Choice:
    rival = max((n.score for n in names if n is not best and n.text != best.text), default=0.0)
    confidence = min(0.95, 0.45 + 0.08 * best.score + 0.08 * max(0.0, best.score - rival))
    end = best.end or len(best.line.text)
    return Choice(best.text, confidence * best.line.confidence(best.start, end), best.line.provenance(best.start, end))


def _address(block: AddressBlock | None, first: PrintedLine | None, name: str) -> Choice | None:
    """The lines of a block that are not the name, which may run over several."""
    if block is None:
        return None
    rest = [line for line in block.lines if (first is None or line.index != first.index) and line.text not in name]
    lines = rest or list(block.lines)
    box = lines[0].bbox
    for line in lines[1:]:
        box = box.union(line.bbox)
    text = ", ".join(line.text for line in lines)
    place = lines[0].provenance(0, len(lines[0].text))
    return Choice(text, 0.75, type(place)(place.page, box.rounded(), text))
