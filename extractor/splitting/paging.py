"""The number that a page prints of itself: "Page 2/3", "2 sur 3", "- 2 -".

>>> from extractor.testing import lines_of
>>> [paging_of(lines_of(text), 12.0) for text in ("Page : 2 / 3", "Folio 4", "2 sur 3", "- 2 -", "voir page 2")]
[(2, 3), (4, 0), (2, 3), (2, 0), None]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.text import PrintedLine

_DIGITS = r"[\dilo|]{1,3}"
_END = r"(?![\d,.]*\d|[a-z])"
_NAMED = re.compile(
    r"(?<![a-z])(?:page|pages|folio|feuillet|feuille|seite|blatt|pag|p)(?:\s?n°)?\s?[.:]*\s?"
    rf"(?<![a-z])({_DIGITS}){_END}(?:\s?(?:/|\\|sur|de|of|von|\(sur|-)\s?({_DIGITS}){_END})?"
)
_BARE = re.compile(r"\W*(\d{1,3})\s?(?:/|sur|of|von)\s?(\d{1,3})\W*")
_DASHED = re.compile(r"[-–—]\s?(\d{1,2})\s?[-–—]|(\d{1,2})")
_LABEL = re.compile(r"\W*(?:n° (?:de )?)?(?:page|pages|folio)\W*")
_ELSEWHERE = re.compile(
    r"(?:voir|suite|en|cf\.?|a la|au|aux|lire|tournez|notre|web|de la|cette|present\w*|premiere|derniere)\s+(?:en )?$"
)
_LOOKALIKE = str.maketrans("ilo|", "1101")
_MARGIN = 0.1
"""Share of the height at the head and the foot in which a bare number may be the page's."""
_MOST, _MOST_ALONE = 400, 60
"""A higher number is a page of something else, or no page."""


def paging_of(lines: Sequence[PrintedLine], height: float) -> tuple[int, int] | None:
    """Which page it says it is, and of how many (0 where not told); None where it says nothing."""
    found = max(_found(lines, height), default=None)
    return None if found is None else (found[1], found[2])


def _found(lines: Sequence[PrintedLine], height: float) -> Iterator[tuple[float, int, int]]:
    """Every page number with how sure it is."""
    for line in lines:
        text, edge = line.folded, _at_edge(line, height)
        if len(text) > 160:
            continue
        for match in _NAMED.finditer(text) if "p" in text or "f" in text or "t" in text else ():
            if _ELSEWHERE.search(text[: match.start()]) or not any(map(str.isdigit, match[0].translate(_LOOKALIKE))):
                continue
            yield from _sane(0.5 + 0.2 * edge + 0.2 * bool(match[2]) - len(text) / 1000, match[1], match[2])
        if _LABEL.fullmatch(text):
            yield from _under(lines, line)
        if edge and len(text) < 12 and (bare := _BARE.fullmatch(text)):
            yield from (one for one in _sane(0.6, bare[1], bare[2]) if one[2])
        elif edge and (dashed := _DASHED.fullmatch(text)) and (dashed[1] or line.bbox.top > (1 - _MARGIN) * height):
            yield from _sane(0.4 if dashed[1] else 0.1, dashed[1] or dashed[2], None)


def _under(lines: Sequence[PrintedLine], label: PrintedLine) -> Iterator[tuple[float, int, int]]:
    """The number right of the head "Page", or under it."""
    for other in lines:
        beside = other.bbox.y_overlap(label.bbox) > label.bbox.height / 2 and 0 <= other.bbox.x0 - label.bbox.x1 < 60
        gap = other.bbox.top - label.bbox.bottom
        beneath = other.bbox.x_overlap(label.bbox) > 0 and -2 < gap < 1.5 * label.bbox.height
        if beside or beneath:
            match = re.fullmatch(rf"\W*({_DIGITS})(?:\s?(?:/|sur|de)\s?({_DIGITS}))?\W*", other.folded)
            if match:
                yield from _sane(0.55, match[1], match[2])


def _sane(score: float, page: str, of: str | None) -> Iterator[tuple[float, int, int]]:
    first, last = (int(text.translate(_LOOKALIKE)) if text else 0 for text in (page, of))
    if 1 <= first <= (_MOST if last else _MOST_ALONE) and (last == 0 or first <= last <= _MOST):
        yield score, first, last
    elif 1 <= first <= _MOST_ALONE and of:
        yield score - 0.3, first, 0


def _at_edge(line: PrintedLine, height: float) -> bool:
    return line.bbox.bottom < _MARGIN * height or line.bbox.top > (1 - _MARGIN) * height or height < 20
