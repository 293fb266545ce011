"""`prefacture validate` as it is typed: a process of its own, files made here, the official rules."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.unit.extractor.validation import samples

ROOT = Path(__file__).resolve().parents[2]
GOOD = samples.cii()
WRONG_TOTAL = GOOD.replace("<ram:GrandTotalAmount>360.00", "<ram:GrandTotalAmount>361.00")
WRONG_DATE = GOOD.replace('format="102">20261002', 'format="102">19261002')
BOMB = (
    "<?xml version='1.0'?><!DOCTYPE a ["
    + "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(12))
    + "<!ENTITY e0 'boum'>]><a>&e12;</a>"
)


def validate(*arguments, data=None, **more):
    command = [sys.executable, "-m", "api.cli.main", "validate", *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, timeout=180, check=False, cwd=ROOT, **more)


def reports(done):
    return [json.loads(row) for row in done.stdout.decode().splitlines()]


def rules(report, layer=None):
    return {
        finding["rule"]
        for one in report["layers"]
        if layer in (None, one["name"])
        for finding in one["findings"]
        if finding["severity"] == "blocking"
    }


@pytest.fixture
def folder(tmp_path):
    """Four files to judge, one of them an archive of two."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("bonne.xml", samples.ubl())
        packed.writestr("fausse.xml", samples.ubl().replace(">360.00<", ">1.00<"))
    (tmp_path / "1-bonne.xml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "2-total.xml").write_text(WRONG_TOTAL, encoding="utf-8")
    (tmp_path / "3-archive.zip").write_bytes(archive.getvalue())
    (tmp_path / "4-abîmé.pdf").write_bytes(b"%PDF-1.7\nrien")
    return tmp_path


def test_a_valid_invoice_is_said_to_be_so(folder):
    done = validate(folder / "1-bonne.xml")
    assert done.returncode == 0, done.stdout.decode()
    assert done.stdout.decode().startswith("✔ 1-bonne.xml : valide")
    assert done.stderr == b""


def test_a_wrong_total_is_told_by_its_rule_in_words_and_the_exit_code_says_so(folder):
    done = validate(folder / "2-total.xml")
    told = done.stdout.decode()
    assert done.returncode == 1
    assert told.startswith("✗ 2-total.xml : non valide")
    assert "Le total TTC (BT-112) n'est pas égal au total HT (BT-109) plus la TVA (BT-110)" in " ".join(told.split())
    assert "BR-CO-15" in told


def test_english_is_english(folder):
    told = validate("--lang", "en", folder / "2-total.xml").stdout.decode()
    assert told.startswith("✗ 2-total.xml: not valid")
    assert "total without VAT" in told
    assert "égal" not in told


def test_every_file_of_a_folder_and_of_an_archive_gets_a_report_in_order(folder):
    done = validate("--format", "jsonl", "-j", "2", folder)
    told = reports(done)
    assert done.returncode == 1
    assert [report["verdict"] for report in told] == ["valid", "invalid", "valid", "invalid", "invalid"]
    assert [report["source"] for report in told][:2] == ["1-bonne.xml", "2-total.xml"]
    assert "BR-CO-15" in rules(told[1], "norm")
    assert told[2]["syntax"] == told[3]["syntax"] == "ubl-invoice"
    assert rules(told[4], "file")


def test_every_finding_speaks_both_languages_and_no_rule_is_left_unworded(folder):
    (folder / "5-date.xml").write_text(WRONG_DATE, encoding="utf-8")
    for report in reports(validate("--format", "jsonl", folder)):
        for layer in report["layers"]:
            for finding in layer["findings"]:
                assert finding["message"]["fr"]
                assert finding["message"]["en"]
                assert "Son texte :" not in finding["message"]["fr"]


def test_json_is_one_array(folder):
    done = validate("--format", "json", folder / "1-bonne.xml", folder / "2-total.xml")
    assert [report["verdict"] for report in json.loads(done.stdout)] == ["valid", "invalid"]


def test_the_standard_input_is_judged():
    done = validate("--format", "jsonl", "-", data=GOOD.encode())
    assert (done.returncode, reports(done)[0]["source"]) == (0, "-")


def test_a_hybrid_is_judged_with_its_container_and_its_page_unless_told_otherwise(tmp_path):
    path = tmp_path / "hybride.pdf"
    path.write_bytes(samples.pdf_with(factur_x_xml=GOOD.encode()))
    (whole,) = reports(validate("--format", "jsonl", path))
    (quick,) = reports(validate("--format", "jsonl", "--no-page", path))
    assert [layer["name"] for layer in whole["layers"]] == ["file", "xsd", "norm", "br-fr", "prefacture", "pdf", "page"]
    assert next(layer for layer in whole["layers"] if layer["name"] == "pdf")["state"] == "failed"  # no PDF/A at all
    assert quick["layers"][-1]["state"] == "skipped"
    assert quick["layers"][-1]["reason"]["fr"]


def test_a_missing_file_costs_the_others_nothing(folder):
    done = validate("--format", "jsonl", "absent.xml", folder / "1-bonne.xml")
    first, second = reports(done)
    assert done.returncode == 1
    assert first["error"]["code"] == "file_not_found"
    assert second["verdict"] == "valid"


def test_a_file_that_takes_too_long_costs_only_itself(folder):
    done = validate("--format", "jsonl", "-j", "1", "--timeout", "0.01", folder / "1-bonne.xml")
    assert done.returncode == 1
    assert reports(done)[0]["error"]["code"] == "took_too_long"


@pytest.mark.parametrize("hostile", [BOMB, "<a>" * 200_000, "<" * 1_000_000, "\x00" * 100, ""])
def test_a_hostile_file_gets_a_report_and_does_not_hang(tmp_path, hostile):
    path = tmp_path / "hostile.xml"
    path.write_text(hostile, encoding="utf-8")
    done = validate("--format", "jsonl", "--timeout", "60", path)
    (report,) = reports(done)
    assert done.returncode == 1
    assert report.get("error", {}).get("code") != "took_too_long"
    assert report.get("verdict", "invalid") == "invalid"


def test_a_value_of_the_invoice_cannot_command_the_terminal(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(GOOD.replace("F-2026-118", "F &#x9b;31m &#x202e;118"), encoding="utf-8")
    told = validate(path).stdout.decode()
    assert "\x9b" not in told
    assert "BR-FR-02" in told


@pytest.mark.parametrize(
    "arguments", [(), ("--lang", "de", "a.xml"), ("--format", "xml", "a.xml"), ("-j", "0", "a.xml")]
)
def test_a_command_that_is_badly_written_ends_with_2(arguments):
    done = validate(*arguments)
    assert done.returncode == 2
    assert b"usage" in done.stderr
