"""The report of a run, as a manager and a program read it: a page, a workbook and lines of JSON.

`docs/reports.md` says what each holds. Each file is written beside its place and then put there, so that a report that
can be seen is whole.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from models.report import RunReport
from worker.reports.figures import Figures, figures_of

PAGE: Final = "report.html"
WORKBOOK: Final = "report.xlsx"
LINES: Final = "report.jsonl"


def write(report: RunReport, folder: Path) -> tuple[Path, ...]:
    """Writes `report.html`, `report.xlsx` and `report.jsonl` into the folder, which is made where it is missing.

    Gives their paths. Files of those names are replaced. Raises OSError where the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figures = figures_of(report)
    return tuple(_put(folder / name, made(report, figures)) for name, made in FILES.items())


def file(report: RunReport, kind: str) -> bytes:
    """One of the three, by the end of its name: html, xlsx, jsonl. Raises KeyError."""
    return b"".join(FILES[f"report.{kind}"](report, figures_of(report)))


def _page(report: RunReport, figures: Figures) -> Iterable[bytes]:
    from worker.reports.page import page  # noqa: PLC0415 - Jinja is loaded by who writes a page

    return (page(report, figures).encode("utf-8", "replace"),)


def _workbook(report: RunReport, figures: Figures) -> Iterable[bytes]:
    from extractor.output.spreadsheet import workbook  # noqa: PLC0415 - as above, openpyxl
    from worker.reports.sheets import tables  # noqa: PLC0415 - as above

    return (workbook(WORKBOOK, tables(report, figures)).data,)


def _lines(report: RunReport, figures: Figures) -> Iterable[bytes]:
    from worker.reports.lines import records  # noqa: PLC0415 - as above

    return (f"{record}\n".encode("utf-8", "replace") for record in records(report, figures))


FILES: Final[Mapping[str, Callable[[RunReport, Figures], Iterable[bytes]]]] = MappingProxyType(
    {PAGE: _page, WORKBOOK: _workbook, LINES: _lines}
)


def _put(path: Path, pieces: Iterable[bytes]) -> Path:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as out:
            out.writelines(pieces)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
