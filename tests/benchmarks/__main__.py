"""`python -m tests.benchmarks`: accuracy, speed, memory, outputs, service, gateway, pages, stacks, scans, reprocess."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from tests.benchmarks import (
    accuracy,
    digitise,
    gateway,
    memory,
    outputs,
    pages,
    planted_checks,
    planted_page,
    rejections,
    reprocess,
    scans,
    service,
    speed,
    splitting,
    stacks_service,
)
from tests.benchmarks.corpora import CORPORA, Corpus

PARTS = (
    "accuracy",
    "speed",
    "memory",
    "outputs",
    "page",
    "checks",
    "service",
    "gateway",
    "pages",
    "splitting",
    "rejections",
    "scans",
    "digitise",
    "reprocess",
    "stacks",
)

PLAIN: dict[str, Any] = {
    "speed": speed,
    "memory": memory,
    "outputs": outputs,
    "service": service,
    "gateway": gateway,
    "pages": pages,
    "rejections": rejections,
    "digitise": digitise,
    "reprocess": reprocess,
    "stacks": stacks_service,
}
"""Parts that are told no more than whether to be quick."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; may be given several times")
    parser.add_argument("--quick", action="store_true", help="a dozen documents of each corpus")
    parser.add_argument("--match", default="", metavar="TEXT", help="documents whose name holds TEXT")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print N wrong values of each corpus")
    parser.add_argument("--json", type=Path, default=Path("out/bench/report.json"), help="where to keep the figures")
    parser.add_argument("--corpus", type=Path, action="append", help="measure the accuracy on this folder instead")
    options = parser.parse_args()
    parts = options.only or PARTS
    report: dict[str, Any] = {}
    if "accuracy" in parts:
        corpora = tuple(Corpus(str(folder), folder.resolve()) for folder in options.corpus or ()) or CORPORA
        report["accuracy"] = accuracy.run(corpora, quick=options.quick, only=options.match, errors=options.errors)
    for name, part in PLAIN.items():
        if name in parts:
            report[name] = part.run(quick=options.quick)
    if "page" in parts:
        report["page"] = planted_page.run(only=options.match, errors=options.errors, quick=options.quick)
    if "checks" in parts:
        report["checks"] = planted_checks.run(quick=options.quick, only=options.match)
    if "splitting" in parts:
        report["splitting"] = splitting.run(quick=options.quick, errors=options.errors)
    if "scans" in parts:
        report["scans"] = scans.run(quick=options.quick, only=options.match, errors=options.errors)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\nfigures: {options.json}")


if __name__ == "__main__":
    main()
