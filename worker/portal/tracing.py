"""An invoice's history on the portal, in its three parts, for its supplier and its recipient alike.

The latest comes first, unless asked otherwise. What nobody did by hand has nobody's name.

Source: swagger of the API Factures v1 (AIFE), consulter/historique
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.portal import EntryKind
from worker.portal.callers import Caller, as_either
from worker.portal.paging import Paging, Part
from worker.service import Service
from worker.store.tables import PortalEntryRow, PortalInvoiceRow, UserRow

SORTS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "HistoStatutCode": PortalEntryRow.code,
        "HistoStatutCommentaire": PortalEntryRow.comment,
        "HistoStatutUtilisateurNom": UserRow.name,
        "HistoStatutUtilisateurEmail": UserRow.email,
        "EvenementLibelle": PortalEntryRow.comment,
        "EvenementQui": UserRow.name,
        "HistoActionCode": PortalEntryRow.code,
        "HistoActionUtilisateurNom": UserRow.name,
        "HistoActionUtilisateurEmail": UserRow.email,
    }
)
"""Columns by the names that the three `triColonne…` have for them; every other one is the moment."""


@dataclass(frozen=True, slots=True)
class Traced:
    """One line of the history, and who is behind it."""

    entry: PortalEntryRow
    name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Trace:
    """The history of one invoice; `last_action` is the last thing that somebody did with it."""

    invoice: PortalInvoiceRow
    statuses: Part[Traced]
    events: Part[Traced]
    actions: Part[Traced]
    last_action: PortalEntryRow | None


def trace(service: Service, caller: Caller, number: int, pages: Mapping[EntryKind, Paging]) -> Trace:
    """The history of an invoice that one of the caller's structures issued or received. Raises UnknownInvoice."""
    with service.store.reading() as session:
        row = as_either(session, caller, number)
        parts = {kind: _part(session, row.id, kind, pages.get(kind, Paging())) for kind in EntryKind}
        actions = (PortalEntryRow.invoice_id == row.id, PortalEntryRow.kind == EntryKind.ACTION.value)
        last = select(PortalEntryRow).where(*actions).order_by(PortalEntryRow.id.desc()).limit(1)
        return Trace(
            row, parts[EntryKind.STATUS], parts[EntryKind.EVENT], parts[EntryKind.ACTION], session.scalar(last)
        )


def _part(session: Session, invoice_id: int, kind: EntryKind, asked: Paging) -> Part[Traced]:
    mine = (PortalEntryRow.invoice_id == invoice_id, PortalEntryRow.kind == kind.value)
    total = session.scalar(select(func.count()).select_from(PortalEntryRow).where(*mine)) or 0
    first, last = SORTS.get(asked.column or "", PortalEntryRow.at), PortalEntryRow.id
    order = (first.asc(), last.asc()) if asked.ascending else (first.desc(), last.desc())
    query = select(PortalEntryRow, UserRow.name, UserRow.email).where(*mine)
    lines = query.outerjoin(UserRow, UserRow.id == PortalEntryRow.user_id).order_by(first.is_(None), *order)
    rows = session.execute(lines.offset(asked.start).limit(asked.room(total)))
    return Part(tuple(Traced(*row) for row in rows), asked.number, asked.length, asked.counted(total))
