"""One decided value with its rivals, and how it becomes a field of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.field import Alternative, Field, Origin, Place
from models.provenance import Provenance
from models.terms import TERMS

MOST_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A value (as the contract writes it), how sure it is (0 to 1), and where it stands."""

    value: str
    confidence: float
    provenance: Provenance | None = None
    origin: Origin = Origin.EXTRACTED


def place_of(provenance: Provenance | None) -> Place | None:
    if provenance is None:
        return None
    box = provenance.bbox
    return Place(page=provenance.page, bbox=(box.x0, box.top, box.x1, box.bottom), text=provenance.text)


def field_of(name: str, choice: Choice, rivals: Iterable[Choice] = ()) -> Field:
    """The field `name`, its alternatives the rivals of another value, at most three."""
    others: dict[str, Choice] = {}
    for rival in rivals:
        if rival.value != choice.value and rival.value not in others:
            others[rival.value] = rival
    return Field(
        value=choice.value,
        confidence=_bounded(choice.confidence),
        term=TERMS[name],
        origin=choice.origin,
        provenance=place_of(choice.provenance),
        alternatives=tuple(
            Alternative(value=o.value, confidence=_bounded(o.confidence), provenance=place_of(o.provenance))
            for o in sorted(others.values(), key=lambda one: -one.confidence)[:MOST_ALTERNATIVES]
        ),
    )


def _bounded(confidence: float) -> float:
    return round(min(0.999, max(0.01, confidence)), 3)
