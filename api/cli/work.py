"""What runs in a reader process: files come in through a pipe, lines of JSON go out.

One process reads one file at a time, so that a fault in a native library costs that file and no other.
"""

from __future__ import annotations

import gc
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from api.cli.errors import MissingFile, Unexpected, as_line
from api.cli.inputs import Task
from models.errors import EngineError

if TYPE_CHECKING:
    from extractor.intake import Member
    from extractor.reading.ocr import Ocr
    from models.document import Word
    from models.extraction import Extraction

Given = tuple[tuple[str, str], ...]
"""Values that a person gives, by the field of the contract."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of JSON: an extraction, or another outcome, or the error in its place; `data` is what goes to a file."""

    text: str
    failed: bool = False
    data: bytes = b""

    @classmethod
    def of(cls, error: EngineError) -> Line:
        return cls(json.dumps(as_line(error), ensure_ascii=False), failed=True)


GARBAGE = 100_000
"""Objects made before Python looks for cycles: reading makes many and few cycles; measured, a tenth of the time."""


def serve(connection: Connection, threads: int) -> None:
    """Read the files that come in until the pipe closes; each ends with a None."""
    gc.set_threshold(GARBAGE)
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
    return attempt(task.name, in_file(task))


def in_file(task: Task) -> Iterator[Line]:
    """The lines of a file: of each of its members where it is an archive, one costing the others nothing."""
    from extractor.intake import expand
    from extractor.settings import Settings

    if task.error is not None:
        raise task.error
    data = task.data if task.path is None else task.path.read_bytes()
    for member in expand(task.name, data or b"", Settings()):
        if isinstance(member, EngineError):
            yield Line.of(member)
        else:
            yield from attempt(member.name, (task.job or in_member)(member))


def in_member(member: Member, given: Given = ()) -> Iterator[Line]:
    """Every invoice of a file that is no archive, with the values that a person gives."""
    from extractor.intake import open_source
    from extractor.pipeline import extract_source
    from extractor.settings import Settings

    settings = Settings()
    source = open_source(member.name, member.data, settings=settings)
    for extraction in extract_source(source, ocr=ocr, settings=settings):
        yield Line(corrected(extraction, given).to_json())


def corrected(extraction: Extraction, given: Given) -> Extraction:
    """The extraction with the values that a person gives."""
    if not given:
        return extraction
    from extractor.correction import correct
    from models.correction import Correction

    return correct(extraction, Correction(fields=dict(given)))


def attempt(name: str, reading: Iterator[Line]) -> Iterator[Line]:
    """The same lines, with a line for the error that stops them; this is the job boundary."""
    try:
        yield from reading
    except EngineError as error:
        yield Line.of(error)
    except OSError as error:
        yield Line.of(MissingFile(name, error.strerror or str(error)))
    except Exception as error:  # noqa: BLE001 - a defect of ours costs one file, and says what it is
        yield Line.of(Unexpected(name, f"{type(error).__name__}: {error}"))


def ocr(image: Any) -> tuple[Word, ...]:  # noqa: ANN401 - an array; NumPy is not this module's business
    """The OCR engine, loaded by the first image: most files have a text layer and need none."""
    return engine()(image)


@cache
def engine() -> Ocr:
    """The best engine installed."""
    from extractor.reading.ocr import default_ocr

    return default_ocr()
