"""The description of the API, OpenAPI 3.1: what the routes say of themselves, and what holds for all of them.

Every operation tells the problems that it may answer with; every body and answer has an example.

Source: https://spec.openapis.org/oas/v3.1.1
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api import problems
from api.examples import examples

VERSION = "1.0.0"
TITLE = "Prefacture"
DESCRIPTION = """\
Lit des factures françaises (PDF, scans, XML), les vérifie, les fait relire et les dépose.

**Se présenter** : `Authorization: Bearer <clé>` pour un programme, un cookie de session pour une personne.

**Envoyer un fichier** : `POST /api/v1/documents` ; la réponse est donnée une fois le fichier enregistré. Le même
fichier envoyé deux fois ne compte qu'une fois ; `Idempotency-Key` rend la première réponse à qui répète sa demande.

**Corriger** : `PATCH /api/v1/documents/{id}` avec la version lue (`If-Match`) ; si quelqu'un d'autre a modifié le
document entre-temps, la réponse est 409 et dit la version actuelle.

**Refus** : toujours `application/problem+json`, avec un `code` stable et un `detail` qui dit quoi faire.
"""
TAGS = (
    ("documents", "Factures : envoyer, chercher, lire, corriger."),
    ("exports", "Factures dans un format d'échange."),
    ("deposits", "Dépôt d'une facture, son certificat."),
    ("pièces jointes", "Fichiers qui accompagnent une facture."),
    ("relectures", "Documents relus par le moteur d'aujourd'hui, montrés puis appliqués."),
    ("batches", "Fichiers envoyés ensemble, et où ils en sont."),
    ("events", "Ce qui arrive, au fil de l'eau."),
    ("webhooks", "Adresses prévenues de ce qui arrive."),
    ("structure", "Réglages, services et comptes de la structure."),
    ("annuaire", "Destinataires publics."),
    ("session", "Se connecter, choisir sa structure."),
    ("clés", "Clés des programmes."),
    ("membres", "Qui fait partie de la structure, et avec quel rôle."),
    ("journal", "Qui a fait quoi."),
    ("statistiques", "Chiffres de la structure sur une période."),
    ("operations", "Santé et chiffres du service."),
)
_EVERYWHERE = (400, 401, 403, 404, 405, 409, 413, 422, 428, 429, 500, 503)
_OPEN = (400, 405, 413, 422, 429, 500, 503)


def operation_id(route: APIRoute) -> str:
    """The name of an operation that has none of its own: its module and function, whatever its address becomes."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"


def describe(app: FastAPI) -> dict[str, Any]:
    """The description; made once, kept by the application."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=TITLE,
            version=VERSION,
            description=DESCRIPTION,
            routes=app.routes,
            tags=[{"name": name, "description": text} for name, text in TAGS],
        )
        _tell_problems(schema)
        _show_examples(schema)
        app.openapi_schema = schema
    return app.openapi_schema


def _tell_problems(schema: dict[str, Any]) -> None:
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    made = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, definition in made.pop("$defs", {}).items():
        components.setdefault(name, definition)
    components["HttpProblem"] = {**made, "title": "HttpProblem"}
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    for path in schema.get("paths", {}).values():
        for operation in path.values():
            responses = operation["responses"]
            own = {status for status, told in responses.items() if "HTTPValidationError" not in str(told)}
            for status in _EVERYWHERE:
                if str(status) not in own:
                    responses[str(status)] = _problem(status)


def _show_examples(schema: dict[str, Any]) -> None:
    """Where a route shows none of its own, the example of what it answers with."""
    for path in schema["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                for media_type, told in answer.get("content", {}).items():
                    if "json" in media_type and not told.keys() & {"example", "examples"}:
                        example = _example(told.get("schema", {}))
                        if example is not None:
                            told["example"] = example


def _example(schema: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if schema.get("type") == "array":
        one = _example(schema.get("items", {}))
        return None if one is None else [one]
    return examples().get(schema.get("$ref", "").rpartition("/")[2])


def _problem(status: int) -> dict[str, Any]:
    code = next((code for code, known in problems.STATUSES.items() if known == status), "invalid_request")
    example = {
        "type": problems.TYPE + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": "Ce qui ne va pas, et ce qu'il faut faire.",
        "detail_en": "What is wrong, and what to do.",
        "instance": "/api/v1/documents",
        "request_id": "6f1c2d3e-8a51-4f0e-9a55-0d7e0c0f4a11",
    }
    content = {"schema": {"$ref": "#/components/schemas/HttpProblem"}, "example": example}
    return {"description": HTTPStatus(status).phrase, "content": {problems.MEDIA_TYPE: content}}
