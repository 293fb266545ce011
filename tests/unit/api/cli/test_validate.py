"""One file judged in a reader process, and the exit code of a run."""

import json
from argparse import Namespace

import pytest

from api.cli.formats import Format
from api.cli.validate import judge, run
from extractor.intake import Member
from models.validation import LayerName
from tests.unit.extractor.validation import samples

GOOD = samples.cii().encode()
WRONG = GOOD.replace(b"<ram:GrandTotalAmount>360.00", b"<ram:GrandTotalAmount>361.00")


def judged(data, *, with_page=True):
    (line,) = judge(Member("a.xml", data), with_page=with_page)
    return line.failed, json.loads(line.text)


def options(path, **more):
    plain = {"files": [str(path)], "format": None, "lang": "fr", "jobs": 1, "timeout": None, "page": True}
    return Namespace(**{**plain, **more})


def test_a_valid_file_has_not_failed():
    failed, report = judged(GOOD)
    assert (failed, report["verdict"]) == (False, "valid")


@pytest.mark.parametrize("data", [WRONG, b"", b"rien"])
def test_a_file_that_is_not_found_valid_has(data):
    failed, report = judged(data)
    assert (failed, report["verdict"]) == (True, "invalid")


def test_an_invoice_with_a_check_left_out_has_too():
    foreign = GOOD.replace(
        b"urn:cen.eu:en16931:2017", b"urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
    )
    failed, report = judged(foreign)
    assert (failed, report["verdict"]) == (True, "undecided")


def test_the_page_is_left_out_when_told():
    _, report = judged(samples.pdf_with(factur_x_xml=GOOD), with_page=False)
    (page,) = (layer for layer in report["layers"] if layer["name"] == LayerName.PAGE)
    assert page["state"] == "skipped"


def test_a_run_prints_its_reports_and_gives_the_exit_code(tmp_path, capsys):
    path = tmp_path / "a.xml"
    path.write_bytes(GOOD)
    assert run(options(path)) == 0
    assert capsys.readouterr().out.startswith("✔ a.xml : valide")
    path.write_bytes(WRONG)
    assert run(options(path, format=Format.JSONL)) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "invalid"
