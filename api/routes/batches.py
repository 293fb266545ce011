"""Batches: files that were sent together, and how far they are."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.auth import Who
from api.deps import ServiceIn
from models.operations import BatchPage
from models.service import BatchView
from worker import batches

router = APIRouter(prefix="/batches", tags=["batches"])


class NewBatch(BaseModel):
    """A batch to be made."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"name": "Factures de mars"}]}
    )

    name: str = Field("", max_length=batches.NAME_LENGTH)


@router.post("", status_code=201, summary="Crée un lot, où envoyer des fichiers")
def create(service: ServiceIn, who: Who, new: NewBatch) -> BatchView:
    """Upload files into it with `batch_id`, then follow it by `GET /batches/{id}` or by the events."""
    return batches.create(service, who, new.name)


@router.get("", summary="Liste les lots, les plus récents d'abord")
def page(
    service: ServiceIn,
    who: Who,
    limit: Annotated[int, Query(ge=1, le=batches.MOST)] = 50,
    cursor: Annotated[str | None, Query(max_length=100, description="`next` de la réponse précédente")] = None,
) -> BatchPage:
    """Batches with their documents counted by state."""
    return batches.page(service, who, limit=limit, cursor=cursor)


@router.get("/{batch_id}", summary="Dit où en est un lot")
def get(service: ServiceIn, who: Who, batch_id: str) -> BatchView:
    """`done` once nothing of the batch waits for the service; what is left is for a person."""
    return batches.get(service, who, batch_id)
