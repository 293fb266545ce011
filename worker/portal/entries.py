"""The portal's history of an invoice, in its three parts; a change of status is written here and nowhere else.

Where our own deposit brought the invoice, its document hears of every line: the deposit is asked after soon.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.portal import EntryKind, Status
from worker import following
from worker.portal.callers import Caller
from worker.store.tables import PortalEntryRow, PortalInvoiceRow, now


def set_status(
    session: Session, row: PortalInvoiceRow, new: Status, caller: Caller | None = None, comment: str | None = None
) -> None:
    """Bring an invoice to a status; without a caller it is the portal itself that does."""
    row.status, row.status_at = new.value, now()
    session.flush()  # a new invoice has its number now
    note(session, row, EntryKind.STATUS, new.value, caller=caller, comment=comment)


def note(
    session: Session,
    row: PortalInvoiceRow,
    kind: EntryKind,
    code: str,
    *,
    caller: Caller | None = None,
    comment: str | None = None,
) -> None:
    """Write a line of the history."""
    line = PortalEntryRow(invoice_id=row.id, kind=kind.value, code=code, comment=comment)
    line.user_id = caller.user_id if caller else None
    session.add(line)
    if row.key is not None:
        following.soon(session, row.key)
