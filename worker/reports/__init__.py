"""The report of a run, as a manager and a program read it: a page, a workbook and lines of JSON.

`docs/reports.md` says what each holds. Each file is written beside its place and then put there, so that a report that
can be seen is whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from models.report import RunReport
from worker.reports.figures import figures_of

PAGE: Final = "report.html"
WORKBOOK: Final = "report.xlsx"
LINES: Final = "report.jsonl"


def write(report: RunReport, folder: Path) -> tuple[Path, ...]:
    """Writes `report.html`, `report.xlsx` and `report.jsonl` into the folder, which is made where it is missing.

    Gives their paths. Files of those names are replaced. Raises OSError where the folder can't be written.
    """
    from extractor.output.spreadsheet import workbook  # noqa: PLC0415 - openpyxl is loaded by who writes a workbook
    from worker.reports.lines import records  # noqa: PLC0415 - as above
    from worker.reports.page import page  # noqa: PLC0415 - as above, Jinja
    from worker.reports.sheets import tables  # noqa: PLC0415 - as above

    folder.mkdir(parents=True, exist_ok=True)
    figures = figures_of(report)
    return (
        _put(folder / PAGE, (page(report, figures).encode("utf-8", "replace"),)),
        _put(folder / WORKBOOK, (workbook(WORKBOOK, tables(report, figures)).data,)),
        _put(folder / LINES, (f"{record}\n".encode("utf-8", "replace") for record in records(report, figures))),
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
