"""A file that is to be read anew: by another engine, or because a person wants to begin again."""

from __future__ import annotations

from models.lifecycle import State
from models.service import DocumentView, Principal
from models.service_errors import StaleVersion, WrongState
from worker import documents, stacks_store, stacks_trouble, states
from worker.page_files import PageFiles
from worker.service import Service
from worker.visibility import document_row


def reread(service: Service, principal: Principal, document_id: str, version: int | None = None) -> DocumentView:
    """The document, waiting for a reader again. Raises NotFound, StaleVersion where `version` is not the last one.

    WrongState where it is being read or deposited, or was deposited. What was corrected stays in the history.
    """
    with service.store.session() as session:
        row = document_row(session, principal, document_id, lock=True)
        if version is not None and row.version != version:
            raise StaleVersion(row.version)
        if row.part != 1 and stacks_store.part_of(session, row.id) is None:
            raise WrongState("relisez la première facture du même fichier")
        states.move(session, row, State.RECEIVED, actor=principal.actor, details={"reread": True})
        row.tries, row.leased_until, row.error = 0, None, None
        session.flush()
        told = documents.view(session, row)
        stacks_trouble.forgive(PageFiles.of(service.settings), row.sha256)
    service.queue.put("read", document_id)
    return told
