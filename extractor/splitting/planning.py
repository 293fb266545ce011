"""Where papers begin, decided over the whole stack.

Each page with text either begins a paper or goes on with the one before; how likely it begins one depends on all pages
of that paper. The way through the stack that is likeliest as a whole is taken (dynamic programming over where the open
paper began); the confidence of a boundary is its probability over all ways that were kept.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.splitting.features import features
from extractor.splitting.seen import Open, Rarity, Seen
from extractor.splitting.weights import boundary_weights

_UNLIKELY = 1e-5
"""Share of the likeliest way below which another is given up."""
_WAYS = 6
"""How many places where the open paper may have begun are kept at a page."""
_FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class Start:
    """Where a paper begins in a run of pages, counted from 0, and how sure that is."""

    index: int
    probability: float


def starts_of(pages: Sequence[Seen], rarity: Rarity) -> tuple[Start, ...]:
    """The beginnings of papers in a run of pages with text that no separator interrupts; the first page is one."""
    if not pages:
        return ()
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, (0,))}
    share: dict[int, float] = {0: 1.0}
    begins = [1.0]
    for at in range(1, len(pages)):
        odds = {start: begins_at(pages, start, at, rarity) for start in best}
        begins.append(sum(share[start] * odds[start] for start in best))
        gone_on = {start: (score + math.log(1 - odds[start]), way) for start, (score, way) in best.items()}
        score, way = max((score + math.log(odds[start]), way) for start, (score, way) in best.items())
        share = {start: part * (1 - odds[start]) for start, part in share.items()} | {at: begins[-1]}
        gone_on[at] = (score, (*way, at))
        likely = sorted(share, key=lambda start: -share[start])[:_WAYS]
        best = {start: gone_on[start] for start in likely if share[start] > _UNLIKELY * share[likely[0]]}
        share = {start: share[start] for start in best}
    _, way = max(best.values())
    return tuple(Start(index, begins[index]) for index in way)


def begins_at(pages: Sequence[Seen], start: int, at: int, rarity: Rarity) -> float:
    """The probability that a paper begins at page `at` where the one before began at `start`."""
    after = pages[at + 1] if at + 1 < len(pages) else None
    found = features(Open(list(pages[start:at])), pages[at], after, rarity)
    weights = boundary_weights()
    odds = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return min(1 - _FLOOR, max(_FLOOR, 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))))
