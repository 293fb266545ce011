"""How a file is split into invoices: all its pages in frames, whose boundaries a person moves and confirms."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from api.deps import DocumentId, ServiceIn
from api.pages import language, rendering
from api.pages.visitors import Looking
from models.lifecycle import State
from worker import documents

router = APIRouter(include_in_schema=False)

_SCRIPTS: Final = "split."
_WAITING: Final = frozenset({State.RECEIVED, State.READING})


@router.get("/factures/{document_id}/decoupage")
def split(request: Request, service: ServiceIn, visitor: Looking, document_id: DocumentId) -> Response:
    """The page; its script asks for the pages of the file, which may take a moment."""
    found = documents.get(service, visitor.principal, document_id)
    spoken = language.of(request)
    told = {**language.words("fr"), **language.words(spoken)}
    return rendering.page(
        request,
        "split.html",
        visitor,
        document=found,
        asked={"id": found.id, "waiting": found.state in _WAITING},
        words={name: text for name, text in told.items() if name.startswith(_SCRIPTS)},
    )
