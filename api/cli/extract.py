"""`prefacture extract`: reads files on several processes and prints what it finds, in the order they were given."""

from __future__ import annotations

import contextlib
import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from api.cli.formats import Format
from api.cli.inputs import Task, tasks
from api.cli.pool import Pool, in_order
from api.cli.printing import Printer

if TYPE_CHECKING:
    from rich.progress import Progress

ALL_READ, SOME_UNREAD, USAGE = 0, 1, 2


def run(options: Namespace) -> int:
    """Read, print, and tell by the exit code whether every file could be read."""
    try:
        out = open_output(options.output)
    except OSError as error:
        print(f"prefacture : {options.output} ne peut pas être écrit ({error.strerror}).", file=sys.stderr)
        return USAGE
    todo = tasks(options.files, sys.stdin.buffer)
    printer = Printer(out, options.format or told_by(options.output))
    unread = False
    with contextlib.ExitStack() as stack:
        if out is not sys.stdout:
            stack.enter_context(out)
        pool = stack.enter_context(Pool(options.jobs or cores(), options.timeout))
        found = pool.read(todo)
        printer.prepare()
        bar = stack.enter_context(progress(todo))
        for index, line in in_order(found):
            if line is None:
                bar.done(index)
                continue
            unread |= line.failed
            with bar.aside():
                printer.put(line)
        with bar.aside():
            printer.close()
    return SOME_UNREAD if unread else ALL_READ


def open_output(path: Path | None) -> TextIO:
    """Where to print: a file, else the standard output."""
    if path is not None:
        return path.open("w", encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # JSON is UTF-8 whatever the locale
    return sys.stdout


def told_by(path: Path | None) -> Format:
    """The format that a file's name asks for; a table where it asks for none."""
    suffix = path.suffix.lower() if path else ""
    return {".json": Format.JSON, ".jsonl": Format.JSONL}.get(suffix, Format.TABLE)


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
