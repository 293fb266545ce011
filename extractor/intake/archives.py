"""Archives: the files in a ZIP, a tar, a gzip or a PDF portfolio, one after the other, never all at once in memory.

Nothing is written to disk, so a path that climbs out of its folder could do no harm here; it is refused because only
an attack has one. Sizes are counted while unpacking, since headers lie.

Sources: APPNOTE.TXT 6.3 · https://docs.python.org/3/library/zipfile.html#decompression-pitfalls · CWE-22, CWE-409
"""

from __future__ import annotations

import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from extractor.intake.allowance import Allowance, Counted, bounded
from extractor.intake.kinds import Kind, is_tar, tell
from extractor.intake.pdf import attachments, is_portfolio, opened
from models.errors import DamagedFile, EngineError, FileTooLarge, HostileArchive, NotADocument, PasswordProtected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.intake.allowance import Readable
    from extractor.settings import Settings

BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, struct.error),
    *(NotImplementedError, RuntimeError, ValueError, LookupError, OverflowError),
)
"""What the standard library raises on archives that are cut, tampered with or packed by unknown methods."""

LISTED = b"PK\x01\x02"
"""What an entry in the list of a ZIP begins with."""

MOST_LISTED = 20
"""Entries over the limit for members, at which a ZIP is not even listed: millions of them take long. Those of a ZIP
stored in it count here."""

_CLUTTER = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_OFFICE = frozenset({"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml"})


@dataclass(frozen=True, slots=True)
class Member:
    """A file to open: itself, or one found in an archive, named `archive.zip/folder/member.pdf`."""

    name: str
    data: bytes


def expand(name: str, data: bytes, settings: Settings) -> Iterator[Member | EngineError]:
    """The files to open in a file, in their order: itself where it is no archive.

    Never raises an EngineError, but yields it in the place of what it concerns: a bad member costs itself, an archive
    that turns out hostile or damaged costs what would have followed. What the members are is told by `open_source`.
    """
    yield from expanded(Member(name, data), 0, Allowance(settings))


def expanded(file: Member, depth: int, allowance: Allowance) -> Iterator[Member | EngineError]:
    """The same within `depth` archives, at the cost of what is left to them together."""
    if len(file.data) > allowance.settings.max_bytes:
        yield FileTooLarge(file.name, f"{allowance.settings.max_bytes // 2**20} Mo au plus")
        return
    kind = tell(file.data)
    unpack = _UNPACKERS.get(kind) if kind and depth <= allowance.settings.max_depth else None
    if unpack is None:
        yield file
        return
    packed = len(file.data)
    unpacked = 0
    try:
        for member in unpack(file, allowance):
            if isinstance(member, EngineError):
                yield member
                continue
            if member is file:  # a PDF that is no portfolio
                yield file
                return
            if depth + 1 >= allowance.settings.max_depth and tell(member.data) in _ARCHIVES:
                yield HostileArchive(member.name, f"plus de {allowance.settings.max_depth} archives l'une dans l'autre")
                continue
            unpacked += len(member.data)
            if unpacked > allowance.from_archive(packed):
                raise HostileArchive(file.name, "taux de compression anormal")
            yield from expanded(member, depth + 1, allowance)
    except EngineError as error:
        yield error
    except BROKEN as error:
        yield damaged(file.name, error)


def _zip(file: Member, allowance: Allowance) -> Iterator[Member | EngineError]:
    if file.data.count(LISTED) > MOST_LISTED * allowance.settings.max_members:
        raise HostileArchive(file.name, f"plus de {allowance.settings.max_members} fichiers")
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        for name, entry in entries(archive, file.name, allowance):
            yield _unzipped(archive, entry, name, allowance) if isinstance(entry, zipfile.ZipInfo) else entry


def entries(
    archive: zipfile.ZipFile, source: str, allowance: Allowance
) -> Iterator[tuple[str, zipfile.ZipInfo | EngineError]]:
    """The files of a ZIP by their names, or why one is not taken. Raises HostileArchive, NotADocument."""
    infos = [info for info in archive.infolist() if not info.is_dir() and not _is_clutter(info.filename)]
    if not infos or any(info.filename in _OFFICE for info in infos):
        raise NotADocument(source, "document bureautique" if infos else "archive vide")
    allowance.take(source, len(infos), 0)
    for info in infos:
        name = _inside(source, info.filename)
        if _escapes(info.filename) or stat.S_ISLNK(info.external_attr >> 16):
            yield name, HostileArchive(name, "chemin interdit")
        elif info.flag_bits & 1:
            yield name, PasswordProtected(name, "archive chiffrée")
        else:
            yield name, info


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, allowance: Allowance) -> Member | EngineError:
    try:
        with archive.open(info) as stream:
            return Member(name, bounded(stream, name, allowance))
    except FileTooLarge as error:
        return error
    except BROKEN as error:
        return damaged(name, error)


def _tar(file: Member, allowance: Allowance) -> Iterator[Member | EngineError]:
    yield from _tar_stream(file.name, io.BytesIO(file.data), allowance)


def _gzip(file: Member, allowance: Allowance) -> Iterator[Member | EngineError]:
    """A tar inside, or a single file."""
    with gzip.GzipFile(fileobj=io.BytesIO(file.data)) as stream:
        head = stream.read(512)
        stream.seek(0)
        if is_tar(head):
            yield from _tar_stream(file.name, Counted(stream, file.name, len(file.data), allowance), allowance)
            return
        allowance.take(file.name, 1, 0)
        inner = PurePosixPath(file.name).name.removesuffix(".gz") or "contenu"
        yield Member(f"{file.name}/{inner}", bounded(stream, file.name, allowance))


def _tar_stream(name: str, stream: Readable, allowance: Allowance) -> Iterator[Member | EngineError]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]
        for info in archive:
            archive.members = []  # what was read is not kept: a tar may be long
            if info.isdir() or _is_clutter(info.name):
                continue
            allowance.take(name, 1, 0)
            inside = _inside(name, info.name)
            if not info.isreg() or _escapes(info.name):
                yield HostileArchive(inside, "lien ou chemin interdit")
                continue
            content = archive.extractfile(info)
            if content is not None:
                try:
                    yield Member(inside, bounded(content, inside, allowance))
                except FileTooLarge as error:
                    yield error


def _portfolio(file: Member, allowance: Allowance) -> Iterator[Member | EngineError]:
    """The PDF files of a portfolio; the file itself where it is none, or does not open."""
    try:
        with opened(file.name, file.data) as document:
            found = (
                list(attachments(document, ".pdf", allowance.settings.max_bytes))
                if document.count_attachments()
                else []
            )
            if not found or not is_portfolio(document):
                found = []
    except EngineError:
        found = []
    if not found:
        yield file
    for title, data in found:
        allowance.take(file.name, 1, len(data))
        yield Member(_inside(file.name, title), data)


def _escapes(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":") or "\x00" in path


def _is_clutter(path: str) -> bool:
    parts = path.split("/")
    return any(part in _CLUTTER for part in parts) or parts[-1].startswith("._")


def _inside(archive: str, path: str) -> str:
    return f"{archive}/{path.replace(chr(92), '/').lstrip('/')}"


def damaged(name: str, cause: Exception) -> EngineError:
    """What is said of an archive that can't be unpacked."""
    error = DamagedFile(name, "archive illisible")
    error.__cause__ = cause
    return error


_UNPACKERS = {Kind.ZIP: _zip, Kind.TAR: _tar, Kind.GZIP: _gzip, Kind.PDF: _portfolio}
_ARCHIVES = frozenset({Kind.ZIP, Kind.TAR, Kind.GZIP})
