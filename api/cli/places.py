"""Where a value stands, in words a person finds on the page: `p. 1 haut droite (412;88)`.

An extraction does not tell how large its pages are: A4 is assumed, upright or lying as the places on it ask, and larger
where they ask for more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.extraction import Extraction
from models.field import Place

A4 = (595.0, 842.0)
MARGIN = 10.0
"""Points that a box may stick out of a page before a larger one is assumed: Letter is 17 points wider than A4."""

THIRDS_ACROSS = ("gauche", "centre", "droite")
THIRDS_DOWN = ("haut", "milieu", "bas")

PageSizes = Mapping[int, tuple[float, float]]


def page_sizes(extraction: Extraction) -> PageSizes:
    """Width and height of each page, as far as the places on it tell."""
    reach: dict[int, tuple[float, float]] = {}
    for place in places(extraction):
        right, bottom = reach.get(place.page, (0.0, 0.0))
        reach[place.page] = max(right, place.bbox[2]), max(bottom, place.bbox[3])
    return {page: assumed(*furthest) for page, furthest in reach.items()}


def assumed(right: float, bottom: float) -> tuple[float, float]:
    """The page around a place that reaches so far.

    >>> assumed(560, 800), assumed(800, 560), assumed(1200, 1600)
    ((595.0, 842.0), (842.0, 595.0), (1200, 1600))
    """
    width, height = A4
    if right <= width + 2 * MARGIN and bottom <= height + MARGIN:
        return width, height
    if right <= height + MARGIN and bottom <= width + MARGIN:
        return height, width
    return max(right, width), max(bottom, height)


def places(extraction: Extraction) -> Iterable[Place]:
    """Every place that an extraction points at."""
    every = (
        *(field.provenance for field in extraction.fields.values()),
        *(row.provenance for row in extraction.vat_breakdown),
        *(line.provenance for line in extraction.lines),
        *(finding.provenance for finding in extraction.findings),
    )
    return [place for place in every if place is not None]


def in_words(place: Place | None, sizes: PageSizes) -> str:
    """Page, ninth of the page, and the upper left corner in points; nothing where there is no place.

    >>> in_words(Place(page=1, bbox=(412.1, 88, 489.7, 99.4), text="F-1"), {})
    'p. 1 haut droite (412;88)'
    """
    if place is None:
        return ""
    width, height = sizes.get(place.page, A4)
    left, top, right, bottom = place.bbox
    across = THIRDS_ACROSS[third((left + right) / 2 / width)]
    down = THIRDS_DOWN[third((top + bottom) / 2 / height)]
    return f"p. {place.page} {down} {across} ({left:.0f};{top:.0f})"


def third(share: float) -> int:
    """0, 1 or 2 for a share of 0 to 1."""
    return min(2, max(0, int(share * 3)))
