"""Files by their content: what is put is found again by its SHA-256, on disk or in S3-compatible storage."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from models.service_errors import InvalidRequest, NotFound
from worker.settings import ServiceSettings

_CHUNK = 1 << 20


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
        return cls(settings.home / "files")

    def put(self, stream: BinaryIO, limit: int) -> Stored:
        """Keep what the stream gives. Raises InvalidRequest when it is longer than `limit` bytes, or empty."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as kept:
            try:
                stored = _copied(stream, kept, limit)
            except BaseException:
                Path(kept.name).unlink(missing_ok=True)
                raise
        path = self._path(stored.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        Path(kept.name).replace(path)
        return stored

    def read(self, sha256: str) -> bytes:
        """The bytes. Raises NotFound."""
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(sha256) from error

    def delete(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


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
    kept.flush()
    os.fsync(kept.fileno())
    return Stored(digest.hexdigest(), size)
