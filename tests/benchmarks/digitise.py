"""Stacks of scanned paper: pages per second beside raw OCR, memory over all processes, and what a SIGKILL leaves.

The stack is drawn of our fixtures, one invoice after the other, as a scanner would give it: every fifth page sloped,
every fifth upside down, every fifth lying, a blank back after every third. No two pages of it have the same bytes, so
that none is spared for being known. Raw OCR is the engine on the pages' pictures, ready in memory, in two processes.
"""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
from PIL import Image

from extractor.output.pdfa.scans import add_picture, picture_of
from tests.benchmarks.corpora import FIXTURES

DPI = 200
PAGES, QUICK, LONG, LONG_QUICK = 60, 16, 1000, 60
KILLS = 4
LOOK = 0.1
"""Seconds between two looks at the memory."""
CORES = 2


def run(*, quick: bool) -> dict[str, Any]:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return {
            "speed": speed(folder, QUICK if quick else PAGES),
            "interrupted": interrupted(folder, QUICK),
            "memory": memory(folder, LONG_QUICK if quick else LONG),
        }


def speed(folder: Path, pages: int) -> dict[str, Any]:
    """Pages per second, ours with everything that is written, and raw OCR's before and after it."""
    stack, pictures = folder / "speed.pdf", folder / "pictures"
    drawn(stack, pages, keep=pictures)
    raw = [raw_ocr(pictures)]
    out = folder / "speed"
    began = time.perf_counter()
    subprocess.run(command(stack, out), check=True, capture_output=True)
    ours = time.perf_counter() - began
    raw.append(raw_ocr(pictures))
    found = {"pages": pages, "ours": pages / ours, "raw": pages / (sum(raw) / 2), "invoices": len(written(out))}
    found["ratio"] = found["ours"] / found["raw"]
    print(
        f"\ndigitise: {pages} pages on {CORES} cores\n"
        f"  ours          {found['ours']:8.2f} pages/s (start-up, splitting, PDF/A and Factur-X included)\n"
        f"  raw OCR       {found['raw']:8.2f} pages/s\n"
        f"  ratio         {found['ratio']:8.2f}"
    )
    return found


