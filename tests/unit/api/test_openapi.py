"""The description of the API is whole: every operation is named, told and shown, in words that hold."""

from __future__ import annotations

import jsonschema
import pytest

from api.app import create_app
from api.openapi import TAGS
from tests.worker_kit import make_service


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    service = make_service(tmp_path_factory.mktemp("openapi"))
    yield create_app(service).openapi()
    service.close()


def operations(schema):
    return [
        (f"{method} {address}", operation)
        for address, path in schema["paths"].items()
        for method, operation in path.items()
    ]


def shown(told, components):
    """The examples of a body or an answer: its own, else its schema's."""
    of_schema = components.get(told["schema"].get("$ref", "").rpartition("/")[2], {})
    for source in (told, of_schema):
        if "example" in source:
            return [source["example"]]
        if "examples" in source:
            given = source["examples"]
            return [one["value"] for one in given.values()] if isinstance(given, dict) else given
    return []


def test_it_is_openapi_3_1(schema):
    assert schema["openapi"].startswith("3.1")


def test_every_operation_has_a_name_of_its_own_and_a_summary(schema):
    names = [operation["operationId"] for _, operation in operations(schema)]
    assert len(names) == len(set(names))
    assert [name for name, operation in operations(schema) if not operation.get("summary")] == []


def test_every_tag_is_explained_and_used(schema):
    used = {tag for _, operation in operations(schema) for tag in operation.get("tags", ["none"])}
    assert used == {name for name, _ in TAGS}


def test_every_refusal_is_a_problem(schema):
    for name, operation in operations(schema):
        for status in ("422", "500"):
            content = operation["responses"][status]["content"]
            assert "application/problem+json" in content or "HTTPValidationError" not in str(content), name


def test_every_json_body_and_answer_has_an_example_that_holds(schema):
    bare, wrong = [], []
    for name, operation in operations(schema):
        told = [("body", operation["requestBody"])] if "requestBody" in operation else []
        for part, one in told + list(operation["responses"].items()):
            for media_type, content in one.get("content", {}).items():
                if "json" not in media_type or content.get("schema", {}).get("format") == "binary":
                    continue
                examples = shown(content, schema["components"]["schemas"])
                if not examples:
                    bare.append((name, part))
                whole = {**content["schema"], "components": schema["components"]}
                wrong += [
                    (name, part, error.message)
                    for example in examples
                    for error in jsonschema.Draft202012Validator(whole).iter_errors(example)
                ]
    assert bare == []
    assert wrong == []


def test_no_schema_is_named_after_the_module_it_comes_from(schema):
    assert [name for name in schema["components"]["schemas"] if "__" in name] == []
