"""One decided value with its rivals, and how it becomes a field of the contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from models.field import Alternative, Field, Origin, Place
from models.provenance import Provenance
from models.terms import TERMS

MOST_ALTERNATIVES = 3

CALIBRATION = ((0.0, 0.0), (0.4, 0.45), (0.5, 0.7), (0.7, 0.9), (0.8, 0.93), (0.9, 0.965), (1.0, 0.997))
"""Score of a decision, share that is right: measured on drawn and real invoices, and set a little below."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value (as the contract writes it), how sure the decision is (0 to 1), and where it stands.

    `trust` multiplies the calibrated confidence: below 1 where a check digit fails or several values would do as well.
    """

    value: str
    confidence: float
    provenance: Provenance | None = None
    origin: Origin = Origin.EXTRACTED
    trust: float = 1.0


def place_of(provenance: Provenance | None) -> Place | None:
    """A place as the contract writes it: the box in points from the top left corner of its page."""
    if provenance is None:
        return None
    return Place.at(provenance.page, provenance.bbox, provenance.text)


def field_of(name: str, choice: Choice, rivals: Iterable[Choice] = ()) -> Field:
    """The field `name`, its alternatives the rivals of another value, at most three."""
    others: dict[str, Choice] = {}
    for rival in rivals:
        if rival.value != choice.value and rival.value not in others:
            others[rival.value] = rival
    return Field(
        value=choice.value,
        confidence=_bounded(choice),
        term=TERMS[name],
        origin=choice.origin,
        provenance=place_of(choice.provenance),
        alternatives=tuple(
            Alternative(value=o.value, confidence=_bounded(o), provenance=place_of(o.provenance))
            for o in sorted(others.values(), key=lambda one: -one.confidence)[:MOST_ALTERNATIVES]
        ),
    )


def _bounded(choice: Choice) -> float:
    return round(min(0.999, max(0.01, calibrated(choice.confidence) * choice.trust)), 3)


def calibrated(score: float) -> float:
    """The share of values with this score that are right, by straight lines between measured points.

    >>> calibrated(0.0), round(calibrated(0.75), 3), calibrated(1.0)
    (0.0, 0.915, 0.997)
    """
    score = min(1.0, max(0.0, score))
    for (low, at_low), (high, at_high) in pairwise(CALIBRATION):
        if score <= high:
            return at_low + (at_high - at_low) * (score - low) / (high - low)
    return CALIBRATION[-1][1]
