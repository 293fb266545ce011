"""Requests and answers held against the official OpenAPI files of XP Z12-013, where they are beside the repository.

Names that the files do not know are faults too: their schemas forbid none, so each is closed here first.
"""

import json
import re
from copy import deepcopy
from datetime import datetime
from email.parser import BytesParser
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import pytest
from jsonschema import Draft202012Validator, FormatChecker

FOLDER = Path(__file__).parents[2] / "shared" / "afnor"
FILES = {
    "/flow-service": "flow-service-1.3.0.openapi.json",
    "/directory-service": "directory-service-1.3.0.openapi.json",
}
checker = FormatChecker(formats=())


@checker.checks("date-time", raises=ValueError)
def moment(told):
    return not isinstance(told, str) or datetime.fromisoformat(told).tzinfo is not None


def needed():
    """Skip the test where the official files are absent."""
    if not FOLDER.is_dir():
        pytest.skip("the OpenAPI files of XP Z12-013 are not beside the repository")


def check_all(platform):
    """All that passed over a platform's wire, where the files are there."""
    if FOLDER.is_dir():
        for exchange in platform.exchanges:
            check(exchange)


def check(exchange):
    """Raise AssertionError where a request or its answer is not as the files have it."""
    service = next((name for name in FILES if exchange.path.startswith(name)), None)
    if service is None:
        return
    contract = Contract.of(service)
    path = exchange.path.removeprefix(service)
    template, operation = contract.operation(exchange.method, path)
    where = f"{exchange.method} {template}"
    contract.check_query(where, operation, exchange.query)
    if exchange.asked:
        contract.check_request(where, operation, exchange)
    if not exchange.spoiled and exchange.status != 401:  # a fault is no answer of the platform
        contract.check_answer(where, operation, exchange)


class Contract:
    """One of the two files."""

    def __init__(self, name):
        self.spec = json.loads((FOLDER / FILES[name]).read_text(encoding="utf-8"))
        self.components = deepcopy(self.spec["components"])
        schemas = self.components["schemas"]
        if "ReasonCode" in schemas:  # "one of" a list and any text holds for no word of the list
            schemas["ReasonCode"]["anyOf"] = schemas["ReasonCode"].pop("oneOf")
        parts = set(
            re.findall(r"#/components/schemas/(\w+)", json.dumps([one.get("allOf") for one in schemas.values()]))
        )
        for title, schema in schemas.items():
            if title not in parts and ("properties" in schema or "allOf" in schema):
                schema["unevaluatedProperties"] = False

    @staticmethod
    @cache
    def of(name):
        return Contract(name)

    def operation(self, method, path):
        for template, operations in self.spec["paths"].items():
            pattern = re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and method.lower() in operations and not self.literal(template, path):
                return template, operations[method.lower()]
        raise AssertionError(f"no operation {method} {path}")

    def literal(self, template, path):
        """Whether another path without placeholders is meant."""
        return "{" in template and path in self.spec["paths"]

    def resolved(self, node):
        while "$ref" in node:
            node = self.spec["components"][node["$ref"].split("/")[2]][node["$ref"].split("/")[3]]
        return node

    def validate(self, where, schema, value):
        if set(schema) == {"$ref"} and "enum" not in self.resolved(schema):
            schema = {**schema, "unevaluatedProperties": False}
        whole = {**schema, "components": self.components}
        faults = [fault.message for fault in Draft202012Validator(whole, format_checker=checker).iter_errors(value)]
        assert not faults, (where, faults, value)

    def check_query(self, where, operation, query):
        known = {
            one["name"]: one for one in map(self.resolved, operation.get("parameters", [])) if one["in"] == "query"
        }
        for name, value in parse_qsl(unquote(query)):
            assert name in known, (where, name)
            schema = known[name]["schema"]
            self.validate(where, schema, value.split(",") if schema.get("type") == "array" else value)

    def check_request(self, where, operation, exchange):
        content = self.resolved(operation["requestBody"])["content"]
        media = exchange.media.partition(";")[0]
        assert media in content, (where, media)
        schema = content[media]["schema"]
        if media == "application/json":
            self.validate(where, schema, json.loads(exchange.asked))
            return
        parts = multipart(exchange)
        assert set(parts) == set(schema["required"]) == {"flowInfo", "file"}, (where, set(parts))
        assert parts["flowInfo"][0] == content[media]["encoding"]["flowInfo"]["contentType"]
        assert parts["file"][0] in content[media]["encoding"]["file"]["contentType"].split(", ")
        self.validate(where, schema["properties"]["flowInfo"], json.loads(parts["flowInfo"][1]))

    def check_answer(self, where, operation, exchange):
        assert str(exchange.status) in operation["responses"], (where, exchange.status)
        content = self.resolved(operation["responses"][str(exchange.status)]).get("content", {})
        media = exchange.answer_media.partition(";")[0]
        assert media in content, (where, exchange.status, media)
        if "schema" in content[media]:
            self.validate(f"{where} {exchange.status}", content[media]["schema"], json.loads(exchange.answer))


def multipart(exchange):
    """The parts of a form by name: media type and content."""
    head = f"Content-Type: {exchange.media}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + exchange.asked)
    return {
        part.get_param("name", header="Content-Disposition"): (part.get_content_type(), part.get_payload(decode=True))
        for part in message.get_payload()
    }
