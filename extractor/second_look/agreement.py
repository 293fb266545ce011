"""How sure a value is after several readers looked at its place, and what else they saw there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from extractor.reading.again import squeezed
from extractor.second_look.spots import KEY_FIELDS
from extractor.text import figures
from models.field import Alternative, Field, Place
from models.geometry import BBox
from models.resolution import Resolution
from models.second_look import Doubt, Engine, Spot, Witness

MOST_ALTERNATIVES = 4
BOTH, SEVERAL, ONE, NOBODY = 0.97, 0.93, 0.85, 0.75
"""The most confidence of a value that was changed or found by the second look: read so by both engines, by one engine
several times, once, or only by another way through the page's words."""
DISPUTED = 0.6
"""Share of its confidence that a value keeps where most readers saw something else and nothing decides."""
CONFIRMED = 0.5
"""Share of its doubt that a value loses where every reader saw the same."""

Seen = Mapping[Spot, tuple[Witness, ...]]


def told(first: Resolution, last: Resolution, tried: Iterable[Resolution], witnesses: Seen) -> Resolution:
    """The last resolution, its confidences and alternatives telling what the readers agreed on."""
    tried = (first, *tried)
    fields = {
        name: _field(name, field, first.fields.get(name), tried, witnesses) if name in KEY_FIELDS else field
        for name, field in last.fields.items()
    }
    return replace(last, fields=MappingProxyType(fields))


def _field(name: str, field: Field, before: Field | None, tried: tuple[Resolution, ...], witnesses: Seen) -> Field:
    spot = _spot_of(field.provenance, witnesses)
    changed = before is None or before.value != field.value
    if spot is None and not changed:
        return field
    confidence = field.confidence
    seen = witnesses[spot] if spot is not None else ()
    saying = [one for one in seen if field.provenance and _holds(one.text, field.provenance.text)]
    if changed:
        confidence = min(confidence, _most(saying))
    elif seen and len(saying) == len(seen) and spot is not None and spot.doubt is Doubt.UNSURE:
        confidence = min(BOTH, confidence + CONFIRMED * (1 - confidence)) if confidence < BOTH else confidence
    elif seen and 2 * len(saying) < len(seen):
        confidence *= DISPUTED
    others = _others(name, field, tried)
    return field.model_copy(
        update={"confidence": round(max(0.01, confidence), 3), "alternatives": others[:MOST_ALTERNATIVES]}
    )


def _most(saying: list[Witness]) -> float:
    if {one.engine for one in saying} == set(Engine):
        return BOTH
    return SEVERAL if len(saying) > 1 else ONE if saying else NOBODY


def _others(name: str, field: Field, tried: tuple[Resolution, ...]) -> tuple[Alternative, ...]:
    """The other values that were read: the first reading, what a second one gave, those known before."""
    found: dict[str, Alternative] = {}
    for resolution in tried:
        other = resolution.fields.get(name)
        if other is not None and other.value != field.value and other.value not in found:
            sure = min(other.confidence, round(max(0.01, 1 - field.confidence), 3))
            found[other.value] = Alternative(value=other.value, confidence=sure, provenance=other.provenance)
    for known in field.alternatives:
        found.setdefault(known.value, known)
    return tuple(found.values())


def _spot_of(place: Place | None, witnesses: Seen) -> Spot | None:
    if place is None:
        return None
    box = BBox(*place.bbox)
    return next(
        (
            spot
            for spot in witnesses
            if spot.page == place.page
            and spot.box.x_overlap(box) > 0.5 * box.width
            and spot.box.y_overlap(box) > 0.5 * min(box.height, spot.box.height)
        ),
        None,
    )


def _holds(text: str, part: str) -> bool:
    return squeezed(figures(part)) in squeezed(figures(text))
