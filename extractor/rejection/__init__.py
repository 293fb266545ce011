"""The cause of a rejection or suspension, read in the free text that came with it.

    text → words in one form (wording) → what is spoken of and what is wrong with it (lexicon, scoring)
         → what words and letters say beside that (voice) → causes with a confidence, and what to do (advice)

Platforms keep reasons as free text: "EJ absent", a paragraph by a public accountant, a platform's code. All lists and
weights are data beside the modules; docs/rejections.md tells how they are made and how well they do.

>>> best = causes_of("Bonjour, l'engagement est correct mais le code service est absent. Cordialement")[0]
>>> best.cause, best.words
(<Cause.SERVICE: 'service'>, ('code service est absent',))
>>> causes_of("facture deja mandatee le 3/02")[0].cause
<Cause.DUPLICATE: 'duplicate'>
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import exp
from typing import Final

from extractor.rejection.advice import advice, way
from extractor.rejection.conceded import contested
from extractor.rejection.scoring import ALONE, HIGHEST, TRUST, Evidence, score
from extractor.rejection.status import leaning
from extractor.rejection.voice import heard, starting
from extractor.rejection.wording import Word, words
from models.rejection import Cause, CauseFound

LEAST: Final = 0.05
"""Causes less sure than this are not told, unless words of the text name them."""

SAID: Final = 0.4
"""From this score on they do: a second motive, say, which is not the main one."""

MOST: Final = 4000
"""Letters of a text that are read."""

SHARPNESS: Final = 1.5
"""By how much sums are drawn apart before they become confidences: measured, see docs/rejections.md."""

_NOTHING_SAID: Final = 0.4


@lru_cache(maxsize=4096)
def causes_of(text: str, status: str | None = None) -> tuple[CauseFound, ...]:
    """Causes that a text tells, best first; `OTHER` where it tells none.

    `status` is the platform's, as `models.lifecycle.WAYS_OUT` has them: it decides the way out, and leans a little
    where the text leaves two causes open. Confidences of all causes add up to 1.
    """
    text = text[:MOST]
    said = words(text)
    evidence, learnt = score(said), heard(contested(text, said))
    if not evidence and not learnt:
        return (_found(Cause.OTHER, _NOTHING_SAID, (), status),)
    lean = leaning(status)
    trust, before = (TRUST, starting()) if learnt else (ALONE, {})
    sums = {
        cause: trust * min(evidence[cause].score if cause in evidence else 0.0, HIGHEST)
        + learnt.get(cause, 0.0) + before.get(cause, 0.0) + lean.get(cause, 0.0)
        for cause in Cause
    }  # fmt: skip
    shares = _shares(sums)
    ordered = sorted(Cause, key=lambda cause: -shares[cause])
    told = [cause for cause in ordered if shares[cause] >= LEAST or _is_said(evidence.get(cause))] or ordered[:1]
    return tuple(_found(cause, shares[cause], _quoted(text, said, evidence.get(cause)), status) for cause in told)


def _is_said(evidence: Evidence | None) -> bool:
    return evidence is not None and evidence.score >= SAID


def _found(cause: Cause, confidence: float, quoted: tuple[str, ...], status: str | None) -> CauseFound:
    step = way(cause, status)
    told = advice(cause, step)
    return CauseFound(cause=cause, confidence=round(confidence, 3), words=quoted, advice=told, way=step)


def _shares(sums: Mapping[Cause, float]) -> dict[Cause, float]:
    most = max(sums.values())
    powers = {cause: exp(SHARPNESS * (told - most)) for cause, told in sums.items()}
    whole = sum(powers.values())
    return {cause: power / whole for cause, power in powers.items()}


def _quoted(text: str, said: tuple[Word, ...], evidence: Evidence | None) -> tuple[str, ...]:
    """The words that tell a cause, as they stand in the text; neighbours together."""
    return tuple(dict.fromkeys(text[start:end] for start, end in _stretches(said, evidence.places if evidence else ())))


def _stretches(said: tuple[Word, ...], places: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    last = -2
    for place in sorted(places):
        word = said[place]
        if place == last + 1:
            found[-1] = (found[-1][0], word.end)
        else:
            found.append((word.start, word.end))
        last = place
    return found
