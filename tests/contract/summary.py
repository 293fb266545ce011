"""What the answers of the interface are made of, taken from our own models: every object, its fields and their types.

    python -m tests.contract.summary > tests/contract/answers.json

The file is kept so that a change of an answer is seen; it is made of this program's models and of nothing else.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from api.chorus import objects
from api.chorus.protocol import Asked, Told

KEPT = Path(__file__).with_name("answers.json")


def modules() -> Iterator[str]:
    """The modules that hold objects of the interface."""
    return (f"{objects.__name__}.{one.name}" for one in pkgutil.iter_modules(objects.__path__))


def models(kind: type[BaseModel]) -> dict[str, dict[str, type[BaseModel]]]:
    """Objects of a kind by the module that defines them and by their names."""
    found: dict[str, dict[str, type[BaseModel]]] = {}
    for name in modules():
        defined = vars(importlib.import_module(name)).values()
        own = {
            one.__name__: one
            for one in defined
            if isinstance(one, type) and issubclass(one, kind) and one.__module__ == name
        }
        if own:
            found[name.rpartition(".")[2]] = own
    return found


def answers() -> dict[str, dict[str, type[BaseModel]]]:
    return models(Told)


def requests() -> dict[str, dict[str, type[BaseModel]]]:
    return models(Asked)


def fields(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    """The fields of an object, each as JSON Schema says it; references name the object."""
    return dict(model.model_json_schema().get("properties", {}))


def said(field: dict[str, Any]) -> str:
    """A type in short.

    >>> said({"anyOf": [{"type": "array", "items": {"$ref": "#/$defs/Ligne"}}, {"type": "null"}]})
    '[Ligne] | null'
    """
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " | ".join(said(one) for one in field["anyOf"])
    if "enum" in field or "const" in field:
        return " | ".join(json.dumps(one) for one in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return (
            f"[{said(field['items'])}]" if "items" in field else "[" + ", ".join(map(said, field["prefixItems"])) + "]"
        )
    if field.get("type") == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"{{name: {said(field['additionalProperties'])}}}"
    return str(field.get("type", "any"))


def summary() -> dict[str, dict[str, dict[str, str]]]:
    return {
        module: {
            name: {field: said(what) for field, what in fields(model).items()} for name, model in sorted(found.items())
        }
        for module, found in sorted(answers().items())
    }


def text() -> str:
    return json.dumps(summary(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
