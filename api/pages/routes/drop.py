"""Files dropped: sent by the page's script to the API, ten at a time, and followed until they are read."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from api.deps import ServiceIn
from api.pages import language, rendering
from api.pages.visitors import Looking
from worker import events

router = APIRouter(include_in_schema=False)

_SCRIPTS: Final = "drop."
ACCEPTED: Final = (
    ".pdf,.png,.jpg,.jpeg,.tif,.tiff,.heic,.heif,.webp,.bmp,.gif,.xml,.zip,.tar,.gz,.tgz,application/pdf,image/*,"
    "application/xml,text/xml,application/zip"
)
"""A hint to the browser's dialogue: what a file is, is told from its first bytes."""


@router.get("/deposer")
def drop(request: Request, service: ServiceIn, visitor: Looking) -> Response:
    """The place to drop files on."""
    spoken = language.of(request)
    told = {**language.words("fr"), **language.words(spoken)}
    settings = service.settings
    return rendering.page(
        request,
        "drop.html",
        visitor,
        accepted=ACCEPTED,
        words={name: text for name, text in told.items() if name.startswith(_SCRIPTS)},
        limits={"bytes": settings.max_upload_bytes, "last": events.last(service, visitor.principal)},
        megabytes=settings.max_upload_bytes // 1024**2,
    )
