"""Files by their content: what is put is found again by its SHA-256, on disk or in S3-compatible storage.

On disk by default, in `home/files`; else see `worker.object_files`.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, TypeVar

from models.service_errors import NotFound, NotTaken, Unavailable
from worker.settings import ServiceSettings

CHUNK = 1 << 20
DIGEST = re.compile(r"[0-9a-f]{64}")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Stored:
    """What was put: its digest in hexadecimal and its size in bytes."""

    sha256: str
    size: int


class Files:
    """Files below a folder; a file is whole or absent, and on disk before `put` returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lasting: set[str] = set()  # folders whose own names are on disk

    @classmethod
    def open(cls, settings: ServiceSettings) -> Files:
        """The files that the settings name."""
        if settings.files_url:
            from worker.object_files import ObjectFiles  # noqa: PLC0415 - only where files are not on disk

            return ObjectFiles.at(settings.files_url)
        return cls(settings.home / "files")

    def put(self, stream: BinaryIO, limit: int) -> Stored:
        """Keep what the stream gives. Raises NotTaken when it is longer than `limit` bytes, or empty.

        Raises Unavailable where nothing can be written: no room, no rights.
        """
        stored = self.place(stream, limit)
        self.settle([stored.sha256])
        return stored

    def place(self, stream: BinaryIO, limit: int) -> Stored:
        """As `put`, but only the bytes are sure to be on disk: the name is once `settle` has returned."""
        with _telling():
            handle, kept = self._within(self.folder, lambda: tempfile.mkstemp(dir=self.folder))
            try:
                with os.fdopen(handle, "wb") as file:
                    stored = copied(stream, file, limit)
                    file.flush()
                    os.fsync(handle)
                path = self._path(stored.sha256)
                self._within(path.parent, lambda: Path(kept).replace(path))
            except BaseException:
                Path(kept).unlink(missing_ok=True)
                raise
        return stored

    def settle(self, digests: Iterable[str]) -> None:
        """Have the names of files that were placed on disk; several at once cost less than each alone."""
        folders = {sha256[:2] for sha256 in digests}
        with _telling():
            for name in folders:
                _fsync(self.folder / name)
            if not folders <= self._lasting:
                _fsync(self.folder)
                self._lasting |= folders

    def _within(self, folder: Path, do: Callable[[], _T]) -> _T:
        """What is done in a folder, which is made where it is not there yet."""
        try:
            return do()
        except FileNotFoundError:
            self._lasting.discard(folder.name)
            folder.mkdir(parents=True, exist_ok=True)
            return do()

    def read(self, sha256: str) -> bytes:
        """The bytes. Raises NotFound."""
        try:
            return self._path(digest_of(sha256)).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(sha256) from error

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """Where the bytes lie on this machine's disk meanwhile, for who reads a part of them. Raises NotFound."""
        path = self._path(digest_of(sha256))
        if not path.is_file():
            raise NotFound(sha256)
        yield path

    def delete(self, sha256: str) -> None:
        """Forget a file; one that is not there is forgotten already."""
        self._path(digest_of(sha256)).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Every file there is, in no order."""
        for path in self.folder.glob("??/*"):
            if DIGEST.fullmatch(path.name):
                yield path.name

    def is_older(self, sha256: str, than: datetime) -> bool:
        """Whether a file is there, and nobody put it again since."""
        with suppress(FileNotFoundError):
            return self._path(digest_of(sha256)).stat().st_mtime < than.timestamp()
        return False

    def delete_older(self, sha256: str, than: datetime) -> bool:
        """Forget a file that nobody put again since; False where somebody did, even at this very moment."""
        if not self.is_older(sha256, than):
            return False
        path = self._path(sha256)
        aside = path.with_name(f"{sha256}.gone")
        try:
            path.replace(aside)
        except FileNotFoundError:
            return False
        if aside.stat().st_mtime >= than.timestamp():
            aside.replace(path)
            return False
        aside.unlink()
        return True

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


@contextmanager
def _telling() -> Iterator[None]:
    """The system's errors as the service's, except the sender's."""
    try:
        yield
    except ConnectionError:
        raise
    except OSError as error:
        raise Unavailable("stockage des fichiers") from error


def digest_of(sha256: str) -> str:
    """The digest itself: nothing else names a file."""
    if not DIGEST.fullmatch(sha256):
        raise NotFound(sha256)
    return sha256


def copied(stream: BinaryIO, kept: IO[bytes], limit: int) -> Stored:
    """What was written of a stream. Raises NotTaken when it is longer than `limit` bytes, or empty."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise NotTaken.larger_than(limit)
        digest.update(chunk)
        kept.write(chunk)
    if not size:
        raise NotTaken.empty()
    return Stored(digest.hexdigest(), size)


def _fsync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
