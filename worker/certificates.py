"""Certificates of deposit: when which platform took an invoice, under which number, and the hash of the file."""

from __future__ import annotations

from models.service import DepositView, Principal
from models.service_errors import NotFound, WrongState
from worker import deposits
from worker.service import Service
from worker.store.tables import DepositRow
from worker.visibility import document_row, is_id


def certificate(service: Service, principal: Principal, deposit_id: str) -> DepositView:
    """The deposit with its certificate. Raises NotFound, and WrongState as long as it is not done."""
    if not is_id(deposit_id):
        raise NotFound
    with service.store.reading() as session:
        row = session.get(DepositRow, deposit_id)
        if row is None:
            raise NotFound(deposit_id)
        try:
            document_row(session, principal, row.document_id)
        except NotFound:
            raise NotFound(deposit_id) from None  # of which document it is, is not told either
        if row.certificate is None:
            raise WrongState(f"dépôt {row.state} : le certificat vient quand la plateforme l'a reçu")
        return deposits.view(row)
