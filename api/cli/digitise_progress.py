"""How far a run is, on a terminal's standard error; nothing elsewhere. Told by several threads."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.cli.printing import harmless
from worker.digitising.order import Silent

if TYPE_CHECKING:
    from rich.progress import Progress


class Quiet(Silent):
    """Standard error is no terminal."""

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Room for what is printed meanwhile."""
        yield


class Bar(Quiet):
    """A line that counts pages, and goes away."""

    def __init__(self, shown: Progress) -> None:
        self.shown = shown
        self.task = shown.add_task("", total=None)
        self.pages = 0

    def began(self, name: str, pages: int, known: int) -> None:
        self.pages += pages
        self.shown.update(self.task, total=self.pages, advance=known, description=str(harmless(name)))

    def page(self, name: str, number: int) -> None:
        self.shown.update(self.task, advance=1, description=f"{harmless(name)}, page {number}")

    @contextmanager
    def aside(self) -> Iterator[None]:
        if not sys.stdout.isatty():
            yield
            return
        self.shown.stop()
        yield
        self.shown.start()


@contextmanager
def shown() -> Iterator[Quiet]:
    """Progress over the pages of all files."""
    if not sys.stderr.isatty():
        yield Quiet()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    line = Progress(
        SpinnerColumn(), BarColumn(bar_width=20), MofNCompleteColumn(), TextColumn("pages"), TimeElapsedColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    with line:
        yield Bar(line)
