"""How large: the memory of the largest process at its peak, for short and long files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pypdfium2

from tests.benchmarks import command
from tests.benchmarks.speed import by_reading

LONG, LONG_SCAN = 200, 8


def run(*, quick: bool) -> dict[str, Any]:
    """Measure and print."""
    texts, scans = by_reading()
    scanned = [path for path in scans if path.suffix.lower() == ".pdf"]
    report = {}
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        if texts:
            files["one PDF with text"] = texts[0]
            files[f"PDF with text, {LONG} pages"] = repeated(texts[0], LONG, Path(folder) / "long.pdf")
        if scanned:
            files["one scan"] = scanned[0]
        if scanned and not quick:
            files[f"scan, {LONG_SCAN} pages"] = repeated(scanned[0], LONG_SCAN, Path(folder) / "scan.pdf")
        print("\npeak memory of the largest process")
        for title, path in files.items():
            report[title] = command.peak_mebibytes(["extract", "--jobs", "1", str(path)])
            print(f"  {title:30} {report[title]:6.0f} MiB")
    return report


def repeated(path: Path, pages: int, target: Path) -> Path:
    """A PDF of so many pages, those of `path` over and over."""
    with pypdfium2.PdfDocument(path) as source, pypdfium2.PdfDocument.new() as long:
        while len(long) < pages:
            long.import_pages(source, list(range(min(len(source), pages - len(long)))))
        long.save(target)
    return target
