"""Broken, hostile and odd files, when a folder of them lies beside the repository: archived or refused, in time."""

import subprocess
import sys

import pytest

from tests.integration.test_malformed_corpus import FILES, FOLDER, ROOT

SECONDS = 20.0

WORKER = """
import sys, time
from pathlib import Path
from extractor.output.pdfa import to_pdfa
from models.errors import EngineError
for line in sys.stdin:
    path = Path(line.strip())
    data = path.read_bytes()
    start = time.perf_counter()
    try:
        verdict = "written" if to_pdfa(data, (), title=path.name).startswith(b"%PDF-1.") else "nothing"
    except EngineError as error:
        verdict = error.code
    print(verdict, round(time.perf_counter() - start, 3), path.name, sep="\\t", flush=True)
"""


def test_every_file_is_written_or_refused_in_time():
    if not FILES:
        pytest.skip(f"no malformed files at {FOLDER}")
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", WORKER],
        input="".join(f"{path}\n" for path in FILES),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    done = [line.split("\t") for line in run.stdout.splitlines()]
    assert len(done) == len(FILES), f"stopped at {FILES[len(done)].name}: {run.stderr[-500:]}"
    assert [name for verdict, took, name in done if verdict == "nothing" or float(took) > SECONDS] == []
