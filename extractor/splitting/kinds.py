"""What kind of paper a page is of: log-odds from its title and its cues, weighed as `weights.toml` says.

>>> from extractor.testing import page_of
>>> from extractor.splitting.traits import traits_of
>>> odds = kinds_of(traits_of(page_of('''BON DE LIVRAISON N° 4512
... Nombre de colis : 3, signature du client
... ''')))
>>> max(odds, key=odds.get).value
'delivery_note'
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from extractor.splitting.cues import CUES
from extractor.splitting.traits import PageTraits
from extractor.splitting.weights import kind_weights
from models.stack import PartKind

KINDS = (PartKind.INVOICE, PartKind.DELIVERY_NOTE, PartKind.LETTER, PartKind.OTHER)
"""The kinds of paper with text on it."""
_TITLES = ("invoice", "delivery_note", "statement", "order", "terms", "paper")
_FEW, _SEPARATORS_WORDS = 4, 60
_MUCH = 250


def is_blank(traits: PageTraits) -> bool:
    """Nothing to read but what a scanner takes for a word here and there."""
    return traits.words <= _FEW and not traits.codes and not traits.titles


def is_separator(traits: PageTraits) -> bool:
    """A sheet with a code or a title that says so, and little else."""
    if traits.words > _SEPARATORS_WORDS or traits.sums or traits.cue("amount"):
        return False
    return bool(traits.codes) or traits.title_of("separator") > 0.5


def page_features(traits: PageTraits) -> dict[str, float]:
    """What speaks for one kind or another."""
    found = {"bias": 1.0}
    best = traits.titles[0][0] if traits.titles else ""
    for title in _TITLES:
        found[f"title_{title}"] = traits.title_of(title)
        found[f"first_{title}"] = float(title == best) * traits.title_of(title)
    found["no_title"] = float(not traits.titles or traits.titles[0][1] < 0.5)
    for cue in CUES:
        found[f"cue_{cue}"] = (
            min(1.0, traits.cue(cue) / 4) if cue not in ("amount", "prose") else math.log1p(traits.cue(cue)) / 3
        )
    found["number"] = float(bool(traits.numbers))
    found["many_numbers"] = min(1.0, max(0, len(traits.numbers) - 2) / 4)
    for bit, name in ((1, "net"), (2, "vat"), (4, "gross"), (8, "due")):
        found[f"sum_{name}"] = float(bool(traits.sums & bit))
    found["taxed"] = float(traits.sums & 6 == 6)
    found["no_sums"] = float(not traits.sums)
    found["no_amounts"] = float(not traits.cue("amount"))
    found["letter"] = float(traits.cue("greeting") > 0 and traits.cue("closing") > 0)
    found["words"] = min(2.0, traits.words / _MUCH)
    return found


def kinds_of(traits: PageTraits) -> Mapping[PartKind, float]:
    """The probability of each kind, for a page with text."""
    features = page_features(traits)
    scores = [
        sum(weights.get(name, 0.0) * value for name, value in features.items()) for weights in map(kind_weights, KINDS)
    ]
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    return {kind: share / sum(shares) for kind, share in zip(KINDS, shares, strict=True)}
