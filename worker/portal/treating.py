"""What a recipient decides of an invoice: on towards its payment, back to its supplier, or rejected.

Sources: AIFE, API Factures v1 (traiter/recue: a reason goes with a rejection or suspension)
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.portal import FRENCH, NEEDS_REASON, RECIPIENT_MOVES, Status, WrongStatus
from worker.portal import refusals
from worker.portal.callers import Caller, as_recipient
from worker.portal.entries import set_status
from worker.store.tables import PortalInvoiceRow

REASON, MANDATE = 255, 100
_GIVEN = frozenset().union(*RECIPIENT_MOVES.values())


def status_of(word: str | None) -> Status:
    """The status that a recipient names. Raises Refused for one that no recipient gives."""
    if word not in _GIVEN:
        among = ", ".join(one.value for one in Status if one in _GIVEN)
        given = f"« {word[:60]} » n'est pas un statut qu'un destinataire donne" if word else "la valeur manque"
        raise refusals.FIELD_WRONG(field="nouveauStatut", why=f"{given}, choisissez parmi {among}")
    return Status(word)


def treat(  # noqa: PLR0917 - all that traiter/recue tells
    session: Session, caller: Caller, invoice_id: int, new: Status, reason: str | None, mandate: str | None
) -> PortalInvoiceRow:
    """Bring a received invoice to a status; the history keeps the reason. Raises Refused."""
    row = as_recipient(session, caller, invoice_id, lock=True)
    status = Status(row.status)
    possible = RECIPIENT_MOVES.get(status, frozenset())
    if new not in possible:
        ways = ", ".join(f"« {FRENCH[one]} »" for one in Status if one in possible)
        raise WrongStatus(status, f"d'ici le destinataire peut la mettre à : {ways or 'aucun autre statut'}.")
    reason, mandate = (reason or "").strip() or None, (mandate or "").strip() or None
    if new in NEEDS_REASON and reason is None:
        raise refusals.REASON_MISSING(status=FRENCH[new])
    for name, text, longest in (("motif", reason, REASON), ("numeroDPMandat", mandate, MANDATE)):
        if text is not None and len(text) > longest:
            raise refusals.FIELD_WRONG(field=name, why=f"{len(text)} caractères, {longest} au plus")
    if mandate is not None:
        row.mandate_number = mandate
    set_status(session, row, new, caller, reason)
    session.flush()
    return row
