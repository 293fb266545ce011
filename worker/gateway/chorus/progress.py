"""An invoice's history on the portal, in our words: its three parts in one, oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from models.lifecycle import EventKind
from models.portal import FINAL
from worker.gateway.chorus.answers import History
from worker.gateway.parcel import PlatformEntry, Progress

_OVER: Final = {*(status.value for status in FINAL), "ABANDONNEE", "SUPPRIMEE"}
_CODE: Final = 60  # characters that our history has for a code
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def progress_of(pages: Sequence[History], kept: dict[str, Any]) -> Progress:
    """Where an invoice stands, and how it came there; `pages` of the same history."""
    status = pages[0].statutCourantCode
    lines = {entry: None for number, page in enumerate(pages, 1) for entry in _entries(page, number)}
    entries = sorted(lines, key=lambda entry: entry.at)
    return Progress(status, tuple(entries), final=status in _OVER, kept=kept)


def _entries(page: History, number: int) -> Iterator[PlatformEntry]:
    """The lines of one page; a part that has fewer pages than others may come again, which tells nothing new."""
    statuses = page.historiquesDesStatuts
    for one in statuses.histoStatut if statuses and number <= (statuses.pagesHistoStatut or 1) else ():
        who = _name(one.histoStatutUtilisateurPrenom, one.histoStatutUtilisateurNom) or one.histoStatutUtilisateurEmail
        at = one.histoStatutDatePassage or _NEVER
        yield PlatformEntry(EventKind.STATE, one.histoStatutCode, at, one.histoStatutCommentaire, who)
    events = page.historiquesDesEvenementsComplementaires
    for event in events.evenement if events and number <= (events.pagesEvenement or 1) else ():
        at = event.evenementDateHeure or _NEVER
        said = event.evenementLibelle
        code, comment = (said, None) if len(said) <= _CODE else (said[: _CODE - 1] + "…", said)
        yield PlatformEntry(EventKind.COMPLEMENTARY, code, at, comment, event.evenementQui)
    actions = page.historiquesDesActionsUtilisateurs
    for action in actions.histoAction if actions and number <= (actions.pagesHistoAction or 1) else ():
        named = _name(action.histoActionUtilisateurPrenom, action.histoActionUtilisateurNom)
        who = named or action.histoActionUtilisateurEmail
        at = action.histoActionDateHeure or _NEVER
        yield PlatformEntry(EventKind.ACTION, action.histoActionCode, at, None, who)


def _name(*parts: str | None) -> str | None:
    return " ".join(part for part in parts if part) or None
