"""Pictures of a document's pages, to show beside what was read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from api.auth import Who
from api.deps import DocumentId, ServiceIn
from api.downloads import described
from api.preconditions import LARGEST
from worker import page_images

router = APIRouter(prefix="/documents/{document_id}/pages", tags=["documents"])

_KEPT = "private, max-age=86400, immutable"  # a file never changes; whether a caller may see it can


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
    page: Annotated[int, Path(ge=1, le=LARGEST, description="Numéro de la page, à partir de 1.")],
    width: Annotated[
        int,
        Query(
            ge=page_images.NARROWEST,
            le=page_images.WIDEST,
            description="Largeur en pixels, arrondie à la centaine supérieure ; une image n'est jamais agrandie.",
        ),
    ] = 1200,
    if_none_match: Annotated[str | None, Header(description="ETag d'une image déjà reçue.")] = None,
) -> Response:
    """Boxes of fields are in points of this picture's page: multiply them by its width over the page's."""
    found = page_images.page_image(service, who, document_id, page, width)
    headers = {"ETag": f'"{found.tag}"', "Cache-Control": _KEPT, "X-Content-Type-Options": "nosniff"}
    if if_none_match is not None and found.tag in if_none_match:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(found.data, media_type="image/png", headers=headers)
