"""Reader processes, and the order of what they print.

Processes are spawned, never forked: the same on every system, safe beside threads. A reader that dies, or takes longer
than allowed, is replaced, and its file gets an error line; `concurrent.futures` would give up the whole pool.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Self, TypeVar

from api.cli.errors import Crashed, TookTooLong
from api.cli.inputs import Task
from api.cli.work import Line, serve

Serve = Callable[[Connection, int], None]
T = TypeVar("T")
POLL = 0.2
"""Seconds between two looks at the clock where a time limit is set."""


@dataclass(slots=True, eq=False)
class Reader:
    """One process, and the file that it has in hand."""

    process: SpawnProcess
    connection: Connection
    index: int | None = None
    started: float = 0.0

    @classmethod
    def start(cls, target: Serve, threads: int) -> Reader:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, threads), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def stop(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


@dataclass(slots=True)
class Pool:
    """Reads many files on `jobs` processes; use it in a `with` statement, so that none is left behind."""

    jobs: int
    timeout: float | None = None
    target: Serve = serve
    readers: list[Reader] = field(default_factory=list)

    @property
    def threads(self) -> int:
        """Threads that each reader may use, so that all of them together fill the cores."""
        return max(1, (os.cpu_count() or 1) // self.jobs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self.readers:
            self.readers.pop().stop()

    def read(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Line | None]]:
        """Lines with the number of their task, as they come; None ends a task. Reading begins at once."""
        waiting = deque(enumerate(tasks))
        self.readers = [Reader.start(self.target, self.threads) for _ in range(min(self.jobs, len(tasks)))]
        self.share_out(waiting)
        return self.collect(tasks, waiting)

    def share_out(self, waiting: deque[tuple[int, Task]]) -> None:
        """Give a file to each reader that has none."""
        for reader in self.readers:
            if waiting and reader.index is None:
                hand(reader, *waiting.popleft())

    def collect(self, tasks: Sequence[Task], waiting: deque[tuple[int, Task]]) -> Iterator[tuple[int, Line | None]]:
        """What the readers send, until all is read."""
        while True:
            self.share_out(waiting)
            busy = {reader.connection: reader for reader in self.readers if reader.index is not None}
            if not busy:
                return
            ready = wait(list(busy), timeout=POLL if self.timeout else None)
            for reader in [busy[connection] for connection in busy if connection in ready]:
                yield from self.receive(reader, tasks)
            yield from self.end_overdue(tasks)

    def receive(self, reader: Reader, tasks: Sequence[Task]) -> Iterator[tuple[int, Line | None]]:
        """What a reader has sent; where it died instead, an error line and the end of its task."""
        index = reader.index
        if index is None:
            return
        try:
            line = reader.connection.recv()
        except (EOFError, OSError):
            yield index, Line.of(Crashed(tasks[index].name, cause(reader)))
            self.replace(reader)
            yield index, None
            return
        if line is None:
            reader.index = None
        yield index, line

    def end_overdue(self, tasks: Sequence[Task]) -> Iterator[tuple[int, Line | None]]:
        """An error line for each reader that took longer than allowed, and another reader in its place."""
        if self.timeout is None:
            return
        limit = time.monotonic() - self.timeout
        for reader in list(self.readers):
            if reader.index is not None and reader.started < limit:
                self.replace(reader)
                yield reader.index, Line.of(TookTooLong(tasks[reader.index].name, f"{self.timeout:g} s"))
                yield reader.index, None

    def replace(self, reader: Reader) -> None:
        reader.stop()
        self.readers[self.readers.index(reader)] = Reader.start(self.target, self.threads)


def hand(reader: Reader, index: int, task: Task) -> None:
    """Give a file to a reader; one that died meanwhile is noticed when its answer is awaited."""
    reader.index, reader.started = index, time.monotonic()
    with suppress(OSError):
        reader.connection.send(task)


def cause(reader: Reader) -> str:
    """How a dead reader ended."""
    reader.process.join(timeout=1)
    code = reader.process.exitcode
    return f"signal {-code}" if code is not None and code < 0 else f"code {code}"


def in_order(found: Iterable[tuple[int, T | None]]) -> Iterator[tuple[int, T | None]]:
    """The same, in the order of the tasks: the first unfinished one's lines at once, the others' when their turn comes.

    >>> list(in_order([(1, "b"), (0, "a"), (1, None), (0, None)]))
    [(0, 'a'), (0, None), (1, 'b'), (1, None)]
    """
    turn = 0
    kept: defaultdict[int, deque[T | None]] = defaultdict(deque)
    for index, line in found:
        kept[index].append(line)
        while kept[turn]:
            first = kept[turn].popleft()
            yield turn, first
            if first is None:
                del kept[turn]
                turn += 1
