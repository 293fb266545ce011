"""Attachments: files that go with an invoice, under the platform's rules on names, types and sizes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Form, Path, Response, UploadFile

from api.auth import Who
from api.deps import DocumentId, ServiceIn
from api.downloads import described, download
from models.service import AttachmentView
from worker import attachments

router = APIRouter(prefix="/documents/{document_id}/attachments", tags=["pièces jointes"])

AttachmentId = Annotated[str, Path(max_length=36, description="Identifiant de la pièce jointe.")]
_KINDS = ", ".join(sorted(attachments.TYPES))


@router.post(
    "",
    operation_id="attach_file",
    status_code=HTTPStatus.CREATED,
    summary="Joindre un fichier à une facture",
    response_description="La pièce jointe, enregistrée.",
)
def attach(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    response: Response,
    file: Annotated[
        UploadFile, File(description=f"10 Mo au plus, nom de 50 caractères au plus avec son extension : {_KINDS}.")
    ],
    designation: Annotated[
        str, Form(max_length=attachments.DESIGNATION_LENGTH, description="Ce qu'est le fichier, par exemple « Devis ».")
    ] = "",
) -> AttachmentView:
    """Until the invoice is deposited. Names are unique in a document; invoice and attachments have 120 MB at most."""
    enclosure = attachments.Enclosure(file.filename or "", file.file, designation)
    view = attachments.attach(service, who, document_id, enclosure)
    response.headers["Location"] = f"/api/v1/documents/{document_id}/attachments/{view.id}"
    return view


@router.get("", operation_id="list_attachments", summary="Lister les pièces jointes d'une facture")
def listed(service: ServiceIn, who: Who, document_id: DocumentId) -> tuple[AttachmentView, ...]:
    """Oldest first."""
    return attachments.of(service, who, document_id)


@router.get(
    "/{attachment_id}",
    operation_id="get_attachment",
    summary="Télécharger une pièce jointe",
    response_class=Response,
    responses=described(*sorted(set(attachments.TYPES.values())), what="Le fichier tel qu'il a été envoyé."),
)
def content(service: ServiceIn, who: Who, document_id: DocumentId, attachment_id: AttachmentId) -> Response:
    """The file as it came, to be saved."""
    view, data = attachments.content(service, who, document_id, attachment_id)
    return download(data, view.name, view.media_type, {"ETag": f'"{view.sha256}"'})


@router.delete(
    "/{attachment_id}",
    operation_id="detach_file",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Retirer une pièce jointe",
)
def detach(service: ServiceIn, who: Who, document_id: DocumentId, attachment_id: AttachmentId) -> None:
    """Until the invoice is deposited; the history keeps its name and hash."""
    attachments.detach(service, who, document_id, attachment_id)
