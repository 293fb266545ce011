"""What a paper calls itself: the title at its head, told from the same words inside a label or a sentence.

A title stands by itself or before its number, in larger letters than the rest, in the upper part of the page.

>>> from extractor.testing import lines_of
>>> titles_of(lines_of("BON DE LIVRAISON N° 4512", "Vos réf : bon de commande 12"), 800)
(('delivery_note', 0.94),)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from extractor.splitting.words import titles
from extractor.text import PrintedLine

_LEAD = " -–—*:•|.'\"«»"
_BEFORE_NUMBER = re.compile(
    r"\s*(?:[a-z'\- ]{0,24})?(?:n\s?°|no\b|nr\b|numero\b|#|:|du\b|-|–)?\s*:?\s*[a-z]{0,6}[\s\-_/.]?\d[\w\-/. ]{0,24}"
)
_UPPER_PART = 0.6
_LONGEST = 90
_FEW, _SEVERAL = 3, 6


def titles_of(lines: Sequence[PrintedLine], height: float) -> tuple[tuple[str, float], ...]:
    """The kinds of paper that a heading names, each with 0 to 1: how much that heading looks like a title."""
    sizes = [line.line.size for line in lines]
    body = median(sizes) if sizes else 10.0
    best: dict[str, float] = {}
    for line in lines:
        if line.bbox.top > _UPPER_PART * height or len(line.text) > _LONGEST:
            continue
        text = line.folded.strip(_LEAD)
        text = text.replace(" ", "") if _spaced(text) else text
        match = titles().match(text)
        if match is not None:
            kind, score = match.lastgroup or "", _alone(text[match.end() :]) * _stature(line, body)
            best[kind] = max(best.get(kind, 0.0), round(min(1.0, score), 2))
    return tuple(sorted(best.items(), key=lambda one: -one[1]))


def _spaced(text: str) -> bool:
    """Letters set apart: "F A C T U R E"."""
    return len(text) > 2 * _FEW and text[1] == " " and all(len(part) == 1 for part in text.split())


def _alone(rest: str) -> float:
    """How much stands after the title's words: nothing, a number, a few words, a sentence."""
    rest = rest.strip(_LEAD + "°")
    if not rest:
        return 1.0
    if _BEFORE_NUMBER.fullmatch(rest):
        return 0.85
    words = rest.count(" ") + 1
    return 0.6 if words <= _FEW else 0.35 if words <= _SEVERAL else 0.1


def _stature(line: PrintedLine, body: float) -> float:
    """Larger, heavier, in capitals and at the very top is more of a title."""
    larger = min(1.0, max(0.0, line.line.size / max(body, 1.0) - 1.0))
    capitals = line.text.upper() == line.text
    top = 0.4 if capitals and line.index <= _FEW else 0.0
    return 0.55 + 0.6 * larger + 0.15 * capitals + 0.1 * line.line.words[0].bold + top
