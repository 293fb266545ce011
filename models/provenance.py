"""Where a value was read: the page, the box on it, and the characters as printed."""

from __future__ import annotations

from dataclasses import dataclass

from models.geometry import BBox


@dataclass(frozen=True, slots=True)
class Provenance:
    """`page` counts from 1; `bbox` is in points; `text` is what stands there, before any normalisation."""

    page: int
    bbox: BBox
    text: str
