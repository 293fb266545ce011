"""Faults strike where they are asked for, once, and nowhere else."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from worker import faults

ROOT = Path(__file__).parents[3]
PASSES = "from worker.faults import here; here('upload.stored'); here('reading.read'); print('alive')"


def passing(folder):
    return subprocess.run(
        [sys.executable, "-c", PASSES],
        cwd=ROOT,
        env=os.environ | ({faults.VARIABLE: str(folder)} if folder else {}),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_nothing_happens_where_nothing_was_asked_for(tmp_path):
    (tmp_path / "deposit.sent").write_text("kill")
    for folder in (None, tmp_path, tmp_path / "absent"):
        assert passing(folder).stdout == "alive\n"
    assert (tmp_path / "deposit.sent").exists()


@pytest.mark.parametrize(("word", "number"), [("kill", signal.SIGKILL), ("crash", signal.SIGSEGV)])
def test_a_process_ends_where_it_was_asked_to_and_only_once(tmp_path, word, number):
    (tmp_path / "reading.read").write_text(word)
    assert passing(tmp_path).returncode == -number
    assert passing(tmp_path).stdout == "alive\n"


def test_a_fault_that_always_strikes_stays(tmp_path):
    (tmp_path / "upload.stored").write_text("always kill")
    assert [passing(tmp_path).returncode for _ in range(2)] == [-signal.SIGKILL] * 2


def test_a_point_never_leads_out_of_the_folder(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    (tmp_path / "outside").write_text("hang")
    monkeypatch.setenv(faults.VARIABLE, str(tmp_path / "in"))
    faults.here("../outside")
    assert (tmp_path / "outside").exists()
