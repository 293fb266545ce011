"""Reader processes at work side by side: as many tasks at once as there are of them, each tried a few times."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event
from typing import Self, TypeVar

from worker.digitising.order import Order
from worker.reader import Reader, ReaderFailed
from worker.settings import ServiceSettings
from worker.tasks import Task

T = TypeVar("T")
FATAL = frozenset({"missing_engine", "cannot_keep"})
"""Failures that no other page would escape: the run ends, and nothing is set aside for them."""
AHEAD = 4
"""Tasks handed out beyond those in hand."""


class Stopped(Exception):
    """The run was told to end: what is not done is left to the next one."""


@dataclass(slots=True)
class Crew:
    """Use it in a `with` statement: no process is left behind."""

    order: Order
    _free: SimpleQueue[Reader] = field(default_factory=SimpleQueue)
    _all: list[Reader] = field(default_factory=list)
    _threads: ThreadPoolExecutor = field(init=False)
    _over: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        settings = ServiceSettings(job_seconds=self.order.page_seconds, job_bytes=self.order.page_bytes)
        self._all = [Reader(settings) for _ in range(self.order.jobs)]
        for reader in self._all:
            self._free.put(reader)
        self._threads = ThreadPoolExecutor(self.order.jobs, "digitise")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._threads.shutdown(cancel_futures=True)
        for reader in self._all:
            reader.close()

    def stop(self) -> None:
        """End what is in hand; whoever waits for it is told by Stopped."""
        self._over.set()
        for reader in self._all:
            reader.interrupt()

    @property
    def stopped(self) -> bool:
        return self._over.is_set()

    def run(self, task: Task[T]) -> T:
        """What a task gives. Raises ReaderFailed when it came to nothing as often as it may be tried, Stopped."""
        return self._submitted(task).result()

    def each(self, tasks: Sequence[Task[T]]) -> Iterator[tuple[int, T | ReaderFailed]]:
        """What tasks give, by their place, as it comes; else ReaderFailed. Raises Stopped, and what is FATAL."""
        places = iter(range(len(tasks)))
        waiting: dict[Future[T], int] = {}
        while True:
            while len(waiting) < self.order.jobs + AHEAD and (place := next(places, None)) is not None:
                waiting[self._submitted(tasks[place])] = place
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                place = waiting.pop(future)
                try:
                    yield place, future.result()
                except ReaderFailed as error:
                    if error.code in FATAL:
                        raise
                    yield place, error

    def _submitted(self, task: Task[T]) -> Future[T]:
        try:
            return self._threads.submit(self._tried, task)
        except RuntimeError:
            raise Stopped from None

    def _tried(self, task: Task[T]) -> T:
        failed: ReaderFailed | None = None
        for _ in range(self.order.tries):
            reader = self._free.get()
            try:
                if self._over.is_set():
                    raise Stopped
                return reader.run(task)
            except ReaderFailed as error:
                if self._over.is_set():
                    raise Stopped from None
                failed = error
                if error.refused:
                    break
            finally:
                self._free.put(reader)
        assert failed is not None  # it is tried at least once
        raise failed


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
