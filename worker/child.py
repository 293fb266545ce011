"""What runs in the reader process: tasks come in through a pipe, what they give goes out. See `worker.reader`."""

from __future__ import annotations

import os
import resource
import signal
import sys
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection

from models.errors import EngineError
from models.finding import Message
from worker.bound import ask_for_signal, spare_garbage
from worker.tasks import Failure, Task

ADDRESSES = 3 * 2**30
"""Address space beside the memory allowed: the OCR networks map much that they never touch."""
SPARE_SECONDS = 60
"""Seconds of processor beyond the time allowed: the parent ends an overdue task long before, if it still lives."""
UNEXPECTED = Message(
    fr="Une erreur imprévue a arrêté le traitement de ce fichier : signalez-nous ce défaut.",
    en="An unforeseen error stopped the work on this file: please report this defect.",
)


def serve(pipe: Connection, parent: int, most_bytes: int, seconds: int) -> None:
    """Do the tasks that come in until the pipe closes. The first answer, None, tells that the engine is loaded."""
    _bind(parent, most_bytes)
    for name in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # read by the libraries when they are imported, below
    import_module("extractor.pipeline")
    import_module("extractor.deposit")
    spare_garbage()
    try:
        pipe.send(None)
        while True:
            task: Task[object] = pipe.recv()
            _allow(seconds + SPARE_SECONDS)
            pipe.send(answer(task))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def answer(task: Task[object]) -> object:
    """What the task gives, or why it did not come to its end; this is the job boundary."""
    try:
        return task.run()
    except EngineError as error:
        return Failure.of(error)
    except MemoryError:
        return Failure("too_big", UNEXPECTED)
    except Exception as error:  # noqa: BLE001 - a defect of ours costs one file, and says what it is
        return Failure("unexpected_error", UNEXPECTED, type(error).__name__)


def _bind(parent: int, most_bytes: int) -> None:
    """Live and die as the parent wants: it ends this process itself, and its death is this process's."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # sent to all processes of a service; the parent finishes its job first
    if sys.platform == "linux":
        ask_for_signal(signal.SIGKILL)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (most_bytes + ADDRESSES, resource.RLIM_INFINITY))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if os.getppid() != parent:
        os._exit(0)


def _allow(seconds: int) -> None:
    """Let the system end this process when it computes for so long and nobody is left to end it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, hard))


if __name__ == "__main__":
    number, *numbers = map(int, sys.argv[1:])
    serve(Connection(number), *numbers)
