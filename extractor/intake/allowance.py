"""What unpacking one file may cost: members and bytes, counted as they come out, over all the archives in it.

Source: CWE-409 (headers lie about sizes, so nothing is believed but what was read)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from models.errors import FileTooLarge, HostileArchive

if TYPE_CHECKING:
    from extractor.settings import Settings

_HARMLESS = 16 * 1024 * 1024
"""Bytes that may come out of any archive, whatever its ratio: a blank page packs a thousandfold."""

_TOTAL = 10
"""All that comes out of one file together, over the limit for one file: a batch is unpacked one member at a time."""


class Readable(Protocol):
    """A stream out of an archive."""

    def read(self, size: int, /) -> bytes: ...


class Allowance:
    """What one file may still cost, over all the archives in it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.members = settings.max_members
        self.bytes = settings.max_bytes * _TOTAL

    def take(self, source: str, members: int, size: int) -> None:
        """Count what was unpacked. Raises HostileArchive when it is more than allowed."""
        self.members -= members
        self.bytes -= size
        if self.members < 0:
            raise HostileArchive(source, f"plus de {self.settings.max_members} fichiers")
        if self.bytes < 0:
            raise HostileArchive(source, "trop volumineuse une fois décompressée")

    def from_archive(self, packed: int) -> int:
        """Bytes that may come out of one archive of so many."""
        return max(_HARMLESS, packed * self.settings.max_ratio)


class Counted:
    """A stream that stops a bomb: it counts what was unpacked, even of the members that are skipped."""

    def __init__(self, stream: Readable, name: str, packed: int, allowance: Allowance) -> None:
        self._stream = stream
        self._name = name
        self._left = min(allowance.from_archive(packed), allowance.bytes)

    def read(self, size: int, /) -> bytes:
        chunk = self._stream.read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise HostileArchive(self._name, "taux de compression anormal")
        return chunk


def bounded(stream: Readable, name: str, allowance: Allowance) -> bytes:
    """All of a member, as far as one file may be large."""
    limit = allowance.settings.max_bytes
    data = stream.read(limit + 1)
    allowance.take(name, 0, len(data))
    if len(data) > limit:
        raise FileTooLarge(name, f"{limit // 2**20} Mo au plus")
    return data
