"""Whose SIRET is it: the seller's, the buyer's or a third party's (head office, factor, delivery, public accountant).

Businesses are judged whole (see `identities`); the pair of seller and buyer with the most evidence wins, and a third
party is neither.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from extractor.resolution.address_blocks import address_blocks
from extractor.resolution.choice import Choice
from extractor.resolution.evidence import Evidence
from extractor.resolution.identities import identities_of
from extractor.resolution.identity import Identity
from extractor.resolution.identity_signs import in_legal_mentions, is_headquarters
from extractor.resolution.names import Named, name_parties
from models.candidate import Candidate, Kind
from models.field import Origin

_SIREN = 9
OFFICE_ALONE = 0.8
"""What counts of a buyer of whom only a head office's number is printed: invoices name the seller's."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Choices and rivals by field name: names, addresses, SIRET, SIREN and VAT numbers of both."""

    chosen: dict[str, Choice]
    rivals: dict[str, tuple[Choice, ...]]


def parties_of(evidence: Evidence) -> Parties:
    """Both parties, as far as the page tells."""
    blocks = address_blocks(evidence)
    identities = identities_of(evidence, blocks)
    seller, buyer = assign(identities)
    chosen: dict[str, Choice] = {}
    rivals: dict[str, tuple[Choice, ...]] = {}
    for party, identity in (("seller", seller), ("buyer", buyer)):
        if identity is not None:
            sure = _sureness(identity, party, identities)
            chosen |= _numbers(evidence, party, identity, sure)
    for kind, suffix in ((Kind.SIRET, "siret"), (Kind.SIREN, "siren"), (Kind.VAT_NUMBER, "vat")):
        others = tuple(_choice(n, 0.2) for identity in identities for n in identity.of(kind))
        rivals |= {f"{party}_{suffix}": others for party in ("seller", "buyer")}
    named = name_parties(evidence, blocks, seller, buyer)
    chosen |= _named(named)
    rivals["seller_name"], rivals["buyer_name"] = named.seller_rivals, named.buyer_rivals
    return Parties(chosen, rivals)


def assign(identities: list[Identity]) -> tuple[Identity | None, Identity | None]:
    """The seller and the buyer among the businesses; either may be missing."""
    best: tuple[float, Identity | None, Identity | None] = (0.0, None, None)
    options: list[Identity | None] = [None, *identities]
    for seller in options:
        for buyer in options:
            if seller is not None and seller is buyer:
                continue
            score = _gain(seller, "seller") + _gain(buyer, "buyer")
            if score > best[0]:
                best = (score, seller, buyer)
    return best[1], best[2]


def _gain(identity: Identity | None, role: str) -> float:
    if identity is None:
        return 0.0
    own, other = (identity.seller, identity.buyer) if role == "seller" else (identity.buyer, identity.seller)
    prior = 1.5 if role == "seller" else 0.9
    return prior + own - 0.6 * other - 1.6 * identity.third


def _sureness(identity: Identity, role: str, identities: list[Identity]) -> float:
    """A logistic of the margin: over the other role, and over the other businesses in this role."""
    own, other = (identity.seller, identity.buyer) if role == "seller" else (identity.buyer, identity.seller)
    rival = max((_gain(one, role) for one in identities if one is not identity), default=-1.0)
    margin = min(own - other, _gain(identity, role) - rival + 0.5)
    if len(identities) == 1:
        margin = own - other + 0.5
    return 1 / (1 + math.exp(-0.9 * (margin + 1.6)))


def _numbers(evidence: Evidence, party: str, identity: Identity, sure: float) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    sirets = [number for number in identity.of(Kind.SIRET) if not is_headquarters(evidence, number)]
    sirets.sort(key=lambda number: (not in_legal_mentions(evidence, number), not number.valid, number.line))
    offices = identity.of(Kind.SIRET)
    sirens, vats = identity.of(Kind.SIREN), identity.of(Kind.VAT_NUMBER)
    if sirets:
        several = len({str(n.value) for n in sirets}) > 1
        found[f"{party}_siret"] = _choice(sirets[0], sure, trust=0.8 if several else 1.0)
    if sirens:
        found[f"{party}_siren"] = _choice(sirens[0], sure)
    elif offices:
        told = sure if sirets or party == "seller" else OFFICE_ALONE * sure
        found[f"{party}_siren"] = _derived(offices[0], str(offices[0].value)[:_SIREN], told)
    elif vats and str(vats[0].value).startswith("FR") and vats[0].valid:
        found[f"{party}_siren"] = _derived(vats[0], str(vats[0].value)[4:], 0.97 * sure)
    if vats:
        found[f"{party}_vat"] = _choice(vats[0], sure)
    return found


def _choice(number: Candidate, sure: float, *, trust: float = 1.0) -> Choice:
    key = 1.0 if number.valid else 0.93 if number.valid is None else 0.55
    return Choice(str(number.value), sure * number.confidence, number.provenance, trust=key * trust)


def _derived(number: Candidate, value: str, sure: float) -> Choice:
    base = _choice(number, sure)
    return Choice(value, base.confidence, number.provenance, Origin.COMPUTED, base.trust)


def _named(named: Named) -> dict[str, Choice]:
    found = {
        "seller_name": named.seller,
        "seller_address": named.seller_address,
        "buyer_name": named.buyer,
        "buyer_address": named.buyer_address,
    }
    return {name: choice for name, choice in found.items() if choice is not None}
