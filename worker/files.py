"""Files by their content: what is put is found again by its SHA-256, on disk or in S3-compatible storage.

On disk by default, in `home/files`. `PREFACTURE_FILES_URL=s3://bucket/prefix` keeps them in any storage that speaks S3;
its address and keys go by their usual names (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION).
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from models.service_errors import InvalidRequest, NotFound, Unavailable
from worker.settings import ServiceSettings

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """What was put: its digest in hexadecimal and its size in bytes."""

    sha256: str
    size: int


class Files:
    """Files below a folder; a file is whole or absent, and on disk before `put` returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, settings: ServiceSettings) -> Files:
        """The files that the settings name."""
        return ObjectFiles.at(settings.files_url) if settings.files_url else cls(settings.home / "files")

    def put(self, stream: BinaryIO, limit: int) -> Stored:
        """Keep what the stream gives. Raises InvalidRequest when it is longer than `limit` bytes, or empty.

        Raises Unavailable where nothing can be written: no room, no rights.
        """
        try:
            return self._put(stream, limit)
        except ConnectionError:  # the sender's
            raise
        except OSError as error:
            raise Unavailable("stockage des fichiers") from error

    def _put(self, stream: BinaryIO, limit: int) -> Stored:
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as kept:
            try:
                stored = _copied(stream, kept, limit)
                kept.flush()
                os.fsync(kept.fileno())
            except BaseException:
                Path(kept.name).unlink(missing_ok=True)
                raise
        path = self._path(stored.sha256)
        path.parent.mkdir(exist_ok=True)
        Path(kept.name).replace(path)
        _fsync(path.parent)  # the name is on disk too
        _fsync(self.folder)
        return stored

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
    """Files in a store of objects; `put` returns when the store has acknowledged."""

    def __init__(self, store: ObjectStore) -> None:
        super().__init__(Path())
        self.store = store

    @classmethod
    def at(cls, url: str) -> ObjectFiles:
        """The files at an address, as s3://bucket/prefix."""
        from obstore.store import from_url  # noqa: PLC0415 - only where files are not on disk

        return cls(from_url(url))

    def put(self, stream: BinaryIO, limit: int) -> Stored:
        with tempfile.SpooledTemporaryFile(max_size=16 * _CHUNK) as kept:  # the name is known at the end only
            stored = _copied(stream, kept, limit)
            kept.seek(0)
            try:
                self.store.put(_name(stored.sha256), kept)
            except Exception as error:
                raise _away(error) from error
        return stored

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
            raise InvalidRequest(f"{limit // 2**20} Mo au plus par fichier")
        digest.update(chunk)
        kept.write(chunk)
    if not size:
        raise InvalidRequest("fichier vide")
    return Stored(digest.hexdigest(), size)


def _fsync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
