"""The published schema is that of the models."""

import jsonschema

from api.cli import schema
from tests.architecture.sources import ROOT

PUBLISHED = ROOT / "docs" / "extraction.schema.json"


def test_the_published_schema_is_current():
    hint = "run: prefacture schema > docs/extraction.schema.json"
    assert PUBLISHED.read_text(encoding="utf-8") == schema.text(), hint


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema.schema())


def test_every_description_is_of_something_that_exists():
    definitions = schema.schema()["$defs"]
    for model, described in schema.DESCRIPTIONS.items():
        assert set(described) <= set(definitions[model]["properties"])
