"""Presence: who has which document open, told by the pages that show one."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from api.auth import Who
from api.deps import DocumentId, ServiceIn
from models.piles import Presence
from worker import presence

router = APIRouter(tags=["documents"])


@router.get("/presence", operation_id="list_presence", summary="Lire qui a quel document sous les yeux")
def of(service: ServiceIn, who: Who) -> Presence:
    """Those who have said so less than a minute ago, of the caller's structure."""
    return presence.of(service, who)


@router.put(
    "/documents/{document_id}/presence", operation_id="tell_presence", summary="Dire qu'on a un document sous les yeux"
)
def here(service: ServiceIn, who: Who, document_id: DocumentId) -> Presence:
    """Said again every 20 seconds; the answer tells who else has it open."""
    return presence.here(service, who, document_id)


@router.delete(
    "/documents/{document_id}/presence",
    operation_id="end_presence",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Dire qu'on a refermé un document",
)
def gone(service: ServiceIn, who: Who, document_id: DocumentId) -> None:
    """Else it is known after a minute."""
    presence.gone(service, who, document_id)
