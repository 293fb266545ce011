"""Words that tell a letter from an invoice, terms of sale from a delivery note: lines that hold them are counted."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.splitting.words import patterns
from extractor.text import PrintedLine

PLACED = ("prose", "head_address", "carried_in", "carried_out")
"""Cues that are told by where or how long a line is, beside those of `words.toml`."""
CUES = (*patterns("cues"), *PLACED)
"""The cues that are counted, in the order of `PageTraits.cues`."""
_PROSE = 9
_MOST, _MOST_MANY = 9, 40
_MANY = frozenset({"amount", "prose"})
_HEAD, _FOOT = 0.45, 0.6


def cues_of(lines: Sequence[PrintedLine], height: float) -> tuple[int, ...]:
    """How often each cue is met, nine times at most; amounts and lines of prose forty."""
    counts = dict.fromkeys(CUES, 0)
    searched = [(name, pattern) for name, pattern in patterns("cues").items() if name != "amount"]
    amount = patterns("cues")["amount"]
    for line in lines:
        text, top = line.folded, line.bbox.top / max(height, 1.0)
        counts["amount"] += len(amount.findall(text))
        counts["prose"] += len(line.line.words) >= _PROSE
        for name, pattern in searched:
            if pattern.search(text):
                counts[name] += 1
                if name == "carried":
                    counts["carried_in"] += top < _HEAD
                    counts["carried_out"] += top > _FOOT
                elif name == "post_code":
                    counts["head_address"] += top < _HEAD
    return tuple(min(counts[name], _MOST_MANY if name in _MANY else _MOST) for name in CUES)
