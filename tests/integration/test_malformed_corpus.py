"""Broken, hostile and odd files, when a folder of them lies beside the repository: opened or refused, and quickly.

One process opens them all in turn and reports each; one that crashes or hangs it is named.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT.parent / "shared" / "corpus" / "malformed"
FILES = sorted(path for path in FOLDER.glob("*") if path.suffix != ".csv") if FOLDER.is_dir() else []
SECONDS = 2.0

WORKER = """
import sys, time
from pathlib import Path
from extractor.intake import open_file
from extractor.settings import Settings
from models.errors import EngineError
for line in sys.stdin:
    path = Path(line.strip())
    data = path.read_bytes()
    start = time.perf_counter()
    try:
        verdict = "opened" if list(open_file(path.name, data, settings=Settings())) else "nothing"
    except EngineError as error:
        verdict = error.code
    print(verdict, round(time.perf_counter() - start, 3), path.name, sep="\\t", flush=True)
"""


def test_every_file_is_opened_or_refused_in_two_seconds():
    if not FILES:
        pytest.skip(f"no malformed files at {FOLDER}")
    todo = "".join(f"{path}\n" for path in FILES)
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", WORKER],
        input=todo,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30 + SECONDS * len(FILES),
        check=False,
    )
    done = [line.split("\t") for line in run.stdout.splitlines()]
    assert len(done) == len(FILES), f"stopped at {FILES[len(done)].name}: {run.stderr[-500:]}"
    assert [name for _, took, name in done if float(took) > SECONDS] == []
    assert {verdict for verdict, _, _ in done} <= {
        *("opened", "password_protected", "damaged_file", "not_a_document", "too_many_pages", "empty_document"),
        *("file_too_large", "hostile_archive", "unsafe_xml"),
    }