def memory(folder: Path, pages: int) -> dict[str, Any]:
    """The most that all processes of a long stack held together, in MiB: resident, and with shared pages told once."""
    stack, out = folder / "long.pdf", folder / "long"
    drawn(stack, pages)
    process = subprocess.Popen(command(stack, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most: dict[str, float] = {"resident": 0.0, "proportional": 0.0}
    watch = threading.Thread(target=_watch, args=(process, most))
    began = time.perf_counter()
    watch.start()
    process.wait()
    watch.join()
    found = {"pages": pages, "file": stack.stat().st_size / 2**20, "seconds": time.perf_counter() - began, **most}
    print(
        f"\ndigitise: memory over all processes, {pages} pages, a file of {found['file']:.0f} MiB\n"
        f"  resident      {most['resident']:8.0f} MiB\n  proportional  {most['proportional']:8.0f} MiB"
    )
    return found


def interrupted(folder: Path, pages: int) -> dict[str, Any]:
    """Whether a run killed at moments drawn by lot, then started again, gives what a whole one gives."""
    stack, whole, out = folder / "kill.pdf", folder / "whole", folder / "killed"
    drawn(stack, pages)
    began = time.perf_counter()
    subprocess.run(command(stack, whole), check=True, capture_output=True)
    taken = time.perf_counter() - began
    moments = random.Random(7)
    for _ in range(KILLS):
        process = subprocess.Popen(command(stack, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.2, 0.6) * taken)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run(command(stack, out), check=True, capture_output=True)
    same = files(whole) == files(out)
    print(f"\ndigitise: killed {KILLS} times over {pages} pages, then the same files: {'yes' if same else 'NO'}")
    return {"pages": pages, "kills": KILLS, "same": same}


def command(stack: Path, out: Path) -> list[str]:
    arguments = [str(stack), "-o", str(out), "-j", str(CORES), "--billing-mode", "S1", "--legal-notes"]
    return [sys.executable, "-m", "api.cli.main", "digitise", *arguments]


def drawn(path: Path, pages: int, *, keep: Path | None = None) -> None:
    """A scanner's file of so many pages; `keep` is where their pictures go as arrays, as they are rendered."""
    if keep is not None:
        keep.mkdir()
    with pikepdf.new() as pdf:
        for number, image in enumerate(sheets(), 1):
            buffer = io.BytesIO()
            image.save(buffer, "JPEG", quality=80, comment=str(number).encode())
            entries = {"Filter": pikepdf.Name.DCTDecode}
            picture = picture_of(pdf, buffer.getvalue(), image.size, channels=1, more=entries)
            add_picture(pdf, picture, image.width * 72 / DPI, image.height * 72 / DPI)
            if keep is not None:
                np.save(keep / f"{number:05}.npy", np.asarray(image))
            if number == pages:
                break
        pdf.save(path)


def sheets() -> Iterator[Image.Image]:
    """Pages as a scanner gives them, without end."""
    names = sorted(path for path in FIXTURES.glob("*/invoice.pdf") if "__" not in path.parent.name)
    random.Random(4).shuffle(names)
    count = 0
    while True:
        for name in names:
            with pypdfium2.PdfDocument(name) as document:
                for page in document:
                    image = page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
                    yield scanned(image, count)
                    if count % 3 == 0:
                        yield Image.new("L", image.size, 246)
                    count += 1


def scanned(image: Image.Image, count: int) -> Image.Image:
    """The page turned or sloped, some of them."""
    match count % 5:
        case 1:
            return image.rotate(1.3, resample=Image.Resampling.BICUBIC, fillcolor=255)
        case 2:
            return image.rotate(180)
        case 3:
            return image.rotate(90, expand=True)
        case _:
            return image


def raw_ocr(pictures: Path) -> float:
    """Seconds that two processes take to read all pictures; they begin together when their engine is loaded."""
    context = multiprocessing.get_context("spawn")
    paths = sorted(pictures.iterdir())
    start, end = context.Barrier(CORES + 1), context.Barrier(CORES + 1)
    readers = [context.Process(target=_read, args=(paths[at::CORES], start, end)) for at in range(CORES)]
    for reader in readers:
        reader.start()
    start.wait()
    began = time.perf_counter()
    end.wait()
    for reader in readers:
        reader.join()
    return time.perf_counter() - began


def _read(paths: list[Path], start: Any, end: Any) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    import cv2

    from extractor.reading.ocr import default_ocr

    cv2.setNumThreads(1)
    ocr = default_ocr()
    ocr(np.load(paths[0]))
    start.wait()
    for path in paths:
        ocr(np.load(path))
    end.wait()


def _watch(process: subprocess.Popen[bytes], most: dict[str, float]) -> None:
    while process.poll() is None:
        held = [_held(pid) for pid in family(process.pid)]
        for name, at in (("resident", 0), ("proportional", 1)):
            most[name] = max(most[name], sum(one[at] for one in held) / 2**20)
        time.sleep(LOOK)


def family(pid: int) -> list[int]:
    """A process with all below it."""
    found = [pid]
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:
        return found
    for child in children:
        found += family(child)
    return found


def _held(pid: int) -> tuple[int, int]:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0, 0
    told = {name.rstrip(":"): int(value) * 1024 for name, value, *_ in map(str.split, rows)}
    return told["Rss"], told["Pss"]


def written(out: Path) -> list[Path]:
    return [path for path in out.rglob("p*.json") if ".prefacture" not in path.parts]


def files(out: Path) -> dict[str, str]:
    """Digests of what a run wrote, but for its report, which tells the time."""
    found = (path for path in out.rglob("*") if path.is_file() and ".prefacture" not in path.parts)
    kept = (path for path in found if not path.name.startswith("report."))
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}
