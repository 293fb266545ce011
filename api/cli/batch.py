"""A run over many files: reader processes, the order of what they send, and the progress shown meanwhile."""

from __future__ import annotations

import contextlib
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from api.cli.inputs import Task
from api.cli.pool import Pool, in_order
from api.cli.work import Line

if TYPE_CHECKING:
    from rich.progress import Progress


def nothing() -> None:
    """What is done by default before the first line and after the last."""


def process(
    todo: Sequence[Task],
    options: Namespace,
    put: Callable[[Line], None],
    *,
    prepare: Callable[[], None] = nothing,
    close: Callable[[], None] = nothing,
) -> bool:
    """Hand every task to a reader and every line, in order, to `put`; whether all of them went well.

    `prepare` runs while the first file is being read, `close` after the last line. Of `options`, `jobs` and `timeout`
    count.
    """
    failed = False
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(Pool(options.jobs or cores(), options.timeout))
        found = pool.read(todo)
        prepare()
        bar = stack.enter_context(progress(todo))
        for index, line in in_order(found):
            if line is None:
                bar.done(index)
                continue
            failed |= line.failed
            with bar.aside():
                put(line)
        with bar.aside():
            close()
    return not failed


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Bar:
    """No progress is shown: standard error is not a terminal."""

    def done(self, index: int) -> None:
        """A file was read."""

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Room for what is printed meanwhile."""
        yield


class TerminalBar(Bar):
    """A line that goes away when all is read, and steps aside for what is printed."""

    def __init__(self, shown: Progress, todo: Sequence[Task]) -> None:
        self.shown, self.todo = shown, todo
        self.task = shown.add_task(todo[0].name if todo else "", total=len(todo))

    def done(self, index: int) -> None:
        following = self.todo[index + 1].name if index + 1 < len(self.todo) else ""
        self.shown.update(self.task, advance=1, description=following)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        if not sys.stdout.isatty():
            yield
            return
        self.shown.stop()
        yield
        self.shown.start()


@contextlib.contextmanager
def progress(todo: Sequence[Task]) -> Iterator[Bar]:
    """A progress bar on a terminal's standard error, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield Bar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = Progress(
        SpinnerColumn(), BarColumn(bar_width=20), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.description}"),
        console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    with shown:
        yield TerminalBar(shown, todo)
