"""A run as a page of its own: one file without script, picture or address elsewhere, to be read, sent and printed.

However long the run is, the page stays short: what has many rows shows the first ones and tells where the others are.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extractor.output.columns import label
from models.report import Outcome, RunReport
from worker.reports import panels, reckoning, said
from worker.reports.figures import Figures, reason_of
from worker.reports.names import local

MOST_ROWS: Final = 25
"""Rows of a table on the page; the workbook has all of them."""

MOST_LINKS: Final = 4
LONGEST: Final = 300
"""Characters of a value that a cell of the page shows."""


def page(report: RunReport, figures: Figures) -> str:
    """The page."""
    aside = [(line, reason_of(line)) for line in report.lines if line.outcome is Outcome.SET_ASIDE]
    changes = [(line, change) for line in report.lines for change in line.changes]
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            report=report,
            figures=figures,
            panels=panels,
            style=Path(__file__).with_name("report.css").read_text("utf-8"),
            began=local(report.began_at),
            kind=said.KINDS[report.kind],
            worked=reckoning.worked(report, figures),
            explained=reckoning.explained(report),
            aside=list(islice(aside, MOST_ROWS)),
            changes=list(islice(changes, MOST_ROWS)),
            more_aside=max(len(aside) - MOST_ROWS, 0),
            more_changes=max(len(changes) - MOST_ROWS, 0),
            most=MOST_ROWS,
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"said": said, "label": label}
    made.filters |= {"address": address, "last": last, "readable": readable, "short": short}
    return made


def address(file: str) -> str:
    """The address of a file that was written beside the page; none for one that is elsewhere.

    >>> address("factures/F 1.pdf"), address("javascript:alert(1)"), address("../secret"), address("/etc/passwd")
    ('./factures/F%201.pdf', './javascript%3Aalert%281%29', '', '')
    """
    path = PurePosixPath(file.replace("\\", "/"))
    return "" if path.is_absolute() or ".." in path.parts else f"./{quote(path.as_posix())}"


def readable(files: tuple[str, ...]) -> list[str]:
    """Files that a person opens, and not more than a cell takes.

    >>> readable(("f.pdf", "f.json", "f-constats.txt"))
    ['f.pdf', 'f-constats.txt']
    """
    return [file for file in files if not file.casefold().endswith(".json")][:MOST_LINKS]


def last(file: str) -> str:
    """The name of a file without its folders; they stand in its address.

    >>> last("pile/p001-facture-12.pdf")
    'p001-facture-12.pdf'
    """
    return PurePosixPath(file.replace("\\", "/")).name or file


def short(text: str | None) -> str:
    """A text that does not make a table unreadable.

    >>> short("a" * 400) == "a" * 300 + "…", short(None)
    (True, '')
    """
    told = text or ""
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"
