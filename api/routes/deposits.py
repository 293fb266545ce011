"""Deposits: asked for, followed, and certified once the platform has the invoice."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Path, Response
from pydantic import Field

from api import preconditions
from api.auth import Who
from api.deps import DocumentId, ServiceIn
from api.downloads import described, download
from models.output import Supplements
from models.service import DepositView
from worker import certificates, deposits

router = APIRouter(tags=["deposits"])

DepositId = Annotated[str, Path(max_length=36, description="Identifiant du dépôt.")]


class DepositRequest(preconditions.Versioned):
    """What is to be deposited: as which file, completed by what, paid on which account of the structure."""

    kind: Literal["facturx", "cii", "ubl", "chorus"] = "facturx"
    supplements: Supplements | None = None
    bank_account_id: Annotated[str | None, Field(max_length=36)] = None
    confirm_duplicate: bool = Field(default=False, description="Déposer bien qu'une autre facture semble être la même.")


_ASKED = {
    "plain": {"summary": "En Factur-X", "value": {"version": 4}},
    "completed": {
        "summary": "Avec les mentions légales et un compte choisi",
        "value": {
            "version": 4,
            "kind": "facturx",
            "supplements": {"billing_mode": "S1", "legal_notes": True},
            "bank_account_id": "0b7c8a52-5a2f-4f0a-9f0e-3d2a6c1b9e77",
        },
    },
}


@router.post(
    "/documents/{document_id}/deposit",
    operation_id="deposit_document",
    status_code=HTTPStatus.ACCEPTED,
    summary="Déposer",
)
def deposit(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    asked: Annotated[DepositRequest | None, Body(openapi_examples=_ASKED)] = None,
    if_match: preconditions.IfMatch = None,
) -> DepositView:
    """Noted before the answer, sent by a worker, never twice. 422 with `findings` where something forbids it."""
    wanted = asked or DepositRequest()
    return deposits.request(
        service,
        who,
        document_id,
        preconditions.seen(if_match, wanted.version),
        kind=wanted.kind,
        supplements=wanted.supplements,
        bank_account_id=wanted.bank_account_id,
        confirm_duplicate=wanted.confirm_duplicate,
    )


@router.get("/documents/{document_id}/deposits", operation_id="list_deposits", summary="Lire les dépôts")
def of(service: ServiceIn, who: Who, document_id: DocumentId) -> tuple[DepositView, ...]:
    """The deposits of a document, oldest first."""
    return deposits.of(service, who, document_id)


@router.get("/deposits/{deposit_id}/certificate", operation_id="get_certificate", summary="Lire le certificat de dépôt")
def certificate(service: ServiceIn, who: Who, deposit_id: DepositId) -> DepositView:
    """When, under which number, and the hash of what was deposited; 409 as long as the deposit is not done."""
    return certificates.certificate(service, who, deposit_id)


@router.get(
    "/deposits/{deposit_id}/certificate.pdf",
    operation_id="get_certificate_sheet",
    summary="Télécharger le certificat de dépôt",
    response_class=Response,
    responses=described("application/pdf", what="Le certificat, à imprimer ou à classer."),
)
def sheet(service: ServiceIn, who: Who, deposit_id: DepositId) -> Response:
    """The same on paper; 409 as long as the deposit is not done."""
    name, data = certificates.sheet(service, who, deposit_id)
    return download(data, name, "application/pdf")


@router.get(
    "/deposits/{deposit_id}/file",
    operation_id="get_deposited_file",
    summary="Télécharger le fichier déposé",
    response_class=Response,
    responses=described("application/pdf", "application/xml", what="Le fichier, octet pour octet."),
)
def sent(service: ServiceIn, who: Who, deposit_id: DepositId) -> Response:
    """What was sent to the platform, whose hash the certificate tells; 409 as long as it is not written."""
    file = certificates.sent_file(service, who, deposit_id)
    return download(file.data, file.name, file.media_type, {"ETag": f'"{file.sha256}"'})
