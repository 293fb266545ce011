"""Documents: listed, read, given back as they came, read anew, deleted; and what happened to them."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import preconditions
from api.asked import Sort
from api.auth import Who
from api.deps import DocumentId, ServiceIn
from api.downloads import described, download
from models.lifecycle import State
from models.piles import Pile
from models.service import DocumentPage, DocumentView, History
from models.service_errors import InvalidRequest
from worker import documents, history, rereading

router = APIRouter(prefix="/documents", tags=["documents"])

@router.get("", operation_id="list_documents", summary="Chercher des documents")
def search(
    *,
    service: ServiceIn,
    who: Who,
    state: Annotated[list[State] | None, Query(description="États cherchés ; tous sans ce filtre.")] = None,
    pile: Annotated[Pile, Query(description="Pile, par ce qu'il y a à faire.")] = Pile.ALL,
    text: Annotated[str | None, Query(max_length=200, description="Dans le nom, le numéro, les parties.")] = None,
    seller: Annotated[str | None, Query(max_length=200, description="Identifiant ou nom du fournisseur.")] = None,
    number: Annotated[str | None, Query(max_length=100, description="Numéro de facture.")] = None,
    batch_id: Annotated[str | None, Query(max_length=36, description="Lot.")] = None,
    ready: Annotated[bool | None, Query(description="Prêt à être déposé, ou non.")] = None,
    created_from: Annotated[datetime | None, Query(description="Reçu à ce moment ou après.")] = None,
    created_to: Annotated[datetime | None, Query(description="Reçu avant ce moment.")] = None,
    sort: Annotated[Sort, Query(description="Ordre ; « - » devant pour l'inverse.")] = "-created_at",
    limit: Annotated[int, Query(ge=1, le=200, description="Documents par page.")] = 50,
    cursor: Annotated[str | None, Query(max_length=2000, description="`next` de la page précédente.")] = None,
) -> DocumentPage:
    """One page of the structure's documents; `next` asks for what follows, `total` counts all that match."""
    return documents.search(
        service,
        who,
        state=tuple(state or ()),
        pile=pile,
        text=text,
        seller=seller,
        number=number,
        batch_id=batch_id,
        ready=ready,
        created_from=_utc("created_from", created_from),
        created_to=_utc("created_to", created_to),
        sort=sort,
        limit=limit,
        cursor=cursor,
    )


@router.get("/{document_id}", operation_id="get_document", summary="Lire un document", response_model_exclude_none=True)
def get(service: ServiceIn, who: Who, document_id: DocumentId, response: Response) -> DocumentView:
    """Its extraction with fields and boxes, findings, duplicates; `ETag` tells its version."""
    found = documents.get(service, who, document_id)
    preconditions.tell(response, found.version)
    return found


@router.get(
    "/{document_id}/file",
    operation_id="get_file",
    summary="Télécharger le fichier d'origine",
    response_class=Response,
    responses=described(
        "application/pdf", "application/xml", "application/zip", "application/x-tar", "application/gzip", "image/*",
        what="Le fichier tel qu'il a été envoyé.",
    ),
)  # fmt: skip
def file(service: ServiceIn, who: Who, document_id: DocumentId) -> Response:
    """The file as it came, to be saved."""
    found, data = documents.content(service, who, document_id)
    return download(data, found.name, found.media_type, {"ETag": f'"{found.sha256}"'})


@router.get("/{document_id}/history", operation_id="get_history", summary="Lire l'historique")
def told(service: ServiceIn, who: Who, document_id: DocumentId) -> History:
    """In three parts, oldest first: states, complementary events, actions of people."""
    return history.of(service, who, document_id)


@router.post(
    "/{document_id}/reread",
    operation_id="reread_document",
    status_code=HTTPStatus.ACCEPTED,
    summary="Relire le fichier",
    response_model_exclude_none=True,
)
def reread(
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    response: Response,
    if_match: preconditions.IfMatch = None,
) -> DocumentView:
    """Read the file anew from its page; corrections are replaced by what is read and stay in the history."""
    version = None if if_match is None else preconditions.seen(if_match, None)
    found = rereading.reread(service, who, document_id, version)
    preconditions.tell(response, found.version)
    return found


@router.delete("/{document_id}", operation_id="delete_document", status_code=HTTPStatus.NO_CONTENT, summary="Supprimer")
def delete(service: ServiceIn, who: Who, document_id: DocumentId, if_match: preconditions.IfMatch = None) -> None:
    """Take a document away, unless it was deposited or is being read or deposited."""
    version = None if if_match is None else preconditions.seen(if_match, None)
    documents.delete(service, who, document_id, version)


def _utc(name: str, moment: datetime | None) -> datetime | None:
    """A moment without a zone is one of UTC."""
    try:
        return moment and (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC))
    except OverflowError as error:
        raise InvalidRequest(f"{name} : une date entre 0001 et 9999 est attendue") from error
