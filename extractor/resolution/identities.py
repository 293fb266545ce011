"""The businesses whose numbers are printed, and how surely each is the seller, the buyer or somebody else.

SIRET, SIREN and French VAT numbers of one business share their SIREN: they are judged together. The signs are the
label, the block, the company of legal mentions (capital, APE, register), the company of the buyer's references, the
place on the page, and that public bodies (SIREN in 1 or 2) buy.
"""

from __future__ import annotations

from extractor.checkdigits import siren_valid
from extractor.resolution.address_blocks import AddressBlock, printed_blocks
from extractor.resolution.evidence import Evidence
from extractor.resolution.identity import Identity
from extractor.resolution.identity_signs import weigh_block, weigh_number
from extractor.text import PrintedLine
from models.candidate import Candidate, Kind


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
        weigh_number(evidence, number, block_of.get(number.line) or [evidence.lines[number.line]], identity)
        # One mention of a business that is not a third party's makes it none.
        identity.third = min(third, identity.third) if identity.numbers else identity.third
        identity.numbers.append(number)
    _merge_neighbours(grouped, block_of)
    for identity in grouped.values():
        if identity.key[:1] in ("1", "2") and siren_valid(identity.key):
            identity.buyer += 2.0
        for block in blocks:
            weigh_block(identity, block)
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
    """The printed lines of the block that each line stands in."""
    return {line.index: lines for lines in printed_blocks(evidence) for line in lines}
