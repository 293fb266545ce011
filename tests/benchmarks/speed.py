"""How fast: pages per second on one and two processes, beside what the libraries alone need for the same files.

The floor of a PDF with text is to take the text of every page out of it; that of a scan is to find and read the
characters on pictures that are ready. Both run in one process, in the same run as what they are compared with.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageSequence

from extractor.settings import Settings
from tests.benchmarks import command
from tests.benchmarks.corpora import CORPORA, FIXTURES

MOST_TEXTS, MOST_SCANS = 80, 12
STARTS = 5


def run(*, quick: bool) -> dict[str, Any]:
    """Measure and print."""
    texts, scans = by_reading()
    share = 4 if quick else 1
    report = {
        "PDFs with text": rates(texts[: MOST_TEXTS // share], raw_text),
        "scans": rates(scans[: MOST_SCANS // share], raw_ocr),
        "start-up": starts(texts),
    }
    for title in ("PDFs with text", "scans"):
        if row := report[title]:
            print(
                f"\n{title}: {row['pages']} pages in {row['files']} files\n"
                f"  one process   {row['one']:8.2f} pages/s\n"
                f"  two processes {row['two']:8.2f} pages/s\n"
                f"  floor         {row['floor']:8.2f} pages/s (libraries alone, one process)\n"
                f"  the floor is {row['ratio']:.1f} times as fast as one process"
            )
            if row["unread"]:
                print(f"  {row['unread']} files could not be read: these figures say nothing")
    print("\nstart-up, cold process (least and median of 5)")
    for title, times in report["start-up"].items():
        print(f"  {title:30} {times['least']:.2f} s {times['median']:.2f} s")
    return report


def by_reading() -> tuple[list[Path], list[Path]]:
    """PDFs with text, and scans: of our fixtures where there are any, else of the corpora beside."""
    paths = [sample.path for corpus in CORPORA for sample in corpus.samples()]
    ours = [path for path in paths if path.is_relative_to(FIXTURES)]
    texts = [path for path in paths if has_text(path)]
    scans = [path for path in (*ours, *paths) if path not in set(texts)]
    return [path for path in texts if path in set(ours)] or texts, list(dict.fromkeys(scans))


def has_text(path: Path) -> bool:
    if path.suffix.lower() != ".pdf":
        return False
    with pypdfium2.PdfDocument(path) as document:
        return all(page.get_textpage().count_chars() for page in document)


def rates(files: Sequence[Path], floor: Callable[[Sequence[Path]], tuple[int, float]]) -> dict[str, Any]:
    """Pages per second, ours and the floor's; start-up is measured apart and taken off."""
    if not files:
        return {}
    pages, floor_seconds = floor(files)
    start = min(command.extract(files[:1], jobs=1)[1] for _ in range(2))
    printed, taken = command.extract(files, jobs=1)
    one = taken - start
    two = command.extract(files, jobs=2)[1] - start
    rest = pages * (1 - 1 / len(files))  # the first file is in the start-up
    found = {"files": len(files), "pages": pages, "one": rest / one, "two": rest / two, "floor": pages / floor_seconds}
    unread = sum("error" in line for line in map(json.loads, printed.splitlines()))
    return found | {"ratio": found["floor"] / found["one"], "unread": unread}


def raw_text(files: Sequence[Path]) -> tuple[int, float]:
    """Pages, and the seconds that PDFium takes to give their text."""
    pages, started = 0, time.perf_counter()
    for path in files:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                page.get_textpage().get_text_range()
                pages += 1
    return pages, time.perf_counter() - started


def raw_ocr(files: Sequence[Path]) -> tuple[int, float]:
    """Pages, and the seconds that the OCR engine takes for their pictures as they are."""
    from extractor.reading.ocr import default_ocr

    pictures = [picture for path in files for picture in drawn(path)]
    ocr = default_ocr()
    ocr(pictures[0])  # loads the networks
    started = time.perf_counter()
    for picture in pictures:
        ocr(picture)
    return len(pictures), time.perf_counter() - started


def drawn(path: Path) -> list[np.ndarray]:
    """Each page as a grey picture, at the resolution that is read."""
    if path.suffix.lower() == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            scale = Settings().render_dpi / 72
            return [page.render(scale=scale, grayscale=True).to_numpy().squeeze().copy() for page in document]
    with Image.open(path) as image:
        return [np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(image)]


def starts(texts: Sequence[Path]) -> dict[str, dict[str, float]]:
    """Seconds from a cold process to its end."""
    runs = {"prefacture --help": ["--help"], "prefacture --version": ["--version"]}
    if texts:
        runs["prefacture extract, one PDF"] = ["extract", str(texts[0])]
    return {title: spread([command.seconds(arguments) for _ in range(STARTS)]) for title, arguments in runs.items()}


def spread(times: list[float]) -> dict[str, float]:
    return {"least": min(times), "median": statistics.median(times)}
