import io
import json

import jsonschema
import pytest

from api.cli.errors import MissingFile
from api.cli.formats import Format
from api.cli.printing import Printer
from api.cli.schema import schema
from api.cli.work import Line
from tests.unit.api.cli.invoices import EXTRACTION

INVOICE = Line(EXTRACTION.to_json())
ERROR = Line.of(MissingFile("absent.pdf", "n'existe pas"))


def printed(format_, *lines):
    out = io.StringIO()
    printer = Printer(out, format_)
    for line in lines:
        printer.put(line)
    printer.close()
    return out.getvalue()


def test_jsonl_is_one_object_per_line_and_follows_the_schema():
    rows = [json.loads(row) for row in printed(Format.JSONL, INVOICE, ERROR).splitlines()]
    validator = jsonschema.Draft202012Validator(schema())
    for row in rows:
        validator.validate(row)
    assert [row["source"] for row in rows] == ["facture-2026-118.pdf", "absent.pdf"]
    assert rows[1]["error"]["code"] == "file_not_found"


@pytest.mark.parametrize("lines", [(), (INVOICE,), (INVOICE, ERROR)])
def test_json_is_one_array(lines):
    assert json.loads(printed(Format.JSON, *lines)) == [json.loads(line.text) for line in lines]


def test_the_schema_refuses_an_unknown_field_and_a_null():
    validator = jsonschema.Draft202012Validator(schema())
    line = json.loads(INVOICE.text)
    line["fields"]["colour"] = line["fields"]["iban"]
    assert not validator.is_valid(line)
    line = json.loads(INVOICE.text)
    line["fields"]["iban"]["provenance"] = None
    assert not validator.is_valid(line)


def test_an_error_is_a_sentence_in_the_table():
    assert printed(Format.TABLE, ERROR).startswith("✗ absent.pdf : Ce fichier ne peut pas être ouvert")


def test_nothing_read_prints_no_table():
    assert printed(Format.TABLE) == ""
