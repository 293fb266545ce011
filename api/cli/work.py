"""What runs in a reader process: files come in through a pipe, lines of JSON go out.

One process reads one file at a time, so that a fault in a native library costs that file and no other.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

from api.cli.errors import MissingFile, Unexpected, as_line
from api.cli.inputs import Task
from models.errors import EngineError


@dataclass(frozen=True, slots=True)
class Line:
    """One line of JSON: an extraction, or the error that stands in place of one."""

    text: str
    failed: bool = False

    @classmethod
    def of(cls, error: EngineError) -> Line:
        return cls(json.dumps(as_line(error), ensure_ascii=False), failed=True)


def serve(connection: Connection, threads: int) -> None:
    """Read the files that come in until the pipe closes; each ends with a None."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its readers itself
    for name in ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)  # read by the libraries when they are imported, below
    try:
        while True:
            for line in lines(connection.recv()):
                connection.send(line)
            connection.send(None)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def lines(task: Task) -> Iterator[Line]:
    """The lines of one file, as they are read: one per invoice, and one per member that can't be read."""
    if task.error is not None:
        yield Line.of(task.error)
        return
    try:
        data = task.data if task.path is None else task.path.read_bytes()
        yield from extractions(task.name, data or b"")
    except EngineError as error:
        yield Line.of(error)
    except OSError as error:
        yield Line.of(MissingFile(task.name, error.strerror or str(error)))
    except Exception as error:  # noqa: BLE001 - the job boundary: a defect costs this file only
        yield Line.of(Unexpected(task.name, f"{type(error).__name__}: {error}"))


def extractions(name: str, data: bytes) -> Iterator[Line]:
    """Every invoice of a file, opened once; a member of an archive that can't be read leaves the others readable."""
    from extractor.intake import expand
    from extractor.pipeline import extract_source
    from extractor.reading.ocr import default_ocr
    from extractor.settings import Settings

    settings = Settings()
    ocr = default_ocr()
    for member in expand(name, data, settings):
        if isinstance(member, EngineError):
            yield Line.of(member)
            continue
        try:
            for extraction in extract_source(member, ocr=ocr, settings=settings):
                yield Line(extraction.to_json())
        except EngineError as error:
            yield Line.of(error)
