"""Why platforms stop invoices, in their own words: the same reason is one, whatever number it goes on with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from models.statistics import Reason

STOPS: Final = frozenset(
    {"deposit_refused", "REJETEE", "REFUSEE", "SUSPENDUE", "IRRECEVABLE", "A_RECYCLER", "EN_LITIGE"}
)
"""Lines of a history that tell of a stop; the first is ours, for a deposit that a platform did not take."""

MOST: Final = 20
LONGEST: Final = 160
_BEGINNING: Final = re.compile(r"^\D{12,}?(?=[\d«\"(:;\n]|\.(?:\s|$)|$)")


def reasons(stories: Iterable[Iterable[tuple[str, str]]]) -> tuple[Reason, ...]:
    """The commonest first; each document counts once for a reason, which is shown as it was told first."""
    counted: Counter[tuple[str, str]] = Counter()
    told: dict[tuple[str, str], str] = {}
    for stops in stories:
        mine: set[tuple[str, str]] = set()
        for status, comment in stops:
            text = " ".join(comment.split())
            group = (status, beginning(text))
            told.setdefault(group, text)
            mine.add(group)
        counted.update(mine)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Reason(status=status, text=told[status, group][:LONGEST], documents=number)
        for (status, group), number in ordered[:MOST]
    )


def beginning(text: str) -> str:
    """By what a reason is known again: its words until a number or a mark ends them, where these are enough.

    >>> beginning("Numéro d'engagement 1234 inconnu"), beginning("numéro d'engagement : E-77")
    ("numéro d'engagement", "numéro d'engagement")
    >>> beginning("Doublon 12"), beginning("")
    ('doublon 12', '')
    """
    found = _BEGINNING.match(text)
    return (found.group() if found else text).strip(" .,-–").casefold()
