"""Documents as files of an exchange format, to take away."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth import Who
from api.deps import DocumentId, ServiceIn
from api.downloads import described, download
from api.examples import examples
from models.output import Supplements
from worker import exports

router = APIRouter(prefix="/documents/{document_id}", tags=["exports"])


class Format(StrEnum):
    """What a document can be taken away as; `csv_lines` has a row per line of the invoice."""

    JSON = "json"
    CII = "cii"
    UBL = "ubl"
    FACTURX = "facturx"
    CHORUS = "chorus"
    CSV = "csv"
    CSV_LINES = "csv_lines"
    XLSX = "xlsx"


_FILES = described(
    *dict.fromkeys(kind.partition(";")[0] for kind in exports.TYPES.values()),
    what="La facture dans le format demandé ; `X-Draft: true` si c'est un brouillon.",
)
_FILES[200]["content"]["application/json"]["example"] = examples()["DocumentView"]["extraction"]


@router.get("/export", operation_id="export_document", summary="Exporter", response_class=Response, responses=_FILES)
def export(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    kind: Annotated[Format, Query(alias="format", description="Format du fichier.")] = Format.JSON,
    draft: Annotated[bool, Query(description="Écrire même incomplet, marqué comme brouillon.")] = False,
    billing_mode: Annotated[
        str | None,
        Query(pattern="^[A-Z][0-9]$", description="Cadre de facturation, s'il n'est pas imprimé : S1, B1, M1."),
    ] = None,
    legal_notes: Annotated[bool, Query(description="Ajouter les mentions légales qui manquent.")] = False,
) -> Response:
    """422 with `findings` where the invoice lacks something that the format demands, unless a draft will do."""
    supplements = Supplements(billing_mode=billing_mode, legal_notes=legal_notes)
    file = exports.export(service, who, document_id, kind.value, draft=draft, supplements=supplements)
    return download(file.data, file.name, file.media_type, {"X-Draft": str(file.draft).lower()})
