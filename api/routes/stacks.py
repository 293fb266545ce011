"""Files that hold several invoices: how each is split, and what a person says about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Response
from pydantic import Field

from api import preconditions
from api.auth import Who
from api.deps import DocumentId, ServiceIn
from models.split import SplitView, Start
from worker import stacks

router = APIRouter(prefix="/documents/{document_id}/split", tags=["documents"])

MOST_PARTS = 10_000


class Boundaries(preconditions.Versioned):
    """Where the parts of a file begin and what they are, and the version that was seen (or `If-Match`)."""

    starts: tuple[Start, ...] = Field(min_length=1, max_length=MOST_PARTS)


_STARTS = {
    "two": {
        "summary": "Deux factures, un bon de livraison entre elles",
        "value": {
            "version": 1,
            "starts": [
                {"page": 1, "kind": "invoice"},
                {"page": 3, "kind": "delivery_note"},
                {"page": 4, "kind": "invoice"},
            ],
        },
    }
}


@router.get("", operation_id="get_split", summary="Lire le découpage", response_model_exclude_none=True)
def get(service: ServiceIn, who: Who, document_id: DocumentId, response: Response) -> SplitView:
    """Every page of the file and the parts they make, each boundary with its confidence and its reasons (`signs`)."""
    found = stacks.get(service, who, document_id)
    preconditions.tell(response, found.version)
    return found


@router.put("", operation_id="put_split", summary="Changer le découpage", response_model_exclude_none=True)
def put(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    wanted: Annotated[Boundaries, Body(openapi_examples=_STARTS)],
    response: Response,
    if_match: preconditions.IfMatch = None,
) -> SplitView:
    """Invoices on other pages than before are read from their pages, the others keep their corrections.

    409 where somebody else was faster, or where an invoice that was deposited would change. The same again is no
    change.
    """
    version = preconditions.seen(if_match, wanted.version)
    found = stacks.put(service, who, document_id, version, wanted.starts)
    preconditions.tell(response, found.version)
    return found
