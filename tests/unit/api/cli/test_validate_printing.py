"""Reports as JSON, as one array, and summed up for a person."""

import io
import json

import pytest

from api.cli.errors import MissingFile
from api.cli.formats import Format
from api.cli.validate import to_json
from api.cli.validate_printing import ReportPrinter
from api.cli.work import Line
from models.finding import Finding, Message, Severity
from models.validation import Layer, LayerName, LayerState, ValidationReport


def report(source="a.xml", state=LayerState.PASSED, message="Faux."):
    findings = ()
    if state is LayerState.FAILED:
        told = Message(fr=message, en="Wrong.")
        findings = (Finding(rule="BR-02", severity=Severity.BLOCKING, message=told, reference="N"),)
    return ValidationReport(
        source=source, sha256="0" * 64, layers=(Layer(name=LayerName.FILE, state=state, findings=findings),)
    )


def line(**more):
    return Line(to_json(report(**more)))


def printed(*lines, how=Format.TABLE, language="fr"):
    out = io.StringIO()
    printer = ReportPrinter(out, how, language)
    printer.prepare()
    for one in lines:
        printer.put(one)
    printer.close()
    return out.getvalue()


def test_json_is_the_report_and_its_verdict():
    shape = json.loads(line().text)
    assert shape.pop("verdict") == "valid"
    assert ValidationReport.model_validate(shape) == report()


def test_jsonl_is_one_line_a_file():
    told = printed(line(), line(source="b.xml"), how=Format.JSONL).splitlines()
    assert [json.loads(row)["source"] for row in told] == ["a.xml", "b.xml"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_one_array(count):
    assert len(json.loads(printed(*[line()] * count, how=Format.JSON))) == count


def test_many_files_are_summed_up():
    told = printed(
        line(), line(state=LayerState.FAILED), line(state=LayerState.SKIPPED), line(), Line.of(MissingFile("d.xml"))
    )
    assert told.splitlines()[-1] == "5 fichiers : 2 valides, 1 non valide, 1 indécis, 1 non lu"


def test_one_file_is_not():
    assert "fichiers" not in printed(line())


def test_an_error_takes_the_place_of_its_report_in_the_language_asked_for():
    assert printed(Line.of(MissingFile("d.xml"))).startswith("✗ d.xml : Ce fichier ne peut pas être ouvert")
    assert printed(Line.of(MissingFile("d.xml")), language="en").startswith("✗ d.xml: This file cannot be opened")


def test_a_file_cannot_send_commands_to_the_terminal():
    told = printed(line(source="\x1b[2Ja.xml", state=LayerState.FAILED, message="Valeur « \x1b]0;titre\x07 »."))
    assert "\x1b" not in told
    assert "\x07" not in told


def test_what_looks_like_markup_is_printed_as_it_stands():
    assert "[bold]x[/bold] :warning:" in printed(line(state=LayerState.FAILED, message="[bold]x[/bold] :warning:"))
