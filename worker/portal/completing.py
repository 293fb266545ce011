"""A suspended invoice completed by its supplier: with the files that were missing, or with a word.

Sources: AIFE, API Factures v1 (completer: only SUSPENDUE, which becomes COMPLETEE)
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from models.portal import EntryKind, Status, WrongStatus
from worker.portal import files, refusals
from worker.portal.callers import Caller, as_supplier
from worker.portal.conformity import routing_texts
from worker.portal.entries import note, set_status
from worker.portal.submission import Attached
from worker.store.tables import PortalInvoiceRow

SEEN = "ACQUITTEMENT_SUSPENSION"
"""The portal's word for a supplier's action: the suspension was taken note of."""


def complete(
    session: Session, caller: Caller | None, invoice_id: int, file_ids: Sequence[Attached], comment: str | None
) -> PortalInvoiceRow:
    """Add files and a comment, one of the two at least. Raises Refused."""
    row = as_supplier(session, caller, invoice_id, lock=True)
    status = Status(row.status)
    if status is not Status.SUSPENDUE:
        raise WrongStatus(status, "seule une facture « Suspendue » peut être complétée.")
    comment = (comment or "").strip() or None
    if not file_ids and comment is None:
        raise refusals.NOTHING_ADDED(number=row.number)
    routing_texts({"commentaire": comment})
    rows = files.usable(session, caller, row.supplier_id, file_ids)
    for one in file_ids:
        files.enclose(session, row, rows[one.file_id], one, main=False)
    note(session, row, EntryKind.ACTION, SEEN, caller=caller)
    set_status(session, row, Status.COMPLETEE, caller, comment)
    session.flush()
    return row
