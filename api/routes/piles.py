"""The stack as a person works through it: how much lies in each pile, and what comes next after a document."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.asked import Asked
from api.auth import Who
from api.deps import DocumentId, ServiceIn
from models.piles import Neighbours, PileCounts
from worker import neighbours

router = APIRouter(tags=["documents"])


@router.get("/piles", operation_id="count_piles", summary="Compter les documents par pile")
def counted(service: ServiceIn, who: Who, asked: Annotated[Asked, Query()]) -> PileCounts:
    """Of the documents that are asked for, whatever `pile` says; one may lie in several."""
    return neighbours.counts(service, who, asked.filters)


@router.get(
    "/documents/{document_id}/neighbours", operation_id="get_neighbours", summary="Lire le suivant et le précédent"
)
def beside(service: ServiceIn, who: Who, document_id: DocumentId, asked: Annotated[Asked, Query()]) -> Neighbours:
    """In the list that is asked for; the document itself need not be of it any more, as once it is approved."""
    return neighbours.of(service, who, document_id, asked.filters, asked.sort)
