"""Documents as those who may see them ask for them: one, a list, its file; and taking one away.

The findings of a document are those of its extraction and, made anew each time, those that need the store: a recipient
may demand something else now, another file may have turned out to be the same invoice.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.finding import Severity
from models.lifecycle import EventKind, State
from models.piles import Pile
from models.service import DocumentPage, DocumentView, Principal
from models.service_errors import StaleVersion, WrongState
from worker import checks, duplicates, history, listing, views
from worker.causes import causes
from worker.service import Service
from worker.standing import ways_out
from worker.store.tables import DocumentRow
from worker.visibility import document_row

_OPEN = frozenset({State.TO_REVIEW, State.READY})
_KEPT = frozenset({State.READING, State.DEPOSITING, State.DEPOSITED})


def get(service: Service, principal: Principal, document_id: str) -> DocumentView:
    """One document. Raises NotFound, also where it is another structure's."""
    with service.store.reading() as session:
        return view(session, document_row(session, principal, document_id))


def view(session: Session, row: DocumentRow) -> DocumentView:
    """A row as a reviewer sees it, with what the store has to say about it now."""
    extraction = views.extraction_of(row)
    found = () if extraction is None else checks.findings(session, row, extraction)
    told = views.document(row, findings=found, duplicates=duplicates.of(session, row))
    if why := causes(session, row):
        told = told.model_copy(update={"causes": why})
    if told.state not in _OPEN:
        possible = ways_out(session, row)
        return told.model_copy(update={"ways_out": possible}) if possible else told
    ready = not any(finding.severity is Severity.BLOCKING for finding in told.findings)
    return told.model_copy(update={"ready": ready})


def search(
    service: Service,
    principal: Principal,
    *,
    state: tuple[State, ...] = (),
    pile: Pile = Pile.ALL,
    text: str | None = None,
    seller: str | None = None,
    number: str | None = None,
    batch_id: str | None = None,
    ready: bool | None = None,
    created_from: datetime | None = None,
    created_to: datetime | None = None,
    sort: str = "-created_at",
    limit: int = 50,
    cursor: str | None = None,
) -> DocumentPage:
    """Part of a list; see `worker.listing`. Raises InvalidRequest."""
    filters = listing.Filters(
        state=state,
        pile=pile,
        text=text,
        seller=seller,
        number=number,
        batch_id=batch_id,
        ready=ready,
        created_from=created_from,
        created_to=created_to,
    )
    with service.store.reading() as session:
        return listing.page(session, principal, filters, listing.Slice(sort, limit, cursor))


def content(service: Service, principal: Principal, document_id: str) -> tuple[DocumentView, bytes]:
    """A document and its file as it came. Raises NotFound."""
    told = get(service, principal, document_id)
    return told, service.files.read(told.sha256)


def delete(service: Service, principal: Principal, document_id: str, version: int | None = None) -> None:
    """Take a document away, with its history; the stream of events tells that it is gone.

    What was deposited stays until its time is over, and what is being read or deposited until that is done: WrongState.
    Its file stays until the purge finds that nobody has it any more: the same file may come in at this moment.
    """
    with service.store.session() as session:
        row = document_row(session, principal, document_id, lock=True)
        if version is not None and row.version != version:
            raise StaleVersion(row.version)
        if State(row.state) in _KEPT:
            raise WrongState(row.state)
        told = {"document_id": row.id, "name": row.name, "sha256": row.sha256}
        history.note(session, row.structure_id, None, EventKind.ACTION, "deleted", actor=principal.actor, details=told)
        session.delete(row)
