"""A rejection taken note of by the supplier, whose invoice then leaves the list of what is to be done.

Nothing else becomes of a rejected invoice: what replaces it is another, with a number of its own.

Sources: AIFE, API Factures v1 (traiterRejet; historique: ACQUITTEMENT_REJET, TRAITEMENT_REJET)
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.portal import EntryKind, Status, WrongStatus
from worker.portal import refusals
from worker.portal.callers import Caller, as_supplier
from worker.portal.entries import note

SEEN, HANDLED = "ACQUITTEMENT_REJET", "TRAITEMENT_REJET"
"""The portal's words for two actions of a supplier, which `traiterRejet` does in one."""

MOST = 500


def acknowledge(session: Session, caller: Caller | None, invoice_ids: Sequence[int]) -> None:
    """Note it of all these invoices, or of none. A second time changes nothing. Raises Refused."""
    if not 0 < len(invoice_ids) <= MOST:
        raise refusals.FIELD_WRONG(field="listeDemandePaiement", why=f"donnez de 1 à {MOST} idDemandePaiement")
    for number in sorted(set(invoice_ids)):
        row = as_supplier(session, caller, number, lock=True)
        status = Status(row.status)
        if status is not Status.REJETEE:
            raise WrongStatus(status, f"n° {row.number}, seul le rejet d'une facture « Rejetée » peut être traité.")
        if not row.rejection_handled:
            row.rejection_handled = True
            note(session, row, EntryKind.ACTION, SEEN, caller=caller)
            note(session, row, EntryKind.ACTION, HANDLED, caller=caller)
    session.flush()
