"""Files in S3-compatible storage instead of on disk.

`PREFACTURE_FILES_URL=s3://bucket/prefix` keeps them in any storage that speaks S3; its address and keys go by their
usual names (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from models.service_errors import NotFound, Unavailable
from worker.files import CHUNK, DIGEST, Files, Stored, copied, digest_of

if TYPE_CHECKING:
    from obstore.store import ObjectStore


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
        with tempfile.SpooledTemporaryFile(max_size=16 * CHUNK) as kept:  # the name is known at the end only
            stored = copied(stream, kept, limit)
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
            return self.store.get(_name(digest_of(sha256))).bytes().to_bytes()
        except FileNotFoundError as error:
            raise NotFound(sha256) from error
        except Exception as error:
            raise _away(error) from error

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile(prefix="prefacture-") as kept:
            try:
                for chunk in self.store.get(_name(digest_of(sha256))):
                    kept.write(chunk)
            except FileNotFoundError as error:
                raise NotFound(sha256) from error
            except Exception as error:
                raise _away(error) from error
            kept.flush()
            yield Path(kept.name)

    def delete(self, sha256: str) -> None:
        try:
            self.store.delete(_name(digest_of(sha256)))
        except FileNotFoundError:
            pass
        except Exception as error:
            raise _away(error) from error

    def digests(self) -> Iterator[str]:
        try:
            for objects in self.store.list():
                yield from (name for one in objects if DIGEST.fullmatch(name := one["path"].rpartition("/")[2]))
        except Exception as error:
            raise _away(error) from error

    def is_older(self, sha256: str, than: datetime) -> bool:
        try:
            return self.store.head(_name(digest_of(sha256)))["last_modified"] < than
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
