"""`prefacture compare` as it is typed: a process of its own, a drawn invoice, the XML of what was drawn."""

import json
import subprocess
import sys
from pathlib import Path

import facturx
import pytest

from extractor.output import to_cii
from models.output import Profile
from tests.benchmarks.page_hybrids import invoice_of

ROOT = Path(__file__).resolve().parents[2]
DRAWN = ROOT / "fixtures" / "invoices" / "agence-1"
TRUTH = json.loads((DRAWN / "truth.json").read_text(encoding="utf-8"))
XML = to_cii(invoice_of(TRUTH), Profile.EN16931, draft=True)
OTHER_IBAN = "FR1420041010050500013M02606"


def compare(*arguments, data=None):
    command = [sys.executable, "-m", "api.cli.main", "compare", *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, timeout=180, check=False, cwd=ROOT)


def hybrid(xml):
    return facturx.generate_from_binary(
        (DRAWN / "invoice.pdf").read_bytes(), xml, check_xsd=False, check_schematron=False, lang="fr"
    )


@pytest.fixture
def files(tmp_path):
    """A hybrid that agrees with its page, one whose account was changed, their XML, and what can't be compared."""
    changed = XML.replace(TRUTH["iban"].encode(), OTHER_IBAN.encode())
    assert changed != XML
    (tmp_path / "bonne.pdf").write_bytes(hybrid(XML))
    (tmp_path / "fausse.pdf").write_bytes(hybrid(changed))
    (tmp_path / "bonne.xml").write_bytes(XML)
    (tmp_path / "fausse.xml").write_bytes(changed)
    (tmp_path / "sans-xml.pdf").write_bytes((DRAWN / "invoice.pdf").read_bytes())
    (tmp_path / "abîmé.pdf").write_bytes(b"%PDF-1.7\nrien")
    return tmp_path


def test_a_hybrid_that_agrees_gives_a_table_and_exit_code_0(files):
    done = compare(files / "bonne.pdf")
    said = done.stdout.decode()
    assert done.returncode == 0, said
    assert "✔ La page dit la même chose que le XML" in said
    assert "✗" not in said.rpartition("✔ la page imprime")[0]


def test_a_changed_account_is_shown_beside_the_printed_one_with_exit_code_1(files):
    done = compare(files / "fausse.pdf")
    said = done.stdout.decode()
    assert done.returncode == 1
    row = next(line for line in said.splitlines() if line.strip().startswith("✗ IBAN"))
    assert "FR14 2004" in row
    assert "FR76 2440" in row
    assert "p. 1" in row
    assert "PF-PAGE-IBAN" in said
    assert "1 différence" in said


def test_json_holds_every_value_with_its_place_and_the_findings(files):
    done = compare(files / "fausse.pdf", "--format", "json")
    (found,) = json.loads(done.stdout)
    apart = [value for value in found["values"] if value["agreement"] == "different"]
    assert [value["field"] for value in apart] == ["iban"]
    assert apart[0]["xml_value"] == OTHER_IBAN
    assert apart[0]["page_value"] == TRUTH["iban"]
    assert apart[0]["place"]["page"] == 1
    assert [(one["rule"], one["severity"]) for one in found["findings"]] == [("PF-PAGE-IBAN", "blocking")]


def test_a_plain_pdf_is_held_against_an_xml_of_its_own(files):
    assert compare(files / "sans-xml.pdf", "--xml", files / "bonne.xml").returncode == 0
    assert compare(files / "sans-xml.pdf", "--xml", files / "fausse.xml").returncode == 1


def test_what_cannot_be_compared_says_why_and_costs_no_other_file(files):
    done = compare(
        files / "sans-xml.pdf", files / "abîmé.pdf", files / "bonne.xml", files / "bonne.pdf", "--format", "jsonl"
    )
    first, second, third, last = map(json.loads, done.stdout.decode().splitlines())
    assert done.returncode == 1
    assert first["error"]["code"] == third["error"]["code"] == "nothing_to_compare"
    assert second["error"]["code"]
    assert last["findings"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--xml", "x.xml"),
        ("a.pdf", "--xml", "absent.xml"),
        ("a.pdf", "b.pdf", "--xml", "absent.xml"),
        ("a.pdf", "--page"),
    ],
)
def test_a_command_that_is_written_wrong_gives_exit_code_2_and_says_why(arguments):
    done = compare(*arguments)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(("usage", "prefacture"))
    assert b"Traceback" not in done.stderr


def test_a_broken_or_dangerous_xml_is_refused(files):
    bomb = files / "bombe.xml"
    bomb.write_text("<!DOCTYPE a [<!ENTITY b 'boum'>]><a>&b;</a>", encoding="utf-8")
    done = compare(files / "sans-xml.pdf", "--xml", bomb, "--format", "jsonl")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"]
