"""An invoice that went to the wrong place, sent to the right one by its supplier: its number and its deposit stay.

Only what leads it to the recipient changes: SIRET, service, engagement, contract. The date of deposit and its
certificate remain those of the first time, as what they certify has not changed.

Sources: AIFE, API Factures v1 (recycler) · communaute.chorus-pro.gouv.fr (recycler une facture)
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.portal import Status, WrongStatus
from worker.gateway.parcel import Routing
from worker.portal.callers import Caller, as_supplier
from worker.portal.conformity import routing_texts
from worker.portal.entries import set_status
from worker.portal.obligations import destination
from worker.store.tables import PortalInvoiceRow, ServiceRow, StructureRow


def recycle(session: Session, caller: Caller | None, invoice_id: int, routing: Routing) -> PortalInvoiceRow:
    """Send it where `routing` says; what that leaves out stays, except the service of another recipient.

    Raises Refused: not the caller's, not to be recycled, or the recipient demands something else.
    """
    row = as_supplier(session, caller, invoice_id, lock=True)
    status = Status(row.status)
    if status is not Status.A_RECYCLER:
        raise WrongStatus(status, "seule une facture « À recycler » peut être recyclée.")
    routing_texts(
        {
            "codeServiceExecutant": routing.service_code,
            "numeroBonCommande": routing.engagement,
            "numeroMarche": routing.contract,
            "commentaire": routing.comment,
        }
    )
    before = session.get_one(StructureRow, row.recipient_id)
    siret = routing.siret or before.siret
    service_code = routing.service_code or (_service_code(session, row) if siret == before.siret else None)
    engagement = routing.engagement or row.engagement
    to = destination(session, siret, service_code, engagement)
    if to.structure_id != row.recipient_id:
        row.downloaded = False
    row.recipient_id, row.service_id, row.engagement = to.structure_id, to.service_id, engagement
    row.contract = routing.contract or row.contract
    set_status(session, row, Status.DEPOSEE, caller, (routing.comment or "").strip() or None)
    set_status(session, row, Status.MISE_A_DISPOSITION)
    session.flush()
    return row


def _service_code(session: Session, row: PortalInvoiceRow) -> str | None:
    return session.get_one(ServiceRow, row.service_id).code if row.service_id else None
