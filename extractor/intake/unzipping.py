"""A ZIP on disk, unpacked to disk: what a scanner or a mailbox packs is larger than memory has room for.

An entry is copied a piece at a time and counted as it comes out, since headers lie: over the limits nothing more is
written, and what was begun is removed. Entries of ordinary size are looked into as `expand` does, so that an archive or
a portfolio in the archive gives its own files.

Source: https://docs.python.org/3/library/zipfile.html#decompression-pitfalls · CWE-409
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from extractor.intake.allowance import Allowance
from extractor.intake.archives import BROKEN, LISTED, MOST_LISTED, Member, damaged, entries, expanded
from models.errors import EngineError, HostileArchive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.settings import Settings

_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Unzipped:
    """A file out of an archive: what it is called there, and where it lies now."""

    name: str
    path: Path


class NotWritten(Exception):
    """The folder takes nothing more; the OSError is its cause."""


def unzip(
    name: str, path: Path, folder: Path, *, settings: Settings, most_bytes: int
) -> Iterator[Unzipped | EngineError]:
    """The files of a ZIP, put into `folder` under numbers, or why one is not; at most `most_bytes` in all.

    `settings` bound how many they are, and what is looked into: files of up to `max_bytes`. Errors are yielded as
    `expand` does. Raises NotWritten.
    """
    allowance = Allowance(settings)
    allowance.bytes = min(most_bytes, allowance.from_archive(path.stat().st_size))
    made = _Folder(folder)
    try:
        if _listed(path) > MOST_LISTED * settings.max_members:
            raise HostileArchive(name, f"plus de {settings.max_members} fichiers")
        with zipfile.ZipFile(path) as archive:
            for inside, entry in entries(archive, name, allowance):
                if isinstance(entry, EngineError):
                    yield entry
                    continue
                target = made.place(inside)
                try:
                    with archive.open(entry) as stream:
                        _copy(stream, target, name, allowance)
                except BROKEN as error:
                    yield damaged(inside, error)
                    continue
                yield from _looked_into(Unzipped(inside, target), made, allowance)
    except EngineError as error:
        yield error
    except BROKEN as error:
        yield damaged(name, error)


def _listed(path: Path) -> int:
    """Entries of the archive's list, and of those stored in it, counted before any is believed."""
    count, end = 0, b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            count += (end + piece).count(LISTED)
            end = piece[1 - len(LISTED) :]
    return count


class _Folder:
    """Numbers files that come in, and keeps their endings: what they are is told by their content."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def place(self, name: str) -> Path:
        self.count += 1
        return self.path / f"{self.count - 1:05}{PurePosixPath(name).suffix[:8]}"


def _copy(stream: IO[bytes], target: Path, source: str, allowance: Allowance) -> None:
    whole = False
    try:
        with _written(target) as file:
            while piece := stream.read(_PIECE):
                allowance.take(source, 0, len(piece))
                _put(file, piece)
        whole = True
    finally:
        if not whole:
            target.unlink(missing_ok=True)


def _written(target: Path) -> IO[bytes]:
    try:
        return target.open("wb", buffering=0)  # so that a full disk is told by `write`, not by `close`
    except OSError as error:
        raise NotWritten from error


def _put(file: IO[bytes], piece: bytes) -> None:
    left = memoryview(piece)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError as error:
        raise NotWritten from error


def _looked_into(one: Unzipped, made: _Folder, allowance: Allowance) -> Iterator[Unzipped | EngineError]:
    if one.path.stat().st_size > allowance.settings.max_bytes:
        yield one
        return
    whole = Member(one.name, one.path.read_bytes())
    for member in expanded(whole, 1, allowance):
        if member is whole:
            yield one
            return
        if isinstance(member, EngineError):
            yield member
            continue
        target = made.place(member.name)
        with _written(target) as file:
            _put(file, member.data)
        yield Unzipped(member.name, target)
    one.path.unlink()
