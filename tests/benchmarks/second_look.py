"""What the second look at scans brings and costs: `python -m tests.benchmarks.second_look FOLDER...`.

Every file with a truth beside it (`name.pdf`, `name.json`) is read once and decided twice, before and after the second
look. Printed, folder by folder: F1 of the key fields and of all, documents told as sure of which a key field is wrong,
CPU seconds a file, and of the values told at each confidence how many are right.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from extractor.intake import open_file
from extractor.pipeline import conclude, decide
from extractor.reading import default_ocr, read, read_again
from extractor.second_look import look_again
from extractor.settings import Settings
from extractor.splitting import split
from models.second_look import Again, Spot, Witness
from tests.benchmarks.corpora import Corpus, Sample
from tests.benchmarks.score import judged, score
from tests.benchmarks.truths import read as truth_of

STEPS = (0.98, 0.95, 0.9, 0.8, 0.7, 0.5, 0.0)


class Looked(NamedTuple):
    """One file: what was told before and after the second look, places looked at, and CPU seconds of both parts."""

    sample: Sample
    first: dict[str, Any]
    last: dict[str, Any]
    spots: int
    reading: float
    looking: float


def main() -> None:
    told: Counter[tuple[float, bool]] = Counter()
    for folder in map(Path, sys.argv[1:]):
        rows = list(looked(folder))
        show(folder, rows)
        told.update(step for row in rows for step in steps(row))
    print("\nconfidence   right of told")
    for step in STEPS:
        right, wrong = told[step, True], told[step, False]
        print(f"from {step:4.2f}    {right:5} of {right + wrong:5}  {right / max(1, right + wrong):.3f}")


def looked(folder: Path) -> Iterator[Looked]:
    ocr, settings = default_ocr(), Settings()
    for sample in Corpus(folder.name, folder).samples():
        source = next(iter(open_file(sample.path.name, sample.path.read_bytes(), settings=settings)))
        start = seconds()
        document = next(iter(split(read(source, ocr=ocr, settings=settings))))
        seen, between, asked = decide(document), seconds(), list[Spot]()
        again = read_again(source, document.pages, settings=settings)
        last = seen if again is None else look_again(document, seen, again=partial(noted, asked, again), decide=decide)
        first, second = (conclude(document, one).model_dump(mode="json", exclude_none=True) for one in (seen, last))
        yield Looked(sample, first, second, len(asked), between - start, seconds() - between)


def noted(asked: list[Spot], again: Again, spot: Spot) -> tuple[Witness, ...]:
    """What the reader sees at a spot, which is noted."""
    asked.append(spot)
    return again(spot)


def seconds() -> float:
    """CPU seconds of this process and of Tesseract's."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def show(folder: Path, rows: list[Looked]) -> None:
    samples = [row.sample for row in rows]
    print(f"\n{folder}: {len(rows)} files, {sum(row.spots > 0 for row in rows)} looked at again", end=", ")
    print(f"{sum(row.looking for row in rows) / sum(row.reading for row in rows):.1%} more CPU time than reading them")
    for title, part in (("without", "first"), ("with", "last")):
        report = score(samples, {row.sample.name: getattr(row, part) for row in rows})
        key, every = report["key"]["f1"], report["fields"]["ALL"]["f1"]
        whole = " ".join(f"{name} {report[name]}" for name in ("accepted", "silently_wrong"))
        print(f"  {title:8} key F1 {key:.4f}  all fields {every:.4f}  {whole}")


def steps(row: Looked) -> Iterator[tuple[float, bool]]:
    truth = truth_of(row.sample.truth)
    for name, field in row.last["fields"].items():
        verdict = judged(name, truth, field)
        if verdict in ("right", "wrong", "spurious"):
            yield next(step for step in STEPS if field["confidence"] >= step), verdict == "right"


if __name__ == "__main__":
    main()
