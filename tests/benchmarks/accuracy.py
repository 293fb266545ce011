"""How right: reads every corpus there is, scores it and prints one row per figure, one column per corpus."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.benchmarks import command
from tests.benchmarks.corpora import REFERENCE, Corpus, Sample, flatten
from tests.benchmarks.score import score

OUT = Path("out/bench")


def run(corpora: Iterable[Corpus], *, quick: bool, only: str, errors: int) -> dict[str, Any]:
    """Measure and print; the report of each corpus by its title. Predictions are kept in `out/bench`."""
    reports: dict[str, Any] = {}
    for corpus in corpora:
        samples = [sample for sample in corpus.samples() if only in sample.name]
        if quick:
            samples = samples[:: max(1, len(samples) // 12)]
        if samples:
            reports[corpus.title] = measured(corpus, samples)
            show(corpus.title, reports[corpus.title], errors)
    return reports


def measured(corpus: Corpus, samples: list[Sample]) -> dict[str, Any]:
    """Read in the flat layout, scored by the reference program where it exists, else by ours."""
    with tempfile.TemporaryDirectory() as folder:
        flat = flatten(samples, Path(folder))
        printed, taken = command.extract([flat / sample.name for sample in samples])
        OUT.mkdir(parents=True, exist_ok=True)
        kept = OUT / (re.sub(r"\W+", "-", corpus.title).strip("-") + ".jsonl")
        kept.write_text(printed, encoding="utf-8")
        ours = score(samples, command.by_file(printed))
        report = by_reference(flat, kept) if REFERENCE.is_file() else ours
    return report | {"seconds": taken, "errors": ours["errors"]}


def by_reference(flat: Path, predictions: Path) -> dict[str, Any]:
    """The reference report on lines that were printed."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        arguments = [
            sys.executable,
            str(REFERENCE),
            str(flat),
            "--predictions",
            str(predictions),
            "--json",
            report.name,
        ]
        subprocess.run(arguments, check=True, capture_output=True)
        return json.loads(Path(report.name).read_text(encoding="utf-8"))


def show(title: str, report: dict[str, Any], errors: int) -> None:
    count = report["documents"]
    print(f"\n{title}: {count} documents, {report['read']} read, {report['seconds'] / count * 1000:.0f} ms each")
    print(f"  key fields         F1 {report['key']['f1']:.3f}   averaged over layouts {report['key_by_layout']:.3f}")
    print(f"  all fields         F1 {report['fields']['ALL']['f1']:.3f}")
    for name, words in (("vat", "VAT rows"), ("lines", "lines")):
        if name in report:
            row = report[name]
            print(f"  {words:18} F1 {row['f1']:.3f}   {row['right']} of {row['truths']} right, {row['found']} printed")
    print(f"  every key field right in {report['perfect']} of {report['scored']} documents")
    print(f"  accepted at 0.9: {report['accepted']} documents, of which silently wrong: {report['silently_wrong']}")
    for threshold, row in report.get("confidence", {}).items():
        share = row["right"] / row["shown"]
        print(f"  shown at >= {threshold:4}: {share:.3f} right, covers {row['shown'] / row['of']:.2f}")
    print(f"  {'field':20} {'truths':>6} {'right':>6} {'wrong':>6} {'miss':>6} {'spur':>6} {'F1':>7}")
    for name, row in report["fields"].items():
        counts = " ".join(f"{row[kind]:6}" for kind in ("truths", "right", "wrong", "missing", "spurious"))
        print(f"  {name:20} {counts} {row['f1']:7.3f}")
    for line in report["errors"][:errors]:
        print(f"    {line}")
