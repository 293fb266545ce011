"""`prefacture extract --output` as it is typed: real invoices in, files to deposit out."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pikepdf
import pytest

ROOT = Path(__file__).resolve().parents[2]
CLI = (sys.executable, "-m", "api.cli.main")
INVOICES = ROOT / "fixtures" / "invoices"
WHOLE = INVOICES / "mairie" / "invoice.pdf"
"""To a town, with every reference."""

LACKING = INVOICES / "agence-1" / "invoice.pdf"
"""To a public buyer without a SIRET."""

ASKED = ("--billing-mode", "S1", "--legal-notes")
NAMESPACE = b"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"


def prefacture(*arguments, cwd, data=None):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    return subprocess.run(
        [*CLI, "extract", *map(str, arguments)], input=data, capture_output=True, timeout=180, check=False, cwd=cwd,
        env=environment,
    )  # fmt: skip


def truth(invoice):
    return json.loads(invoice.with_name("truth.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("kind", "suffix"), [("cii", ".xml"), ("ubl", ".xml"), ("facturx", ".pdf")])
def test_an_invoice_becomes_a_file_that_was_judged_valid(tmp_path, kind, suffix):
    done = prefacture(WHOLE, "--output", kind, "--out", "there", *ASKED, cwd=tmp_path)
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b""), said
    assert said.startswith(f"✔ invoice.pdf → there/invoice{suffix}\n")
    assert [path.name for path in (tmp_path / "there").iterdir()] == [f"invoice{suffix}"]
    assert max(map(len, said.splitlines())) <= 80


def test_the_xml_says_what_the_page_does(tmp_path):
    prefacture(WHOLE, "--output", "cii", "--no-check", *ASKED, cwd=tmp_path)
    xml = (tmp_path / "invoice.xml").read_bytes()
    assert NAMESPACE in xml
    for name in ("invoice_number", "buyer_siret", "total_with_vat"):
        assert truth(WHOLE)[name].encode() in xml


def test_the_pdf_carries_the_xml(tmp_path):
    prefacture(WHOLE, "--output", "facturx", "--out", "f.pdf", "--no-check", *ASKED, cwd=tmp_path)
    with pikepdf.open(tmp_path / "f.pdf") as pdf:
        xml = pdf.attachments["factur-x.xml"].get_file().read_bytes()
    assert truth(WHOLE)["invoice_number"].encode() in xml


def test_an_invoice_that_lacks_something_is_not_written_and_costs_itself_only(tmp_path):
    done = prefacture(LACKING, WHOLE, "--output", "chorus", "--out", "there", cwd=tmp_path)
    assert done.returncode == 1
    said = done.stdout.decode()
    assert "BR-FR-CPRO-10" in said
    assert "--draft" in said
    assert said.endswith("\n1 écrite, 1 non écrite\n")
    (written,) = (tmp_path / "there").iterdir()
    assert json.loads(written.read_bytes())["numeroFactureSaisi"] == truth(WHOLE)["invoice_number"]


def test_a_draft_is_written_all_the_same_and_says_so(tmp_path):
    done = prefacture(LACKING, "--output", "chorus", "--draft", cwd=tmp_path)
    assert done.returncode == 0
    assert "invoice.brouillon.json : brouillon, à ne pas déposer" in " ".join(done.stdout.decode().split())
    assert json.loads((tmp_path / "invoice.brouillon.json").read_bytes())["commentaire"].startswith("BROUILLON")


def test_an_invoice_without_a_page_becomes_no_pdf(tmp_path):
    prefacture(WHOLE, "--output", "cii", "--no-check", *ASKED, cwd=tmp_path)
    done = prefacture("invoice.xml", "--output", "facturx", "--draft", cwd=tmp_path)
    assert done.returncode == 1
    assert "n'a pas de page" in done.stdout.decode()


def test_files_of_one_name_bear_their_folder(tmp_path):
    others = [INVOICES / name / "invoice.pdf" for name in ("mairie", "bureau-2")]
    prefacture(*others, "--output", "chorus", "--draft", cwd=tmp_path)
    names = {path.name.replace(".brouillon", "") for path in tmp_path.iterdir()}
    assert names == {"mairie-invoice.json", "bureau-2-invoice.json"}


def test_the_source_beside_the_output_is_left_alone(tmp_path):
    shutil.copy(WHOLE, tmp_path / "facture.pdf")
    done = prefacture("facture.pdf", "--output", "facturx", "--no-check", *ASKED, cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "facture.pdf").read_bytes() == WHOLE.read_bytes()
    assert (tmp_path / "facture-prefacture.pdf").exists()


def test_a_name_from_outside_stays_in_the_folder(tmp_path):
    hostile = tmp_path / "in" / "-rf\x1b[2J\n.pdf"
    hostile.parent.mkdir()
    shutil.copy(WHOLE, hostile)
    done = prefacture("in", "--output", "chorus", "--out", "there", cwd=tmp_path)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout
    (written,) = (tmp_path / "there").iterdir()
    assert written.name.isprintable()
    assert not written.name.startswith("-")


def test_the_standard_input_has_a_name_of_its_own(tmp_path):
    done = prefacture("-", "--output", "chorus", cwd=tmp_path, data=WHOLE.read_bytes())
    assert done.returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["facture.json"]


def test_csv_holds_every_invoice_of_the_run(tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"no")
    done = prefacture(WHOLE, "broken.pdf", LACKING, "--output", "csv", cwd=tmp_path)
    assert done.returncode == 1
    assert "broken.pdf" in done.stderr.decode()
    text = (tmp_path / "factures.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["Numéro de facture"] for row in rows] == [truth(one)["invoice_number"] for one in (WHOLE, LACKING)]
    assert [row["État"] for row in rows] == ["prête", "à compléter"]
    assert rows[0]["Total TTC"].replace(",", ".") == truth(WHOLE)["total_with_vat"]
    assert (tmp_path / "lignes.csv").exists()


def test_xlsx_holds_every_invoice_of_the_run(tmp_path):
    done = prefacture(WHOLE, LACKING, "--output", "xlsx", "--out", "mars.xlsx", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, "✔ 2 factures → mars.xlsx\n")
    sheet = openpyxl.load_workbook(tmp_path / "mars.xlsx")["Factures"]
    assert sheet.max_row == 3


def test_a_program_reads_the_outcomes(tmp_path):
    done = prefacture(WHOLE, LACKING, "--output", "chorus", "--format", "jsonl", cwd=tmp_path)
    states = [json.loads(row)["state"] for row in done.stdout.splitlines()]
    assert (done.returncode, states) == (1, ["written", "incomplete"])


@pytest.mark.parametrize("arguments", [("--output", "out.json"), ("--output", "cii", "--out", "x.pdf")])
def test_a_place_or_kind_that_makes_no_sense_is_a_usage_error(tmp_path, arguments):
    done = prefacture(WHOLE, *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_missing_value_can_be_given_and_the_invoice_is_written(tmp_path):
    refused = prefacture(LACKING, "--output", "cii", *ASKED, cwd=tmp_path)
    assert refused.returncode == 1
    assert "--set buyer_siret=…" in " ".join(refused.stdout.decode().split())
    given = ("--set", "buyer_siret=215 565 409 00046")
    done = prefacture(LACKING, "--output", "cii", "--out", "f.xml", *ASKED, *given, cwd=tmp_path)
    assert done.returncode == 0, done.stdout.decode()
    assert b"21556540900046" in (tmp_path / "f.xml").read_bytes()


def test_a_given_value_is_shown_as_given_by_a_person(tmp_path):
    done = prefacture(WHOLE, "--format", "json", "--set", "due_date=1er décembre 2026", cwd=tmp_path)
    (found,) = json.loads(done.stdout)
    assert found["fields"]["due_date"]["value"] == "2026-12-01"
    assert found["fields"]["due_date"]["origin"] == "reviewed"


@pytest.mark.parametrize(("given", "code", "words"), [("buyer=1", 2, "buyer_"), ("issue_date=demain", 1, "JJ/MM/AAAA")])
def test_what_no_field_takes_is_refused_with_its_name(tmp_path, given, code, words):
    done = prefacture(WHOLE, "--set", given, cwd=tmp_path)
    assert done.returncode == code
    assert words in (done.stdout + done.stderr).decode()
