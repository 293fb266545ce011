"""Runs the command line as a person would, and measures the process that it is."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

CLI = (sys.executable, "-m", "api.cli.main")
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def extract(files: Sequence[Path], *, jobs: int = 2) -> tuple[str, float]:
    """What `extract --format jsonl` prints, and the seconds it took."""
    started = time.perf_counter()
    done = subprocess.run(
        [*CLI, "extract", "--format", "jsonl", "--jobs", str(jobs), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        sys.exit(f"prefacture ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout, time.perf_counter() - started


def by_file(text: str) -> dict[str, dict[str, Any]]:
    """The first line of each file, by the name of its source."""
    found: dict[str, dict[str, Any]] = {}
    for row in text.splitlines():
        line = json.loads(row)
        found.setdefault(Path(line["source"]).name, line)
    return found


def seconds(arguments: Sequence[str]) -> float:
    """How long one run of the command takes."""
    started = time.perf_counter()
    subprocess.run([*CLI, *arguments], capture_output=True, check=False)
    return time.perf_counter() - started


def peak_mebibytes(arguments: Sequence[str]) -> float:
    """The memory of the largest process of a run, at its peak."""
    done = subprocess.run([sys.executable, "-c", PEAK, *CLI, *arguments], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024  # Linux counts in KiB
