"""How well paper is read: pages of our fixtures spoiled in every way, read, and scored way by way.

The spoiled pages are drawn from a seed into `out/bench/scans`. For each way: F1 of the key fields, how often a page
laid in each of the four directions is turned upright, how far the angle taken out is from the angle put in, and the
pages per second of CPU time of the whole extraction over those of the OCR engine alone on the same pictures.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
from PIL import Image

from extractor.pipeline import extract
from extractor.reading.ocr import Ocr, default_ocr
from extractor.reading.read import image_page
from extractor.settings import Settings
from fixtures.draw import spoil, spoil_papers, spoil_photos
from tests.benchmarks.corpora import CORPUS, FIXTURES, Corpus, Sample
from tests.benchmarks.score import score
from tests.benchmarks.speed import drawn

OUT = Path("out/bench/scans")
SEED = 7
PAGES, QUICK = 16, 4
"""Invoices of one page spoiled in each way."""
TIMED = 3
"""Of them, how many are also read by the OCR engine alone."""
WAYS = (*spoil.SPOILINGS, *spoil_photos.SPOILINGS, *spoil_papers.SPOILINGS)
BENT = {"photo", "curled", *(way.name for way in spoil_photos.SPOILINGS)}
"""Ways whose rows are not parallel: no single angle was put in."""
WIDEST = 6.0
OTHERS = (
    Corpus("others, scanned", CORPUS / "scans", "fr_*"),
    Corpus("others, drawn, scanned", CORPUS / "drawn" / "scans"),
)


class Task(NamedTuple):
    """A spoiled file; `source` is the invoice it was drawn from, where it is ours."""

    way: str
    path: Path
    source: Path | None = None
    timed: bool = False


def run(*, quick: bool, only: str, errors: int) -> dict[str, Any]:
    """Measure and print; figures by way."""
    report: dict[str, Any] = {}
    ours = list(tasks(QUICK if quick else PAGES, only))
    theirs = [] if quick else [task for corpus in OTHERS for task in of_others(corpus, only)]
    workers = len(os.sched_getaffinity(0))
    with ProcessPoolExecutor(workers) as pool:
        found = list(pool.map(measured, (*ours, *theirs)))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "read.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in found), "utf-8")
    print(f"\n{'way':34} {'files':>5} {'key F1':>7} {'upright':>8} {'askew by':>26} {'against raw OCR':>16}")
    for way in dict.fromkeys(row["way"] for row in found):
        report[way] = figures([row for row in found if row["way"] == way])
        show(way, report[way], errors)
    report["all"] = figures([row for row in found if row["turns"]])
    show("all of ours", report["all"], 0)
    return report


def tasks(count: int, only: str) -> Iterable[Task]:
    """Our invoices spoiled in each way; what was drawn before from the same seed and program is kept."""
    modules = (spoil, spoil_photos, spoil_papers)
    program = hashlib.sha256(b"".join(Path(str(module.__file__)).read_bytes() for module in modules)).hexdigest()[:8]
    folder = OUT / f"{program}-{SEED}"
    singles = [path for path in sorted(FIXTURES.glob("*/invoice.pdf")) if "__" not in str(path) and is_single(path)]
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for way in WAYS:
            if only not in way.name:
                continue
            chosen = Random(f"{SEED}/{way.name}").sample(singles, count)
            paths = pool.map(partial(spoiled, folder, way.name), chosen)
            for rank, (source, path) in enumerate(zip(chosen, paths, strict=True)):
                yield Task(way.name, path, source, rank < TIMED)


def is_single(path: Path) -> bool:
    with pypdfium2.PdfDocument(path) as document:
        return len(document) == 1


def of_others(corpus: Corpus, only: str) -> Iterable[Task]:
    for sample in corpus.samples():
        way = f"{corpus.title}: {sample.path.stem.rpartition('__')[2]}"
        if only in way:
            yield Task(way, sample.path)


def spoiled(folder: Path, name: str, source: Path) -> Path:
    """The file of this invoice spoiled this way, with its truth beside it."""
    way = next(way for way in WAYS if way.name == name)
    target = folder / name / f"{source.parent.name}.{way.container}"
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".part.{way.container}")
        spoil.save([picture(way, source, way.askew)], way, part)
        shutil.copyfile(source.with_name("truth.json"), target.with_suffix(".json"))
        part.replace(target)
    return target


def picture(way: spoil.Spoiling, source: Path, most: float) -> spoil.Pixels:
    """The first page of an invoice spoiled this way, at an angle drawn from its name."""
    rng = Random(f"{SEED}/{way.name}/{source.parent.name}")
    return way.spoil(spoil.drawn(source, way.dpi)[0], rng, rng.uniform(-most, most))


def measured(task: Task) -> dict[str, Any]:
    """Read one file, and turn and slant its page, in this process."""
    ocr, settings = warmed(), Settings()
    row: dict[str, Any] = {"way": task.way, "path": str(task.path), "turns": [], "slants": []}
    started = time.process_time()
    read = next(iter(extract(task.path.name, task.path.read_bytes(), ocr=ocr, settings=settings)), None)
    row["seconds"] = time.process_time() - started
    row["line"] = {} if read is None else read.model_dump(mode="json", exclude_none=True)
    if task.timed:
        pictures = pictures_of(task.path)
        started = time.process_time()
        for image in pictures:
            ocr(image)
        row["raw"] = time.process_time() - started
    if task.source is not None:
        way = next(way for way in WAYS if way.name == task.way)
        row["turns"] = list(turns(picture(way, task.source, way.askew), way))
        row["slants"] = [] if task.way in BENT else [slant(way, task.source)]
    return row


def pictures_of(path: Path) -> list[np.ndarray]:
    """Each page as a grey picture, at the resolution that is read."""
    if path.suffix != ".pdf":
        return drawn(path)
    with pypdfium2.PdfDocument(path) as document:
        return [np.asarray(page.render(scale=Settings().render_dpi / 72).to_pil().convert("L")) for page in document]


@cache
def warmed() -> Ocr:
    """The OCR engine, once everything that reads is loaded."""
    ocr, path = default_ocr(), next(FIXTURES.glob("*__scan/invoice.pdf"))
    for _ in extract(path.name, path.read_bytes(), ocr=ocr, settings=Settings()):
        pass
    return ocr


def turns(image: spoil.Pixels, way: spoil.Spoiling) -> Iterable[bool]:
    """Whether the page is turned upright from each of the four directions it may lie in."""
    for quarter in range(4):
        page = image_page(framed(np.ascontiguousarray(np.rot90(image, quarter)), way, quarter), 1, lambda _: ())
        yield page.turned == -90 * quarter % 360


def slant(way: spoil.Spoiling, source: Path) -> float:
    """Degrees between the angle at which a page was fed and the one that was taken out of it."""
    rng = Random(f"{SEED}/{way.name}/{source.parent.name}slant")
    angle = rng.uniform(-WIDEST, WIDEST)
    image = way.spoil(spoil.drawn(source, way.dpi)[0], rng, angle)
    return abs(image_page(framed(image, way, 0), 1, lambda _: ()).skew + angle)


def framed(image: spoil.Pixels, way: spoil.Spoiling, quarter: int) -> Image.Image:
    across, down = way.told or (way.dpi, way.dpi)
    frame = Image.fromarray(image)
    frame.info["dpi"] = (down, across) if quarter % 2 else (across, down)
    return frame


def figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    paths = [Path(row["path"]) for row in rows]
    samples = [Sample(f"{path.parent.name}/{path.name}", path, path.with_suffix(".json")) for path in paths]
    found = score(samples, {sample.name: row["line"] for sample, row in zip(samples, rows, strict=True)})
    turned = [right for row in rows for right in row["turns"]]
    slants = [error for row in rows for error in row["slants"]]
    timed = [row for row in rows if "raw" in row]
    return {
        "files": len(rows),
        "key": found["key"],
        "errors": found["errors"],
        "upright": sum(turned) / len(turned) if turned else None,
        "askew": [float(np.percentile(slants, share)) for share in (50, 95, 100)] if slants else None,
        "against raw OCR": sum(row["raw"] for row in timed) / sum(row["seconds"] for row in timed) if timed else None,
    }


def show(way: str, row: dict[str, Any], errors: int) -> None:
    upright = "" if row["upright"] is None else f"{row['upright']:8.1%}"
    askew = "" if row["askew"] is None else "{:.2f} p95 {:.2f} max {:.2f}".format(*row["askew"])
    ratio = "" if row["against raw OCR"] is None else f"{row['against raw OCR']:.2f}"
    print(f"{way:34} {row['files']:5} {row['key']['f1']:7.3f} {upright:>8} {askew:>26} {ratio:>16}")
    for line in row["errors"][:errors]:
        print("    " + line)
