"""What became of a flow, for who deposited it: as data, and as a sheet to keep.

A flow is seen by its depositor, and by whoever may deposit for every structure that it may hold invoices of.

Source: AIFE, API Transverses v1 (consulterCR, consulterCRDetaille)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.portal import FlowState
from worker.portal import refusals
from worker.portal.callers import Caller
from worker.portal.flow_errors import InvoiceError, TechnicalError
from worker.portal.flow_leases import structures_of
from worker.portal.flow_syntaxes import SYNTAXES
from worker.portal.french import moment
from worker.portal.sheets import Sheets
from worker.store.tables import PortalFlowRow

STATES: Final = {
    FlowState.WAITING: "En attente de traitement",
    FlowState.PROCESSING: "En cours de traitement",
    FlowState.INTEGRATED: "Intégré",
    FlowState.PARTLY: "Intégré partiellement",
    FlowState.REJECTED: "Rejeté",
    FlowState.FAILED: "Incident de traitement",
}
_PRINTED: Final = 100  # errors on the sheet; all of them are in the detailed report


@dataclass(frozen=True, slots=True)
class Report:
    """A flow with what is told of it."""

    number: str
    name: str
    syntax: str
    interface: str | None
    state: FlowState
    state_at: datetime
    received_at: datetime
    deposited: int
    refused: int
    invoices: Sequence[InvoiceError]
    technical: Sequence[TechnicalError]


def report(session: Session, caller: Caller, number: str) -> Report:
    """The report on a flow. Raises Refused where there is none of that number, or not for the caller."""
    row = session.scalar(select(PortalFlowRow).where(PortalFlowRow.number == number.strip()[:40]))
    if row is None or not _seen(row, caller):
        why = "ce flux est introuvable ou n'est pas à vous, vérifiez le numéro que son dépôt a donné"
        raise refusals.FIELD_WRONG(field="numeroFluxDepot", why=why)
    told = row.errors or {}
    return Report(
        number=row.number,
        name=row.name,
        syntax=row.syntax,
        interface=SYNTAXES[row.syntax].interface,
        state=FlowState(row.state),
        state_at=row.state_at,
        received_at=row.received_at,
        deposited=told.get("count", 0),
        refused=told.get("refused", 0),
        invoices=tuple(InvoiceError(**one) for one in told.get("invoices", ())),
        technical=tuple(TechnicalError(**one) for one in told.get("technical", ())),
    )


def sheet(told: Report) -> bytes:
    """The report as a PDF."""
    page = Sheets("Compte rendu d'intégration", f"Flux {told.number}")
    page.facts(
        (
            ("Flux", told.number),
            ("Fichier", told.name),
            ("Syntaxe", f"{told.syntax} ({told.interface})" if told.interface else told.syntax),
            ("Déposé le", moment(told.received_at)),
            ("État", f"{STATES[told.state]} ({told.state.value}), le {moment(told.state_at)}"),
            ("Factures intégrées", str(told.deposited)),
            ("Factures rejetées", str(told.refused)),
        )
    )
    if told.technical:
        page.heading("Erreurs du fichier")
        rows = [(one.natureErreur, one.codeErreur, one.libelleErreur) for one in told.technical]
        page.table(("Nature", "Code", "Erreur"), rows, (2, 3, 9))
    if told.invoices:
        page.heading("Factures rejetées")
        errors = [
            (one.identifiantFournisseur, one.identifiantDestinataire, one.numeroDP, one.libelleErreurDP)
            for one in told.invoices[:_PRINTED]
        ]
        page.table(("Fournisseur", "Destinataire", "Facture", "Erreur"), errors, (3, 3, 4, 9))
    if (left := len(told.invoices) - _PRINTED) > 0:
        page.text(f"Et {left} autres erreurs : elles sont toutes dans le compte rendu détaillé (consulterCRDetaille).")
    return bytes(page)


def _seen(row: PortalFlowRow, caller: Caller) -> bool:
    return row.user_id == caller.user_id or all(caller.may(one) for one in structures_of(row))
