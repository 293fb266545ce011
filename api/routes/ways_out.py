"""Ways out: what can be done for an invoice that the platform sent back, suspended or rejected."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Response
from pydantic import Field

from api import preconditions
from api.auth import Who
from api.deps import DocumentId, ServiceIn
from models.service import DocumentView
from worker import replacing, ways_out
from worker.gateway import Routing

router = APIRouter(prefix="/documents/{document_id}", tags=["deposits"])

Identifier = Annotated[str, Field(max_length=36)]
Comment = Annotated[str | None, Field(max_length=2000, description="Un mot pour le destinataire.")]


class Recycling(preconditions.Versioned):
    """Where the invoice should have gone; what is left out stays as it was."""

    siret: str | None = Field(default=None, pattern=r"^\d{14}$", description="Le bon destinataire.")
    service_code: str | None = Field(default=None, max_length=100)
    engagement: str | None = Field(default=None, max_length=50)
    contract: str | None = Field(default=None, max_length=50)
    comment: Comment = None


class Completing(preconditions.Versioned):
    """What a suspended invoice lacked: attachments of the document, or a word, or both."""

    attachment_ids: Annotated[tuple[Identifier, ...], Field(max_length=100)] = ()
    comment: Comment = None


class Noting(preconditions.Versioned):
    """The version that was seen (or `If-Match`)."""


_RECYCLING = {
    "service": {
        "summary": "Un autre service du même destinataire",
        "value": {"version": 6, "service_code": "VOIRIE", "comment": "Adressée d'abord au mauvais service."},
    },
    "recipient": {
        "summary": "Un autre destinataire, et son engagement",
        "value": {"version": 6, "siret": "21350238800019", "engagement": "E26055358"},
    },
}
_COMPLETING = {
    "file": {
        "summary": "Une pièce jointe ajoutée au document, avec un mot",
        "value": {
            "version": 6,
            "attachment_ids": ["0b7c8a52-5a2f-4f0a-9f0e-3d2a6c1b9e77"],
            "comment": "Voici le bon de livraison signé.",
        },
    }
}
_NOTING = {"version": {"value": {"version": 6}}}


@router.post("/recycle", operation_id="recycle_document", summary="Recycler", response_model_exclude_none=True)
def recycle(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    response: Response,
    asked: Annotated[Recycling, Body(openapi_examples=_RECYCLING)],
    if_match: preconditions.IfMatch = None,
) -> DocumentView:
    """To the right recipient, service or engagement under the same number, where the recipient asked for that."""
    version = preconditions.seen(if_match, asked.version)
    routing = Routing(asked.siret, asked.service_code, asked.engagement, asked.contract, asked.comment)
    return _told(response, ways_out.recycle(service, who, document_id, version, routing))


@router.post("/complete", operation_id="complete_document", summary="Compléter", response_model_exclude_none=True)
def complete(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    response: Response,
    asked: Annotated[Completing, Body(openapi_examples=_COMPLETING)],
    if_match: preconditions.IfMatch = None,
) -> DocumentView:
    """What a suspended invoice lacked. A suspended invoice takes attachments again; those named here are sent."""
    version = preconditions.seen(if_match, asked.version)
    ids, comment = asked.attachment_ids, asked.comment
    found = ways_out.complete(service, who, document_id, version, attachment_ids=ids, comment=comment)
    return _told(response, found)


@router.post(
    "/acknowledge", operation_id="acknowledge_rejection", summary="Traiter un rejet", response_model_exclude_none=True
)
def acknowledge(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    response: Response,
    asked: Annotated[Noting | None, Body(openapi_examples=_NOTING)] = None,
    if_match: preconditions.IfMatch = None,
) -> DocumentView:
    """Tells the platform that the rejection was taken note of."""
    version = preconditions.seen(if_match, asked.version if asked else None)
    return _told(response, ways_out.acknowledge(service, who, document_id, version))


@router.post(
    "/replace",
    operation_id="replace_document",
    status_code=HTTPStatus.CREATED,
    summary="Refaire une facture rejetée",
    response_model_exclude_none=True,
)
def replace(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    response: Response,
    asked: Annotated[Noting | None, Body(openapi_examples=_NOTING)] = None,
    if_match: preconditions.IfMatch = None,
) -> DocumentView:
    """A new document with the same values and attachments, to be corrected and given a number of its own."""
    version = preconditions.seen(if_match, asked.version if asked else None)
    made = replacing.replace(service, who, document_id, version)
    response.headers["Location"] = f"/api/v1/documents/{made.id}"
    return _told(response, made)


def _told(response: Response, found: DocumentView) -> DocumentView:
    preconditions.tell(response, found.version)
    return found
