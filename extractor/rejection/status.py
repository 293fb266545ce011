"""What a platform's status alone lets expect: recipients send back what is misrouted, and suspend what lacks a paper.

Sources: AIFE, communaute Chorus Pro (À recycler: wrong SIRET, service or engagement; Suspendue: a document is missing)
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from models.rejection import Cause

_NOTHING: Final[Mapping[Cause, float]] = MappingProxyType({})
_LEANINGS: Final = MappingProxyType(
    {
        "A_RECYCLER": MappingProxyType(
            {Cause.WRONG_RECIPIENT: 0.5, Cause.INACTIVE_RECIPIENT: 0.3, Cause.SERVICE: 0.5, Cause.ENGAGEMENT: 0.5}
        ),
        "ERREUR_DE_ROUTAGE": MappingProxyType(
            {Cause.WRONG_RECIPIENT: 0.5, Cause.INACTIVE_RECIPIENT: 0.5, Cause.SERVICE: 0.3}
        ),
        "SUSPENDUE": MappingProxyType({Cause.ATTACHMENT: 0.5, Cause.NOT_DONE: 0.2}),
    }
)


def leaning(status: str | None) -> Mapping[Cause, float]:
    """What is added to the causes' sums; less than any word adds."""
    return _LEANINGS.get(status or "", _NOTHING)
