"""A document's pages, to show beside what was read: their pictures, their words, and what a part of one says."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.auth import Who
from api.deps import DocumentId, ServiceIn
from api.downloads import described
from api.preconditions import LARGEST
from models.pages import PageList, PageWords, RegionText
from worker import page_images, pages

router = APIRouter(prefix="/documents/{document_id}/pages", tags=["documents"])

_KEPT = "private, max-age=86400, immutable"  # a file never changes; whether a caller may see it can
_FAR = 1e5
"""Points: more than any page measures."""

PageNumber = Annotated[int, Path(ge=1, le=LARGEST, description="Numéro de la page, à partir de 1.")]
Seen = Annotated[str | None, Header(description="ETag d'une réponse déjà reçue.")]
Point = Annotated[float, Field(ge=-_FAR, le=_FAR, allow_inf_nan=False)]


class Area(BaseModel):
    """A part of a page: left, top, right and bottom edges, in points of the page shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bbox: tuple[Point, Point, Point, Point]


_AREA = {"area": {"summary": "Une zone de la page", "value": {"bbox": [412.0, 85.0, 490.0, 102.0]}}}


@router.get("", operation_id="list_pages", summary="Lister les pages")
def list_pages(*, service: ServiceIn, who: Who, document_id: DocumentId) -> PageList:
    """Every page of the file with its size in points, and whether it has text or is a scan; none of an XML invoice."""
    return pages.pages(service, who, document_id)


@router.get(
    "/{page}.png",
    operation_id="get_page_image",
    summary="Voir une page",
    response_class=Response,
    responses={**described("image/png", what="La page telle qu'elle a été lue, droite et à l'endroit."),
               304: {"description": "La page n'a pas changé."}},
)  # fmt: skip
def page_image(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    page: PageNumber,
    width: Annotated[
        int,
        Query(
            ge=page_images.NARROWEST,
            le=page_images.WIDEST,
            description="Largeur en pixels, arrondie à la centaine supérieure ; une image n'est jamais agrandie.",
        ),
    ] = 1200,
    if_none_match: Seen = None,
) -> Response:
    """Boxes of fields are in points of this picture's page: multiply them by its width over the page's."""
    found = page_images.page_image(service, who, document_id, page, width)
    return _unchanging(found.data, "image/png", found.tag, if_none_match)


@router.get(
    "/{page}/words",
    operation_id="get_page_words",
    summary="Lire les mots d'une page",
    response_model=PageWords,
    responses={304: {"description": "La page n'a pas changé."}},
)
def page_words(
    *, service: ServiceIn, who: Who, document_id: DocumentId, page: PageNumber, if_none_match: Seen = None
) -> Response:
    """Every word with its box, as the engine read it, in reading order. Boxes are in points of the page shown."""
    found, tag = pages.words(service, who, document_id, page)
    return _unchanging(found.model_dump_json().encode(), "application/json", tag, if_none_match)


@router.post("/{page}/text", operation_id="read_page_area", summary="Lire une zone d'une page")
def page_text(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    page: PageNumber,
    area: Annotated[Area, Body(openapi_examples=_AREA)],
) -> RegionText:
    """What stands there, read by OCR now: where the page has no words. Half of a page at most; nothing is changed."""
    return pages.text_at(service, who, document_id, page, area.bbox)


def _unchanging(data: bytes, media_type: str, tag: str, seen: str | None) -> Response:
    """What never changes while its address is the same, or that it has not."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": _KEPT, "X-Content-Type-Options": "nosniff"}
    if seen is not None and tag in seen:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(data, media_type=media_type, headers=headers)
