"""A whole run: the files one after the other, a few on their way at once so that no reader waits, then the report."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore, Lock
from types import TracebackType
from typing import Self, TextIO

from models.finding import Message
from models.report import Outcome, RunKind, RunLine, RunReport
from models.stack import ATTACHED, PartKind
from worker.digitising.crew import Crew, Stopped
from worker.digitising.names import folder_of
from worker.digitising.order import Input, Order, Progress, Silent
from worker.digitising.scanning import Outcomes, Scanning
from worker.digitising.shelf import NAME, UNFINISHED, Shelf, folder_for
from worker.digitising.tasks import Unpack, WriteReport
from worker.reader import ReaderFailed
from worker.tasks import Failure

AT_ONCE = 2
"""Files on their way at once: while one is split, the next is read."""
_CHUNK = 1 << 20
UNREADABLE = Message(
    fr="Ce fichier ne peut pas être ouvert : vérifiez son nom et vos droits de lecture.",
    en="This file cannot be opened: check its name and your right to read it.",
)


class Busy(Exception):
    """Another run writes to this folder."""


@dataclass(slots=True)
class Run:
    """Use it in a `with` statement. Files may be taken several times, as a folder that is watched gives them."""

    order: Order
    progress: Progress = field(default_factory=Silent)
    done: list[Outcomes] = field(default_factory=list)
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _crew: Crew = field(init=False)
    _seen: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _held: TextIO | None = None

    def __enter__(self) -> Self:
        """Raises Busy, OSError."""
        kept = self.order.out / NAME
        kept.mkdir(parents=True, exist_ok=True)
        lock = (kept / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise Busy(str(self.order.out)) from None
        self._held = lock
        for left in self.order.out.rglob(f"{UNFINISHED}*"):
            left.unlink(missing_ok=True)
        self._crew = Crew(self.order)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._crew.__exit__()
        if self._held is not None:
            self._held.close()

    @property
    def stopped(self) -> bool:
        """Whether readers were ended in the middle of something: no more can be asked of them."""
        return self._crew.stopped

    def take(self, inputs: Iterable[Input], told: Callable[[Outcomes], None] = lambda _: None) -> list[Outcomes]:
        """Digitise files, in their order; each is told when it is done, and when those before it are.

        Raises ReaderFailed for what ends the run, KeyboardInterrupt.
        """
        before = len(self.done)
        room = BoundedSemaphore(AT_ONCE)
        waiting: list[Future[list[Outcomes]]] = []
        with ThreadPoolExecutor(AT_ONCE, "scan") as threads:
            try:
                for given in inputs:
                    room.acquire()
                    waiting.append(threads.submit(self._file, given))
                    waiting[-1].add_done_callback(lambda _: room.release())
                    self._settle(waiting, told, all_of_them=False)
                self._settle(waiting, told, all_of_them=True)
            except BaseException:
                self._crew.stop()
                raise
        return self.done[before:]

    def _settle(
        self, waiting: list[Future[list[Outcomes]]], told: Callable[[Outcomes], None], *, all_of_them: bool
    ) -> None:
        while waiting and (all_of_them or waiting[0].done()):
            for one in waiting.pop(0).result():
                self.done.append(one)
                told(one)

    def _file(self, given: Input, *, member: bool = False) -> list[Outcomes]:
        """What became of a file, or of each member of an archive."""
        try:
            sha256 = digest(given.path)
        except OSError:
            line = RunLine(source=given.name, outcome=Outcome.SET_ASIDE, reason=UNREADABLE)
            return [Outcomes(given.name, lines=(line,))]
        with self._lock:
            if (twin := self._seen.setdefault(sha256, given.name)) != given.name:
                return [Outcomes(given.name, twin=twin)]
            folder = folder_for(self.order.out, folder_of(given.name), sha256)
        shelf = Shelf(self.order.out, self.order.engine, sha256)
        way = Scanning(self._crew, self.order, self.progress, shelf, given.name, given.path, folder, member)
        try:
            found = way.run()
        except Stopped:
            return []
        return [found] if isinstance(found, Outcomes) else list(self._members(given))

    def _members(self, archive: Input) -> Iterator[Outcomes]:
        folder = Path(tempfile.mkdtemp(dir=self.order.out / NAME, prefix="archive-"))
        try:
            for name, found in self._crew.run(Unpack(archive.name, archive.path, folder)):
                if isinstance(found, Failure):
                    line = RunLine(source=name, outcome=Outcome.SET_ASIDE, reason=found.message)
                    yield Outcomes(name, lines=(line,))
                else:
                    yield from self._file(Input(name, found), member=True)
        except ReaderFailed as error:
            line = RunLine(source=archive.name, outcome=Outcome.SET_ASIDE, reason=error.message)
            yield Outcomes(archive.name, lines=(line,))
        except Stopped:
            return
        finally:
            with suppress(OSError):
                shutil.rmtree(folder)

    def report(self, title: str) -> RunReport:
        """The run so far."""
        plans = [one.plan for one in self.done if one.plan is not None]
        parts = [part for plan in plans for part in plan.parts]
        return RunReport(
            kind=RunKind.DIGITISE,
            title=title,
            began_at=self.began_at,
            seconds=(datetime.now(UTC) - self.began_at).total_seconds(),
            files=sum(one.twin is None for one in self.done),
            pages=sum(plan.pages for plan in plans),
            blank=sum(len(part.pages) if part.kind is PartKind.BLANK else len(part.blank) for part in parts),
            separators=sum(len(part.pages) for part in parts if part.kind is PartKind.SEPARATOR),
            attachments=sum(part.kind in ATTACHED for part in parts),
            lines=tuple(line for one in self.done for line in one.lines),
            engine=self.order.engine,
        )

    def write_report(self, report: RunReport) -> tuple[Path, ...]:
        """Write a report into the run's folder: a page, a workbook, lines. Raises ReaderFailed."""
        return self._crew.run(WriteReport(report.model_dump_json(), self.order.out))


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
