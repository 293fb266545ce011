"""One long-lived process opens the files from outside: a crash, a hang or a hunger for memory costs one job.

It is a program of its own, never forked: it imports the engine once, and nothing of its parent. It is replaced after a
failure and after many tasks, and dies with its parent: by the pipe's end between tasks, within one by the kernel.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import TypeVar

from models.finding import Finding, Message
from models.service_errors import NotFound
from worker.files import Files
from worker.settings import ServiceSettings
from worker.tasks import Failure, Task

T = TypeVar("T")
HERE = Path(__file__).resolve().parents[1]
LOOK = 0.1
"""Seconds between two looks at the child's memory."""
SLOW = 1.0
"""Seconds after which others should not wait for a task: a page of text takes hundredths of one."""
START = 90.0
"""Seconds that loading the engine may take on a machine that is busy."""
MOST_TASKS = 5000
"""Tasks after which a child is replaced: what native libraries leak is bounded (13 MiB after 3,000 small PDFs)."""

CRASHED = Message(
    fr="La lecture de ce fichier s'est interrompue brutalement : réexportez-le, ou signalez-nous ce défaut.",
    en="Reading this file stopped the reader: export it again, or report this defect.",
)
TOO_SLOW = Message(
    fr="La lecture de ce fichier a dépassé le temps permis : séparez-le en plusieurs fichiers, ou réexportez-le.",
    en="Reading this file took longer than allowed: split it, or export it again.",
)
TOO_BIG = Message(
    fr="La lecture de ce fichier a demandé trop de mémoire : réduisez sa résolution ou séparez-le.",
    en="Reading this file took too much memory: lower its resolution or split it.",
)
MISSING = Message(
    fr="Le fichier d'origine n'est plus dans le stockage : déposez-le à nouveau, ou prévenez l'administrateur.",
    en="The original file is no longer in the service's storage: upload it again, or tell the administrator.",
)


class ReaderFailed(Exception):
    """A task did not come to its end. `refused` tells that the file itself is not taken: trying again is no use.

    `code` is crashed, too_slow, too_big, file_missing, unexpected_error, or that of the EngineError,
    whose `findings` there may be.
    """

    def __init__(
        self,
        code: str,
        message: Message,
        *,
        detail: str = "",
        refused: bool = False,
        findings: tuple[Finding, ...] = (),
    ) -> None:
        self.code = code
        self.message = message
        self.detail = detail
        self.refused = refused
        self.findings = findings
        super().__init__(f"{code}: {message.en}{' (' + detail + ')' if detail else ''}")

    @classmethod
    def of(cls, failure: Failure) -> ReaderFailed:
        message = TOO_BIG if failure.code == "too_big" else failure.message
        return cls(failure.code, message, detail=failure.detail, refused=failure.refused, findings=failure.findings)


@dataclass(slots=True)
class Child:
    """The process, its pipe, and how many tasks it was given."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    tasks: int = 0

    def stop(self) -> str:
        """End it with the programs it started; how it ended."""
        self.pipe.close()
        if self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)  # it leads a group of its own
        code = self.process.wait()
        return f"signal {-code}" if code < 0 else f"code {code}"


@dataclass(slots=True)
class Reader:
    """Runs tasks one after the other, whoever asks; close it at the end."""

    settings: ServiceSettings
    _child: Child | None = None
    _lock: Lock = field(default_factory=Lock)
    # the kernel ends the child when the thread that started it ends: one thread starts them all, and stays
    _starter: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "reader"))

    def run(self, task: Task[T], *, slow: Callable[[], None] | None = None) -> T:
        """What the task gives; `slow` is called once if it takes longer than SLOW. Raises ReaderFailed."""
        with self._lock:
            child = self._ready()
            child.tasks += 1
            try:
                child.pipe.send(task)
                answer = self._awaited(child, self.settings.job_seconds, slow)
            except (EOFError, OSError):
                raise ReaderFailed("crashed", CRASHED, detail=self._stop()) from None
            except BaseException:
                self._stop()  # what it would still answer is nobody's
                raise
            if child.tasks >= MOST_TASKS:
                self._stop()
        if isinstance(answer, Failure):
            raise ReaderFailed.of(answer)
        return answer  # type: ignore[return-value]  # the pipe brings back what the task made

    def interrupt(self) -> None:
        """End the child whatever it has in hand, from any thread: who waits for it gets ReaderFailed."""
        if (child := self._child) is not None and child.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the child; another one is started if there is a task still."""
        with self._lock:
            self._stop()
            self._starter.shutdown()
            self._starter = ThreadPoolExecutor(1, "reader")

    def _ready(self) -> Child:
        if self._child is not None and self._child.process.poll() is None:
            return self._child
        self._stop()
        self._child = child = self._starter.submit(_started, self.settings).result()
        try:
            self._awaited(child, START)
        except (EOFError, OSError):
            raise ReaderFailed("crashed", CRASHED, detail=self._stop()) from None
        return child

    def _awaited(self, child: Child, seconds: float, slow: Callable[[], None] | None = None) -> object:
        began = time.monotonic()
        while not child.pipe.poll(LOOK):
            if slow is not None and time.monotonic() > began + SLOW:
                slow()
                slow = None
            if resident(child.process.pid) > self.settings.job_bytes:
                self._stop()
                raise ReaderFailed("too_big", TOO_BIG, detail=f"{self.settings.job_bytes // 2**20} Mo")
            if time.monotonic() > began + seconds:
                self._stop()
                raise ReaderFailed("too_slow", TOO_SLOW, detail=f"{seconds:g} s")
        return child.pipe.recv()

    def _stop(self) -> str:
        child, self._child = self._child, None
        return child.stop() if child is not None else ""


def _started(settings: ServiceSettings) -> Child:
    ours, theirs = multiprocessing.Pipe()
    arguments = [theirs.fileno(), os.getpid(), settings.job_bytes, settings.job_seconds]
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "worker.child", *map(str, arguments)],
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), *filter(None, sys.path)])},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            process_group=0,
        )
    return Child(process, ours)


_readers: dict[tuple[int, int], Reader] = {}  # this process's, by their limits
_first = Lock()


def reader_of(settings: ServiceSettings) -> Reader:
    """The reader of this process: the engine is loaded once for all its jobs."""
    limits = (settings.job_seconds, settings.job_bytes)
    with _first:
        if limits not in _readers:
            _readers[limits] = Reader(settings)
            atexit.register(_readers[limits].close)
        return _readers[limits]


def content_of(files: Files, sha256: str) -> bytes:
    """A kept file. Raises ReaderFailed where it is gone."""
    try:
        return files.read(sha256)
    except NotFound:
        raise ReaderFailed("file_missing", MISSING, refused=True) from None


@contextmanager
def local_of(files: Files, sha256: str) -> Iterator[Path]:
    """Where a kept file lies on disk meanwhile. Raises ReaderFailed where it is gone."""
    with ExitStack() as held:
        try:
            path = held.enter_context(files.local(sha256))
        except NotFound:
            raise ReaderFailed("file_missing", MISSING, refused=True) from None
        yield path


def resident(pid: int) -> int:
    """Bytes that a process and the programs it started hold in memory; 0 where the system does not tell.

    >>> resident(os.getpid()) > 2**20 or sys.platform != "linux"
    True
    """
    if sys.platform != "linux":
        return 0
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(resident(int(child)) for child in children)
