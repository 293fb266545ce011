"""Why platforms stop invoices: in their own words, and by the cause that these tell.

The same reason is one, whatever number it goes on with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from models.rejection import Cause, CauseFound
from models.statistics import CauseCount, Reason

REFUSED: Final = "deposit_refused"
"""The line of a history that tells of a deposit which a platform did not take."""

STOPS: Final = frozenset({REFUSED, "REJETEE", "REFUSEE", "SUSPENDUE", "IRRECEVABLE", "A_RECYCLER", "EN_LITIGE"})
"""Lines of a history that tell of a stop."""

_ANSWER: Final = "Réponse : "
"""What the platform's own words follow in our messages: `worker.gateway.chorus.refusals.message_of`."""

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
        Reason(
            status=status,
            text=told[status, group][:LONGEST],
            documents=number,
            cause=_cause(status, told[status, group]),
        )
        for (status, group), number in ordered[:MOST]
    )


def counted(stories: Iterable[Iterable[tuple[str, str]]]) -> tuple[CauseCount, ...]:
    """The commonest cause first; each document counts once for a cause, as many stops as it may have met."""
    found: Counter[Cause] = Counter()
    told: dict[tuple[str, str], str] = {}
    for stops in stories:
        mine = set()
        for status, comment in stops:
            text = told.setdefault((status, beginning(" ".join(comment.split()))), comment)
            if cause := _cause(status, text):
                mine.add(cause)
        found.update(mine)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(CauseCount(cause=cause, documents=number) for cause, number in ordered)


def read(code: str, comment: str) -> tuple[CauseFound, ...]:
    """The causes in a comment; what goes with a deposit that was not taken has no status of the platform."""
    said = comment.rpartition(_ANSWER)[2].strip()
    if not said:
        return ()
    from extractor.rejection import causes_of  # noqa: PLC0415 - the lists are loaded by who has a stopped invoice

    return causes_of(said, None if code == REFUSED else code)


def _cause(status: str, text: str) -> Cause | None:
    found = read(status, text)
    return found[0].cause if found else None


def beginning(text: str) -> str:
    """By what a reason is known again: its words until a number or a mark ends them, where these are enough.

    >>> beginning("Numéro d'engagement 1234 inconnu"), beginning("numéro d'engagement : E-77")
    ("numéro d'engagement", "numéro d'engagement")
    >>> beginning("Doublon 12"), beginning("")
    ('doublon 12', '')
    """
    found = _BEGINNING.match(text)
    return (found.group() if found else text).strip(" .,-–").casefold()
