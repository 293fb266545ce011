"""`prefacture extract`: reads files on several processes and prints what it finds, in the order they were given."""

from __future__ import annotations

import contextlib
import sys
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TextIO

from api.cli.batch import process
from api.cli.formats import Format
from api.cli.inputs import tasks
from api.cli.printing import Printer
from api.cli.work import in_member

ALL_READ, SOME_UNREAD, USAGE = 0, 1, 2


def run(options: Namespace) -> int:
    """Read, print, and tell by the exit code whether every file could be read."""
    try:
        out = open_output(options.out)
    except OSError as error:
        print(f"prefacture : {options.out} ne peut pas être écrit ({error.strerror}).", file=sys.stderr)
        return USAGE
    printer = Printer(out, options.format or told_by(options.out))
    with contextlib.ExitStack() as stack:
        if out is not sys.stdout:
            stack.enter_context(out)
        job = partial(in_member, given=tuple(options.given)) if options.given else None
        todo = tasks(options.files, sys.stdin.buffer, job)
        all_read = process(todo, options, printer.put, prepare=printer.prepare, close=printer.close)
    return ALL_READ if all_read else SOME_UNREAD


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
