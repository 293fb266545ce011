"""What we write, judged: how many invoices are complete, and whether every file made of them passes every layer.

An invoice is written as soon as nothing mandatory is missing; each file is then validated as anybody's would be. Legal
notes are supplied where the page has none, and a billing mode where none can be told: what a person would be asked.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.deposit import write
from extractor.intake import open_source
from extractor.pipeline import read_source
from extractor.reading.ocr import default_ocr
from extractor.settings import Settings
from extractor.verification import validate_file
from models.document import Document
from models.errors import EngineError, IncompleteInvoice
from models.extraction import Extraction
from models.output import OutputKind, Supplements
from models.validation import LayerState
from tests.benchmarks.corpora import CORPORA, Corpus

KINDS = (OutputKind.FACTURX, OutputKind.CII, OutputKind.UBL)
TIMED = 20


@dataclass
class Tally:
    """The files of one kind made of one corpus."""

    complete: int = 0
    passed: int = 0
    profiles: Counter[str] = field(default_factory=Counter)
    gaps: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def run(*, quick: bool, corpora: tuple[Corpus, ...] = CORPORA) -> dict[str, Any]:
    """Measure and print."""
    report: dict[str, Any] = {}
    for corpus in corpora:
        samples = corpus.samples()
        if not samples:
            print(f"\n{corpus.title}: not on this machine, not measured")
            continue
        paths = [sample.path for sample in samples][:: max(1, len(samples) // 12) if quick else 1]
        tallies = judge(paths)
        report[corpus.title] = {kind.value: shown(corpus.title, kind, len(paths), tallies[kind]) for kind in KINDS}
    if timing := timed(next((corpus for corpus in corpora if corpus.samples()), None)):
        report["time"] = timing
        layers = ", ".join(f"{name} {ms:.0f}" for name, ms in timing["layers"].items())
        print(
            f"\none Factur-X, warm, median of {TIMED}: write {timing['write']:.0f} ms, "
            f"validate {timing['validate']:.0f} ms ({layers})"
        )
    return report


def judge(paths: list[Path]) -> dict[OutputKind, Tally]:
    """Write each invoice as each kind, and validate what is written."""
    tallies = {kind: Tally() for kind in KINDS}
    for path in paths:
        for document, extraction in read(path):
            for kind in KINDS:
                put(tallies[kind], path, document, extraction, kind)
    return tallies


def read(path: Path) -> Iterator[tuple[Document, Extraction]]:
    try:
        source = open_source(path.name, path.read_bytes(), settings=Settings())
        yield from read_source(source, ocr=default_ocr(), settings=Settings())
    except EngineError as error:
        print(f"  {path.name}: {error.code}")


def put(tally: Tally, path: Path, document: Document, extraction: Extraction, kind: OutputKind) -> None:
    supplements = Supplements(legal_notes=True, billing_mode=extraction.invoice.billing_mode or "M1")
    try:
        made = write(path.read_bytes(), document, extraction, kind, supplements=supplements)
    except IncompleteInvoice as error:
        tally.gaps.update({gap.rule for gap in error.gaps})
        return
    tally.complete += 1
    tally.profiles[str(made.completion and made.completion.profile)] += 1
    report = validate_file(made.name, made.data, ocr=default_ocr(), settings=Settings(), with_page=False)
    failed = [layer for layer in report.layers if layer.state is LayerState.FAILED]
    skipped = [layer for layer in report.layers if layer.state is LayerState.SKIPPED and layer.name != "page"]
    if failed or skipped:
        rules = sorted({finding.rule for layer in failed for finding in layer.findings})
        layers = " ".join(layer.name for layer in (*failed, *skipped))
        tally.broken.append(f"{path.parent.name}/{path.name} {layers}: {' '.join(rules)}")
    else:
        tally.passed += 1


def shown(title: str, kind: OutputKind, count: int, tally: Tally) -> dict[str, Any]:
    profiles = ", ".join(f"{name} {number}" for name, number in tally.profiles.most_common())
    print(f"\n{title}, {kind.value}: {tally.complete} of {count} complete ({profiles}), {tally.passed} pass all layers")
    for line in tally.broken[:10]:
        print(f"  NOT VALID {line}")
    missing = ", ".join(f"{rule} {number}" for rule, number in tally.gaps.most_common(12))
    if missing:
        print(f"  not written for: {missing}")
    return {
        "documents": count, "complete": tally.complete, "passed": tally.passed, "profiles": dict(tally.profiles),
        "gaps": dict(tally.gaps), "broken": tally.broken,
    }  # fmt: skip


def timed(corpus: Corpus | None) -> dict[str, Any]:
    """Milliseconds to write and to validate one Factur-X in a warm process, all layers, the page's included."""
    for sample in corpus.samples() if corpus else ():
        data = sample.path.read_bytes()
        for document, extraction in read(sample.path):
            supplements = Supplements(legal_notes=True, billing_mode="M1")
            try:
                write(data, document, extraction, OutputKind.FACTURX, supplements=supplements)
            except IncompleteInvoice:
                continue
            return repeated(data, document, extraction, supplements)
    return {}


def repeated(data: bytes, document: Document, extraction: Extraction, supplements: Supplements) -> dict[str, Any]:
    writing, judging, layers = [], [], {}
    for _ in range(TIMED + 2):
        start = time.perf_counter()
        made = write(data, document, extraction, OutputKind.FACTURX, supplements=supplements)
        middle = time.perf_counter()
        report = validate_file(made.name, made.data, ocr=default_ocr(), settings=Settings())
        writing.append((middle - start) * 1000)
        judging.append((time.perf_counter() - middle) * 1000)
        for layer in report.layers:
            layers.setdefault(layer.name.value, []).append(layer.milliseconds)
    return {
        "write": statistics.median(writing[2:]), "validate": statistics.median(judging[2:]),
        "layers": {name: statistics.median(times[2:]) for name, times in layers.items()},
    }  # fmt: skip
