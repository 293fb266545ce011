"""A scan page by page: what the file is, and each of its pages alone, so that no more than one is in memory.

What runs here runs in the reader process. PDFs, files of pictures and ZIP archives are opened by their path; another
archive and a damaged file are unpacked or mended as a whole, which the limit for one file bounds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from extractor.intake import open_source
from extractor.intake.kinds import HEADER_WITHIN, Kind, tell
from extractor.intake.pdf import readable
from extractor.output.cutting import cut, facts
from extractor.output.pdfa.scans import frame_alone, frames_in
from extractor.settings import Settings
from models.errors import DamagedFile, EngineError, NotADocument, TooManyPages
from models.source import Source, SourceKind
from worker.digitising import shelf
from worker.digitising.order import Form, Scan
from worker.digitising.tasks import CannotKeep

MOST_PAGES = 20_000
LARGEST_ZIP = 2 * 2**30
"""Bytes: a thousand pages of 300 dpi in colour have half a gigabyte."""
MOST_UNPACKED = 4 * 2**30
"""Bytes of all files of a ZIP: they lie on disk until they are read."""


def limits() -> Settings:
    """Those of one file, with as many pages as a stack has."""
    return replace(Settings(), max_pages=MOST_PAGES)


def opened(name: str, path: Path, sha256: str, kept: Path, *, member: bool = False) -> Scan:
    """What a file is. A damaged one is mended into the folder `kept`; a `member` came out of an archive.

    Raises EngineError.
    """
    with path.open("rb") as file:
        head = file.read(HEADER_WITHIN)
    scan = Scan(name, sha256, path, Form.PICTURE)
    match tell(head):
        case Kind.PDF:
            scan = _pdf(scan, kept, member=member)
        case Kind.IMAGE:
            pages = frames_in(path, name)
            scan = replace(scan, form=Form.PICTURES if pages > 1 else Form.PICTURE, pages=pages)
        case Kind.ZIP | Kind.TAR | Kind.GZIP if not member:
            return replace(scan, form=Form.ARCHIVE)
        case Kind.XML:
            raise NotADocument(name, "facture XML, sans page à numériser : lisez-la avec « prefacture extract »")
        case _:
            open_source(name, path.read_bytes()[:HEADER_WITHIN], settings=Settings())  # raises, and says what it is
            raise NotADocument(name)
    if scan.pages > MOST_PAGES:
        raise TooManyPages(name, f"{scan.pages} pages, {MOST_PAGES} au plus")
    return scan


def _pdf(scan: Scan, kept: Path, *, member: bool) -> Scan:
    try:
        about = facts(scan.path, scan.name)
    except DamagedFile:
        mended = kept / "source.pdf"
        if not mended.is_file():
            if scan.path.stat().st_size > Settings().max_bytes:
                raise
            shelf.write(mended, readable(scan.name, scan.path.read_bytes(), limits()))
        scan = replace(scan, path=mended)
        about = facts(mended, scan.name)
    if about.portfolio and not member:
        return replace(scan, form=Form.ARCHIVE)
    data = about.attachments and _embedded(scan) is not None
    return replace(scan, form=Form.PDF, pages=about.pages, data=data)


def _embedded(scan: Scan) -> Source | None:
    """The file with the invoice that it carries; None where it carries none, or is too large to be one."""
    if scan.path.stat().st_size > Settings().max_bytes:
        return None
    source = open_source(scan.name, scan.path.read_bytes(), settings=limits())
    return source if source.embedded is not None else None


def whole(scan: Scan) -> Source | None:
    """A file whose invoice is data, as one."""
    return _embedded(scan) if scan.data else None


def alone(scan: Scan, number: int) -> Source:
    """One page of a scan as a file of its own; its digest is that of the page. Raises EngineError."""
    match scan.form:
        case Form.PDF:
            data, kind = cut(scan.path, (number,), name=scan.name), SourceKind.PDF
        case Form.PICTURES:
            pixels = Settings().max_pixels
            data, kind = frame_alone(scan.path, number, name=scan.name, most_pixels=pixels), SourceKind.IMAGE
        case _:
            data, kind = scan.path.read_bytes(), SourceKind.IMAGE
            return open_source(scan.name, data, settings=Settings())
    return Source(scan.name, hashlib.sha256(data).hexdigest(), kind, data)


def unpacked(name: str, path: Path, folder: Path) -> tuple[tuple[str, Path | EngineError], ...]:
    """The files of an archive, put into `folder` one after the other; or why one can't be. Raises EngineError."""
    with path.open("rb") as file:
        kind = tell(file.read(HEADER_WITHIN))
    most = LARGEST_ZIP if kind is Kind.ZIP else Settings().max_bytes
    if path.stat().st_size > most:
        raise TooLargeToUnpack(name, f"{most // 2**20} Mo au plus")
    unpack = _from_disk if kind is Kind.ZIP else _in_memory
    return tuple(unpack(name, path, folder))


def _from_disk(name: str, path: Path, folder: Path) -> Iterator[tuple[str, Path | EngineError]]:
    from extractor.intake.unzipping import NotWritten, unzip  # noqa: PLC0415 - rare

    settings = replace(Settings(), max_members=MOST_PAGES)
    try:
        for one in unzip(name, path, folder, settings=settings, most_bytes=MOST_UNPACKED):
            yield (one.source, one) if isinstance(one, EngineError) else (one.name, one.path)
    except NotWritten as error:
        raise CannotKeep(name, str(error.__cause__)) from error


def _in_memory(name: str, path: Path, folder: Path) -> Iterator[tuple[str, Path | EngineError]]:
    from extractor.intake import expand  # noqa: PLC0415 - rare

    for index, member in enumerate(expand(name, path.read_bytes(), Settings())):
        if isinstance(member, EngineError):
            yield member.source, member
            continue
        target = folder / f"{index:05}{Path(member.name).suffix[:8]}"
        shelf.write(target, member.data)
        yield member.name, target


class TooLargeToUnpack(EngineError):
    """An archive that would take too long, or more memory than there is: all but a ZIP are unpacked in memory."""

    code = "archive_too_large"
    fr = "Cette archive est trop volumineuse pour être ouverte ici : décompressez-la dans un dossier, et donnez-le."
    en = "This archive is too large to be unpacked here: unpack it into a folder, and give that."
