"""The way of an invoice as a line of steps: what happened, where it stands, what follows if nothing stops it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from api.pages import language
from models.lifecycle import WAYS_OUT, State
from models.portal import Status
from models.service import DepositView, DocumentView, EventView, History

ONWARD: Final = tuple(
    one.value
    for one in (
        Status.MISE_A_DISPOSITION, Status.SERVICE_FAIT, Status.MANDATEE, Status.COMPTABILISEE, Status.MISE_EN_PAIEMENT,
    )
)  # fmt: skip
"""What follows on Chorus Pro and the portal."""

OURS: Final = frozenset({State.RECEIVED, State.READY, State.DEPOSITED})
"""Of our own states, those that a supplier has a mind for."""

_ARTICLES: Final = (
    (("commune", "mairie", "ville", "région", "métropole", "communauté", "préfecture", "chambre"), "à la "),
    (("département", "centre", "ministère", "syndicat", "lycée", "collège", "conseil", "rectorat"), "au "),
    (("agence", "école", "université", "hôpital", "office", "institut", "état", "établissement"), "à l'"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """`code` is a state or a status; `when` tells a step that was, that is, or that is to come."""

    code: str
    when: Literal["done", "now", "next"]
    at: datetime | None = None
    actor: str | None = None
    comment: str | None = None

    @property
    def stops(self) -> bool:
        """Whether the supplier has something to do."""
        return self.code in WAYS_OUT


def steps(document: DocumentView, told: History, deposits: tuple[DepositView, ...]) -> tuple[Step, ...]:
    """Oldest first; the last one that happened is where it stands."""
    happened = list(_happened(document, told))
    gateway = deposits[-1].gateway if deposits else "portal"
    codes = [line.code for line in happened]
    coming = [] if document.state is State.DEPOSITED else _own_coming(document.state)
    stopped = bool(codes) and codes[-1] in WAYS_OUT
    if gateway in {"portal", "chorus"} and not stopped and document.state is not State.FAILED:
        reached = max((ONWARD.index(code) for code in codes if code in ONWARD), default=-1)
        coming += ONWARD[reached + 1 :]
    last = len(happened) - 1
    done = [
        Step(line.code, "now" if place == last else "done", line.at, line.actor, line.comment)
        for place, line in enumerate(happened)
    ]
    return (*done, *(Step(code, "next") for code in coming))


def label(spoken: language.Language, code: str) -> str:
    """A state, status or event in words; one that has none stays as the platform said it.

    >>> label("fr", "MISE_A_DISPOSITION"), label("fr", "999")
    ('Mise à disposition', '999')
    """
    return language.words(spoken).get(f"deposit.code.{code}", code)


def to(name: str, spoken: language.Language) -> str:
    """To whom, as it is said.

    >>> [to(name, "fr") for name in ("Commune de Valbrume", "DÉPARTEMENT DU NORD", "Agence de l'eau", "SARL X")]
    ['à la Commune de Valbrume', 'au DÉPARTEMENT DU NORD', "à l'Agence de l'eau", 'à SARL X']
    """
    if spoken == "en":
        return f"to {name}"
    first = name.split(maxsplit=1)[0].casefold() if name.strip() else ""
    return next((said for words, said in _ARTICLES if first in words), "à ") + name


def _happened(document: DocumentView, told: History) -> Iterator[EventView]:
    """States since the last one of each kind of ours, then the platform's in their order."""
    platform = [line for line in told.states if line.code.isupper() or line.code.isdigit()]
    last = {line.code: line for line in told.states if line.code not in {one.code for one in platform}}
    shown = {State.RECEIVED.value} | (set(OURS) if document.state is State.DEPOSITED else {document.state.value})
    if document.state is State.DEPOSITING:
        shown |= {State.READY.value}
    yield from sorted((line for code, line in last.items() if code in shown), key=lambda line: line.id)
    if document.state is State.DEPOSITED:
        yield from platform


def _own_coming(state: State) -> list[str]:
    order = [State.TO_REVIEW.value, State.READY.value, State.DEPOSITED.value]
    if state in {State.FAILED, State.EXPANDED}:
        return []
    if state.value not in order:
        return order[-1:] if state is State.DEPOSITING else order
    return order[order.index(state.value) + 1 :]
