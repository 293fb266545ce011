"""Files by their content: what is put is found again by its SHA-256, on disk or in S3-compatible storage.

On disk by default, in `home/files`. `PREFACTURE_FILES_URL=s3://bucket/prefix` keeps them in any storage that speaks S3;
its address and keys go by their usual names (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION).
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
from typing import IO, TYPE_CHECKING, BinaryIO, TypeVar

from models.service_errors import NotFound, NotTaken, Unavailable
from worker.settings import ServiceSettings

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")
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
        return ObjectFiles.at(settings.files_url) if settings.files_url else cls(settings.home / "files")

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
                    stored = _copied(stream, file, limit)
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
            return self._path(_digest(sha256)).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(sha256) from error

    def delete(self, sha256: str) -> None:
        """Forget a file; one that is not there is forgotten already."""
        self._path(_digest(sha256)).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Every file there is, in no order."""
        for path in self.folder.glob("??/*"):
            if _DIGEST.fullmatch(path.name):
                yield path.name

    def is_older(self, sha256: str, than: datetime) -> bool:
        """Whether a file is there, and nobody put it again since."""
        with suppress(FileNotFoundError):
            return self._path(_digest(sha256)).stat().st_mtime < than.timestamp()
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


class ObjectFiles(Files):
    """Files in a store of objects; `place` returns when the store has acknowledged."""

    def __init__(self, store: ObjectStore) -> None:
        super().__init__(Path())
        self.store = store

    @classmethod
    def at(cls, url: str) -> ObjectFiles:
        """The files at an address, as s3://bucket/prefix."""
        from obstore.store import from_url  # noqa: PLC0415 - only where files are not on disk

        return cls(from_url(url))

    def place(self, stream: BinaryIO, limit: int) -> Stored:
        with tempfile.SpooledTemporaryFile(max_size=16 * _CHUNK) as kept:  # the name is known at the end only
            stored = _copied(stream, kept, limit)
            kept.seek(0)
            try:
                self.store.put(_name(stored.sha256), kept)
            except Exception as error:
                raise _away(error) from error
        return stored

    def settle(self, digests: Iterable[str]) -> None:
        """Nothing is left to do: the store has acknowledged."""

    def read(self, sha256: str) -> bytes:
        try:
            return self.store.get(_name(_digest(sha256))).bytes().to_bytes()
        except FileNotFoundError as error:
            raise NotFound(sha256) from error
        except Exception as error:
            raise _away(error) from error

    def delete(self, sha256: str) -> None:
        try:
            self.store.delete(_name(_digest(sha256)))
        except FileNotFoundError:
            pass
        except Exception as error:
            raise _away(error) from error

    def digests(self) -> Iterator[str]:
        try:
            for objects in self.store.list():
                yield from (name for one in objects if _DIGEST.fullmatch(name := one["path"].rpartition("/")[2]))
        except Exception as error:
            raise _away(error) from error

    def is_older(self, sha256: str, than: datetime) -> bool:
        try:
            return self.store.head(_name(_digest(sha256)))["last_modified"] < than
        except FileNotFoundError:
            return False
        except Exception as error:
            raise _away(error) from error

    def delete_older(self, sha256: str, than: datetime) -> bool:
        if not self.is_older(sha256, than):
            return False
        self.delete(sha256)
        return True


@contextmanager
def _telling() -> Iterator[None]:
    """The system's errors as the service's, except the sender's."""
    try:
        yield
    except ConnectionError:
        raise
    except OSError as error:
        raise Unavailable("stockage des fichiers") from error


def _away(error: Exception) -> Exception:
    """What a store's error means to the caller; anything else is a fault of ours, and stays what it is."""
    from obstore.exceptions import BaseError  # noqa: PLC0415 - as above

    return Unavailable("stockage des fichiers") if isinstance(error, BaseError | OSError) else error


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _digest(sha256: str) -> str:
    """The digest itself: nothing else names a file."""
    if not _DIGEST.fullmatch(sha256):
        raise NotFound(sha256)
    return sha256


def _copied(stream: BinaryIO, kept: IO[bytes], limit: int) -> Stored:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
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
