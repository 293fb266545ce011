"""Legal mentions between the stages, which place them by a box, and the contract, which may have no place for them."""

from __future__ import annotations

from models.field import LegalMention, Place
from models.geometry import BBox
from models.provenance import Provenance
from models.resolution import Mention

_NOWHERE = BBox(0, 0, 0, 0)


def legal_mention(mention: Mention) -> LegalMention:
    """The mention as the contract writes it; one read in XML has no place."""
    box = mention.provenance.bbox
    place = Place.at(mention.provenance.page, box, mention.provenance.text)
    return LegalMention(code=mention.code, text=mention.text, provenance=None if box == _NOWHERE else place)


def mention_of(told: LegalMention) -> Mention:
    """The way back."""
    place = told.provenance
    if place is None:
        return Mention(told.code, told.text, Provenance(1, _NOWHERE, told.text))
    return Mention(told.code, told.text, Provenance(place.page, BBox(*place.bbox), place.text))
