"""Processes that read side by side take turns where the detector needs its most memory.

Finding the runs of text on a page takes some 250 MiB for a quarter of a second, reading them next to nothing. Who reads
on many cores with little memory names a file; each process waits until no other is at it, though never for long.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from extractor.memory import give_back

PATIENCE = 30.0
"""Seconds after which a page is read all the same: what hangs in its turn stops nobody, a busy one is waited for."""
LOOK = 0.02

_file: ContextVar[Path | None] = ContextVar("file of the turns", default=None)


@contextmanager
def in_turns(path: Path) -> Iterator[None]:
    """Within it, `turn` waits for others that were given the same path. The file is made, and left."""
    before = _file.set(path)
    try:
        yield
    finally:
        _file.reset(before)


@contextmanager
def turn() -> Iterator[None]:
    """Alone among those who take turns; at once where nobody does, or where the file can't be opened."""
    path = _file.get()
    if path is None:
        yield
        return
    try:
        held = path.open("ab")
    except OSError:
        yield
        return
    with held:  # closing it, or the end of the process, ends the turn
        until = time.monotonic() + PATIENCE
        while not _taken(held.fileno()) and time.monotonic() < until:
            time.sleep(LOOK)
        try:
            yield
        finally:
            give_back()  # else it is kept to the end of the page, while the next has its turn


def _taken(number: int) -> bool:
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
