"""Pictures of pages, drawn once by the reader process and kept on disk: what is lost of them is drawn again."""

from __future__ import annotations

from dataclasses import dataclass

from models.service import Principal
from worker.page_files import PageFiles
from worker.reader import reader_of
from worker.service import Service
from worker.tasks import PageImage
from worker.visibility import document_row

NARROWEST, WIDEST, STEP = 100, 3000, 100
"""Widths in pixels: they are rounded up to a step, so that few pictures are kept of a page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG; `tag` tells it from every other picture."""

    data: bytes
    tag: str


def page_image(service: Service, principal: Principal, document_id: str, page: int, width: int) -> Picture:
    """A page as PNG, at most `width` pixels wide, rounded up. Raises NotFound, worker.reader.ReaderFailed."""
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        name, sha256 = row.name, row.sha256
    wide = min(WIDEST, max(NARROWEST, -(-width // STEP) * STEP))
    files = PageFiles.of(service.settings)
    path = files.folder(sha256) / f"{page}-{wide}.png"
    tag = f"{sha256}-{path.stem}"
    if (known := files.kept(path)) is not None:
        return Picture(known, tag)
    task = PageImage(name, service.files.read(sha256), page, wide)
    drawn = reader_of(service.settings).run(task)
    files.keep(path, drawn)
    return Picture(drawn, tag)
