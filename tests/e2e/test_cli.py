"""The command as it is typed: a process of its own, real files, nothing replaced."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pypdfium2
import pytest

from api.cli.schema import schema

ROOT = Path(__file__).resolve().parents[2]
CLI = (sys.executable, "-m", "api.cli.main")
SAMPLES = sorted((ROOT / "fixtures" / "invoices").glob("*/invoice.pdf"))


def with_text(path):
    with pypdfium2.PdfDocument(path) as document:
        return bool(document[0].get_textpage().count_chars())


@pytest.fixture(scope="session")
def invoices():
    """Two sample invoices that need no OCR."""
    return [path for path in SAMPLES[:20] if with_text(path)][:2]


@pytest.fixture(scope="session")
def validator():
    return jsonschema.Draft202012Validator(schema())


def prefacture(*arguments, data=None, **more):
    command = [*CLI, *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, timeout=120, check=False, cwd=ROOT, **more)


def lines(done):
    return [json.loads(row) for row in done.stdout.decode().splitlines()]


class TestJsonl:
    def test_one_line_per_invoice_by_the_published_schema(self, invoices, validator):
        done = prefacture("extract", "--format", "jsonl", *invoices)
        assert (done.returncode, done.stderr) == (0, b"")
        for line in lines(done):
            validator.validate(line)
        assert [line["source"] for line in lines(done)] == [str(path) for path in invoices]

    def test_the_invoice_number_is_that_of_the_truth(self, invoices):
        for path in invoices:
            truth = json.loads(path.with_name("truth.json").read_text(encoding="utf-8"))
            (line,) = lines(prefacture("extract", "--format", "jsonl", path))
            assert line["source"] == "invoice.pdf"
            assert line["fields"]["invoice_number"]["value"] == truth["invoice_number"]
            assert line["fields"]["invoice_number"]["provenance"]["page"] == 1

    def test_order_is_that_of_the_files_whatever_the_jobs(self, invoices):
        files = [*invoices, *reversed(invoices)]
        one, three = (prefacture("extract", "--format", "jsonl", "--jobs", jobs, *files).stdout for jobs in (1, 3))
        assert one == three

    def test_the_standard_input(self, invoices):
        done = prefacture("extract", "-", "--format", "jsonl", data=invoices[0].read_bytes())
        assert done.returncode == 0
        assert lines(done)[0]["source"] == "-"

    def test_a_file_that_cannot_be_read_costs_its_line_only(self, invoices, validator, tmp_path):
        (tmp_path / "broken.pdf").write_bytes(b"not a PDF")
        done = prefacture("extract", "--format", "jsonl", tmp_path / "broken.pdf", tmp_path / "absent.pdf", invoices[0])
        assert done.returncode == 1
        broken, absent, read = lines(done)
        assert broken["error"]["code"] == "not_a_document"
        assert absent["error"]["code"] == "file_not_found"
        assert "fields" in read
        for line in (broken, absent, read):
            validator.validate(line)

    def test_a_folder_is_read_to_its_depths(self, invoices, tmp_path):
        (tmp_path / "a" / "b").mkdir(parents=True)
        shutil.copy(invoices[0], tmp_path / "a" / "b" / "no-suffix")
        (tmp_path / "notes.txt").write_text("rien")
        done = prefacture("extract", "--format", "jsonl", tmp_path)
        assert [line["source"] for line in lines(done)] == ["a/b/no-suffix"]

    def test_an_archive_costs_a_bad_member_its_line_only(self, invoices, tmp_path):
        (tmp_path / "box").mkdir()
        shutil.copy(invoices[0], tmp_path / "box" / "good.pdf")
        (tmp_path / "box" / "bad.pdf").write_bytes(b"no")
        archive = shutil.make_archive(str(tmp_path / "box"), "zip", tmp_path / "box")
        done = prefacture("extract", "--format", "jsonl", archive)
        assert done.returncode == 1
        assert {line["source"]: "error" in line for line in lines(done)} == {
            "box.zip/good.pdf": False,
            "box.zip/bad.pdf": True,
        }


def test_json_is_an_array_in_the_file_that_was_named(invoices, tmp_path):
    done = prefacture("extract", *invoices, "--out", tmp_path / "out.json")
    assert (done.returncode, done.stdout) == (0, b"")
    assert len(json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))) == len(invoices)


@pytest.mark.parametrize("columns", [80, 120])
def test_the_table_holds_the_values_without_colour(invoices, columns):
    truth = json.loads(invoices[0].with_name("truth.json").read_text(encoding="utf-8"))
    done = prefacture("extract", invoices[0], env={**os.environ, "COLUMNS": str(columns)})
    text = done.stdout.decode()
    assert truth["invoice_number"] in text
    assert f"{float(truth['total_with_vat']):,.2f} €".replace(",", " ").replace(".", ",") in text
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= columns
    assert "rête à déposer" in text


def test_the_table_of_an_unreadable_file_is_a_sentence(tmp_path):
    done = prefacture("extract", tmp_path / "absent.pdf")
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"✗ {tmp_path / 'absent.pdf'} : Ce fichier ne peut pas être ouvert")


def test_a_terminal_gets_colour_and_progress_and_a_pipe_the_data_alone(invoices):
    leader, follower = pty.openpty()
    done = subprocess.run(
        [*CLI, "extract", "--format", "jsonl", *map(str, invoices)],
        stdout=subprocess.PIPE,
        stderr=follower,
        timeout=120,
        check=False,
        cwd=ROOT,
    )
    os.close(follower)
    assert len(lines(done)) == len(invoices)
    assert b"\x1b" in os.read(leader, 65536)
    assert b"\x1b" not in done.stdout


@pytest.mark.parametrize("arguments", [(), ("extract",), ("extract", "a.pdf", "--format", "xml"), ("nothing",)])
def test_a_command_that_is_written_wrong_ends_with_2(arguments):
    done = prefacture(*arguments)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_place_that_cannot_be_written_is_a_usage_error(invoices, tmp_path):
    done = prefacture("extract", invoices[0], "-o", tmp_path / "nowhere" / "x.json")
    assert done.returncode == 2
    assert "ne peut pas être écrit" in done.stderr.decode()


def test_the_schema_is_printed():
    done = prefacture("schema")
    assert json.loads(done.stdout) == json.loads((ROOT / "docs" / "extraction.schema.json").read_text(encoding="utf-8"))


def test_a_reader_that_goes_away_is_no_error(invoices):
    piped = subprocess.Popen(
        [*CLI, "extract", "--format", "json", *map(str, invoices)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    piped.stdout.close()
    assert piped.stderr.read() == b""
    piped.stderr.close()
    assert piped.wait(timeout=60) == 141


def until_idle(pid, quiet=0.5, longest=30.0):
    """Wait until a process has used no processor for a while."""
    used, since, ends = -1, time.monotonic(), time.monotonic() + longest
    while time.monotonic() < min(ends, since + quiet):
        spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        state, now_used = spent[0], int(spent[11]) + int(spent[12])
        if state != "S" or now_used != used:
            used, since = now_used, time.monotonic()
        time.sleep(0.02)


def test_an_interruption_ends_without_a_traceback():
    running = subprocess.Popen(
        [*CLI, "extract", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - background jobs ignore it
    )
    until_idle(running.pid)  # it has started, and waits for its standard input
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130
    assert said.decode() == "\nInterrompu.\n"


def test_help_loads_nothing_heavy():
    program = "import sys; from api.cli import main; main.main(['--version']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {
        "numpy",
        "pydantic",
        "rich",
        "spacy",
        "cv2",
        "pypdfium2",
        "lxml",
        "extractor",
        "multiprocessing",
    }
