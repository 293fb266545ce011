"""What the command line was given to read: files, folders, or `-` for the standard input.

A folder gives every file below it that is readable by its first bytes or should be by its name. A file is called by its
name alone, a folder's file by its path below the folder; where two would be called the same, both by their whole path.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from api.cli.errors import EmptyFolder, MissingFile
from models.errors import EngineError

if TYPE_CHECKING:
    from api.cli.work import Line
    from extractor.intake import Member

    Job = Callable[[Member], Iterator[Line]]

STDIN = "-"
SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".heic", ".zip", ".xml"})


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read. `name` is what its extractions call their source; `error` is set where it can't be opened.

    `job` makes the lines of a file, or of each member of an archive; None reads its invoices. It goes to another
    process: a function of a module that imports little, or a partial of one.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    error: EngineError | None = None
    job: Job | None = None


def tasks(arguments: Sequence[str], stdin: BinaryIO, job: Job | None = None) -> list[Task]:
    """One task per file, in the order given; a folder's files in the order of their paths."""
    found: list[Task] = []
    read_stdin = False
    for argument in arguments:
        path = Path(argument)
        if argument == STDIN:
            if not read_stdin:
                found.append(Task(STDIN, data=stdin.read()))
            read_stdin = True
        elif path.is_dir():
            inside = [Task(file.relative_to(path).as_posix(), path=file) for file in readable_files(path)]
            found += inside or [Task(argument, error=EmptyFolder(legible(argument)))]
        elif path.is_file() or path.is_fifo():
            found.append(Task(path.name, path=path))
        else:
            found.append(Task(argument, error=MissingFile(legible(argument))))
    return [replace(task, name=legible(task.name), job=job) for task in told_apart(found)]


def legible(name: str) -> str:
    """A name that can be printed: bytes of it that are no UTF-8 are marked as such.

    >>> legible("caf\\udce9.pdf") == "caf\\ufffd.pdf"
    True
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def told_apart(found: Sequence[Task]) -> Iterator[Task]:
    """The same tasks, those of one name called by their whole path."""
    times = Counter(task.name for task in found)
    for task in found:
        yield task if times[task.name] == 1 or task.path is None else Task(str(task.path), path=task.path)


def readable_files(folder: Path) -> Iterator[Path]:
    """Files below `folder` that are worth opening, sorted; links to folders are not followed, so that no loop is."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and path.is_file() and looks_readable(path):
                yield path


def looks_readable(path: Path) -> bool:
    """Whether a file is of a kind that is read; one whose name promises it and whose content fails gets its error."""
    from extractor.intake import kinds

    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            return kinds.tell(file.read(kinds.HEADER_WITHIN)) is not None
    except OSError:
        return False
