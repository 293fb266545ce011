"""The official descriptions of the interface, where they are beside the project; they are no part of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "chorus"
needed = pytest.mark.skipif(
    not (FOLDER / "factures.swagger.json").exists(), reason="the official swagger files are not beside the project"
)
PARTS = ("factures", "structures")

OF_SWAGGER = ("/cpro/factures/v1/", "/cpro/structures/v1/")
"""Where the operations stand that these files describe."""

NULLED = frozenset({"WsRetourDeposerPdfFacture"})
"""Answers whose required fields may be null, as those of the original are."""


@cache
def described(part: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{part}.swagger.json").read_text(encoding="utf-8"))


def operations() -> dict[str, tuple[str, str]]:
    """The part and the name of the answer of every operation, by its path."""
    found = {}
    for part in PARTS:
        for path, methods in described(part)["paths"].items():
            answer = methods["post"]["responses"]["200"]["schema"]["$ref"]
            found[described(part)["basePath"] + path] = (part, answer.rpartition("/")[2])
    return found


def definitions(part: str) -> dict[str, Any]:
    return described(part)["definitions"]


def faults(part: str, name: str, answer: object) -> list[str]:
    """What an answer has against the official definition of its name: types, values of lists, what is required."""
    schema = {"$ref": f"#/definitions/{name}", "definitions": {**definitions(part), name: _nulled(part, name)}}
    found = jsonschema.Draft4Validator(schema).iter_errors(answer)
    return [f"{'.'.join(map(str, one.absolute_path)) or name}: {one.message}" for one in found]


def _nulled(part: str, name: str) -> dict[str, Any]:
    """A definition; where the original itself sends null for what it requires, null is allowed."""
    definition = definitions(part)[name]
    if name not in NULLED:
        return definition
    allowed = {field: {"anyOf": [said, {"type": "null"}]} for field, said in definition["properties"].items()}
    return {**definition, "properties": allowed}
