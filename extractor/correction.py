"""A person's corrections: the values change, then the invoice is pre-filled and checked again; nothing is read anew.

What a person typed has full confidence and the origin `reviewed`; what was read stays among the alternatives, and what
was typed before is in the document's history alone.
"""

from __future__ import annotations

import math
import re

from extractor import numbers
from extractor.mentions import mention_of
from extractor.pipeline import conclude
from extractor.recognition import dates
from models import terms
from models.correction import Correction
from models.document import Document, Page
from models.errors import InvalidCorrection
from models.extraction import Extraction
from models.field import Alternative, Field, Origin, Place
from models.resolution import Given, Resolution

_COMPACT = re.compile(r"_(?:siret|siren|vat)$|^(?:iban|bic)$")
_MOST_ALTERNATIVES = 5
_LONGEST = 2000
"""Characters of a value; the longest text of the norm that is checked has 1024."""


def correct(extraction: Extraction, correction: Correction) -> Extraction:
    """The extraction with a person's values, checked again.

    Raises InvalidCorrection for a field that does not exist, a value that its type does not take, a place that is none.
    """
    fields = dict(extraction.fields)
    for name, place in correction.places.items():
        if name not in correction.fields or not _stands(place, extraction.pages):
            raise InvalidCorrection(extraction.source, name, f"page {place.page}")
    for name, value in correction.fields.items():
        if name not in terms.TERMS:
            raise InvalidCorrection(extraction.source, name, "")
        text = (value or "").strip()
        if not text:
            fields.pop(name, None)
        else:
            parsed = _parsed(extraction.source, name, text)
            fields[name] = _reviewed(name, parsed, fields.get(name), correction.places.get(name))
    resolution = resolution_of(extraction)
    return conclude(
        _stand_in(extraction),
        Resolution(
            fields=fields,
            vat_breakdown=resolution.vat_breakdown if correction.vat_breakdown is None else correction.vat_breakdown,
            lines=resolution.lines if correction.lines is None else correction.lines,
            mentions=resolution.mentions,
            adjustments=resolution.adjustments,
            given=resolution.given,
        ),
    )


def resolution_of(extraction: Extraction) -> Resolution:
    """What was decided, taken back out of an extraction."""
    return Resolution(
        fields=extraction.fields,
        vat_breakdown=extraction.vat_breakdown,
        lines=extraction.lines,
        mentions=tuple(mention_of(told) for told in extraction.mentions),
        adjustments=extraction.adjustments,
        given=extraction.given or Given(),
    )


def _stand_in(extraction: Extraction) -> Document:
    """A document with the same name, hash and page numbers; its words are not needed any more."""
    pages = tuple(Page(number, 0.0, 0.0, words=(), lines=(), blocks=()) for number in extraction.pages)
    return Document(extraction.source, extraction.sha256, pages, extraction.reading)


def _stands(place: Place, pages: tuple[int, ...]) -> bool:
    """Whether this is a place on one of the invoice's pages."""
    x0, top, x1, bottom = place.bbox
    finite = all(math.isfinite(side) for side in place.bbox)
    return place.page in pages and finite and x0 <= x1 and top <= bottom and len(place.text) <= _LONGEST


def _reviewed(name: str, value: str, before: Field | None, place: Place | None = None) -> Field:
    seen: tuple[Field | Alternative, ...] = (before, *before.alternatives) if before is not None else ()
    same = next((one for one in seen if one.value == value), None)
    others = [
        Alternative(value=one.value, confidence=one.confidence, provenance=one.provenance)
        for one in seen
        if one.value != value and (one.provenance is not None or not _typed(one))
    ]
    return Field(
        value=value,
        confidence=1.0,
        term=terms.TERMS[name],
        origin=Origin.REVIEWED,
        provenance=place or (same.provenance if same is not None else None),
        alternatives=tuple(others[:_MOST_ALTERNATIVES]),
    )


def _typed(value: Field | Alternative) -> bool:
    """Whether a person typed it: it was on its way to another value, or wrong."""
    return isinstance(value, Field) and value.origin is Origin.REVIEWED


def _parsed(source: str, name: str, text: str) -> str:
    """The value as the contract writes it."""
    if len(text) > _LONGEST or any(ord(character) < ord(" ") and character not in "\n\t" for character in text):
        raise InvalidCorrection(source, name, text[:40])
    if name in terms.AMOUNTS:
        amount = numbers.parse(text)
        if amount is None:
            raise InvalidCorrection(source, name, text)
        return str(amount)
    if name in terms.DATES:
        days = dates.days_in(text)
        if len(days) != 1:
            raise InvalidCorrection(source, name, text)
        return days[0].isoformat()
    return re.sub(r"[\s.\-]", "", text).upper() if _COMPACT.search(name) else text
