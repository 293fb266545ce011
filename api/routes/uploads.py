"""Files sent in: one or many per request, stored before the answer is given."""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from api import problems
from api.auth import Who
from api.deps import ServiceIn
from models.service_errors import InvalidRequest
from models.upload import Receipt
from worker.uploads import Upload, Wish, receive_all

router = APIRouter(tags=["documents"])

FIELDS = 8
"""Parts of a form beside its files."""

_FLAGS = MappingProxyType({"true": True, "1": True, "on": True, "false": False, "0": False, "": False})

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "format": "binary"},
                            "description": "PDF, images, factures XML, archives ZIP ou tar.gz.",
                        },
                        "batch": {"type": "string", "maxLength": 200, "description": "Nom d'un nouveau lot."},
                        "batch_id": {"type": "string", "maxLength": 36, "description": "Lot existant."},
                        "stack": {
                            "type": "boolean",
                            "default": False,
                            "description": "Plusieurs factures par fichier (pile numérisée) : chacune devient un "
                            "document, et le découpage proposé se revoit.",
                        },
                    },
                },
                "encoding": {"files": {"contentType": "application/pdf, image/*, application/xml, application/zip"}},
                "example": {"files": ["facture-118.pdf"], "batch": "Courrier du 12 mars"},
            }
        },
    }
}


@router.post(
    "/documents",
    operation_id="upload_documents",
    status_code=HTTPStatus.CREATED,
    response_model=Receipt,
    summary="Envoyer un ou plusieurs fichiers",
    responses={200: {"model": Receipt, "description": "Tous ces fichiers étaient déjà là."}},
    openapi_extra=_FORM,
)
async def upload(
    request: Request,
    service: ServiceIn,
    who: Who,
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=200, description="Répétée, rend la première réponse.")
    ] = None,
) -> Response:
    """Each file is stored and noted before the answer; `files` tells what became of each, in their order."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise InvalidRequest("envoyez les fichiers en multipart/form-data, dans le champ « files »")
    async with request.form(max_files=service.settings.max_files_per_upload, max_fields=FIELDS) as form:
        uploads = [Upload(file.filename or "", file.file) for file in _files(form)]
        wish = Wish(
            batch_id=_text(form, "batch_id") or None,
            batch=_text(form, "batch"),
            key=idempotency_key,
            stack=_flag(form, "stack"),
        )
        receipt = await run_in_threadpool(receive_all, service, who, uploads, wish)
    return _all_refused(request, receipt) if receipt.refused else _answer(request, receipt)


def _answer(request: Request, receipt: Receipt) -> Response:
    """The receipt as it is: written once, where the framework would check it again."""
    first = receipt.files[0].document if len(receipt.files) == 1 else None
    return Response(
        receipt.model_dump_json(),
        HTTPStatus.CREATED if receipt.created else HTTPStatus.OK,
        {"Location": f"{request.url.path}/{first.id}"} if first else None,
        media_type="application/json",
    )


def _files(form: FormData) -> list[UploadFile]:
    given = [value for name, value in form.multi_items() if name in {"files", "file", "files[]"}]
    files = [value for value in given if isinstance(value, UploadFile)]
    if len(files) != len(given):
        raise InvalidRequest("champ « files » : chaque fichier est envoyé avec un nom (filename)")
    return files


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        raise InvalidRequest(f"champ « {name} » : un texte est attendu")
    return value.strip()


def _flag(form: FormData, name: str) -> bool:
    value = _text(form, name).lower()
    if value not in _FLAGS:
        raise InvalidRequest(f"champ « {name} » : true ou false est attendu")
    return _FLAGS[value]


def _all_refused(request: Request, receipt: Receipt) -> Response:
    told = [(file.name, file.problem.message) for file in receipt.files if file.problem]
    errors = tuple(problems.FieldError(field=name, message=message.fr, message_en=message.en) for name, message in told)
    first = told[0][1]
    return problems.answer(request, "invalid_request", first.fr, first.en, errors=errors)
