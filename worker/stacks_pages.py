"""Pages as they were read, whole, kept on disk beside their pictures: what is split anew is not read by OCR again.

Kept is what this engine read: a page of another version is as good as lost. See `worker.page_packing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING

from extractor.identity import engine_version
from models.document import Document, Page, Reading
from models.errors import DamagedFile
from worker import page_packing
from worker.page_files import PageFiles

if TYPE_CHECKING:
    from extractor.settings import Settings
    from models.source import Source
    from worker.digitising.order import Scan

NAME = "read-{}.z"
NONE: Mapping[int, Page] = MappingProxyType({})
_A4 = (595.28, 841.89)


def packed(page: Page) -> bytes:
    """The page as it is kept.

    >>> page = Page(1, 595.0, 842.0, (), (), ())
    >>> unpacked(packed(page)) == page
    True
    """
    return f"{engine_version()}\n".encode() + page_packing.packed(page)


def unpacked(data: bytes) -> Page | None:
    """The page that was kept; None of what another engine read, or of what is no page."""
    engine, _, told = data.partition(b"\n")
    if engine != engine_version().encode():
        return None
    try:
        return page_packing.unpacked(told)
    except (ValueError, KeyError, TypeError):
        return None


def keep(files: PageFiles, sha256: str, pages: Iterable[Page]) -> None:
    """Keep the pages of a file."""
    folder = files.folder(sha256)
    for page in pages:
        files.keep(folder / NAME.format(page.number), packed(page))


def kept(files: PageFiles, sha256: str, number: int) -> Page | None:
    """A page of a file, if it is kept."""
    found = files.kept(files.folder(sha256) / NAME.format(number))
    return None if found is None else unpacked(found)


def known(files: PageFiles, sha256: str) -> frozenset[int]:
    """The pages of a file that are kept, as this engine read them."""
    mark = f"{engine_version()}\n".encode()
    found: list[int] = []
    for path in files.folder(sha256).glob(NAME.format("*")):
        with suppress(OSError, ValueError), path.open("rb") as kept_page:
            if kept_page.read(len(mark)) == mark:
                found.append(int(path.stem.partition("-")[2]))
    return frozenset(found)


def page_at(files: PageFiles | None, source: Source, number: int, settings: Settings) -> Page:
    """A page of an opened file: as it is kept, else read now, and kept. Raises NoSuchPage beyond the last one.

    A page that can't be opened is blank, as far as can be told.
    """
    if files is not None and (known := kept(files, source.sha256, number)) is not None:
        return known
    from extractor.reading.region import one_page  # noqa: PLC0415
    from worker.tasks import ocr  # noqa: PLC0415

    try:
        page = one_page(source, number, ocr=ocr, settings=settings)
    except DamagedFile:
        page = Page(number, *_A4, (), (), ())
    if files is not None:
        keep(files, source.sha256, (page,))
    return page


def pages_from(
    files: PageFiles | None, source: Source, settings: Settings, known: Mapping[int, Page] = NONE
) -> Iterator[Page]:
    """All pages of an opened file: those that are known, else as `page_at` gives them."""
    from extractor.reading.page_image import NoSuchPage  # noqa: PLC0415

    for number in count(1):
        try:
            yield known.get(number) or page_at(files, source, number, settings)
        except NoSuchPage:
            return


def document_of(source: Source | Scan, pages: tuple[Page, ...]) -> Document:
    """Pages of a file as one document."""
    readings = {page.reading for page in pages if page.words} or {Reading.TEXT_LAYER}
    return Document(source.name, source.sha256, pages, readings.pop() if len(readings) == 1 else Reading.MIXED)
