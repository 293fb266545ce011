"""Pictures of pages, drawn once by the reader process and kept on disk: what is lost of them is drawn again."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.service import Principal
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
    path = folder(service, sha256) / f"{page}-{wide}.png"
    tag = f"{sha256}-{path.stem}"
    with suppress(FileNotFoundError):
        return Picture(path.read_bytes(), tag)
    task = PageImage(name, service.files.read(sha256), page, wide)
    drawn = reader_of(service.settings).run(task)
    _keep(path, drawn)
    return Picture(drawn, tag)


def folder(service: Service, sha256: str) -> Path:
    """Where the pictures of a file are kept; whoever deletes the file may delete them."""
    return service.settings.home / "pages" / sha256[:2] / sha256


def _keep(path: Path, drawn: bytes) -> None:
    """Whole or absent; a disk that is full costs the next one who asks some time."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(number, "wb") as kept:
                kept.write(drawn)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
