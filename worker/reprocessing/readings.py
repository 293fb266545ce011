"""What today's engine reads in a content: once by each engine (`extractor.identity`), kept for every run that asks.

A document that stands on pages of a split file is read from these pages alone: boundaries that persons drew stay.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from extractor.identity import engine_version
from models.extraction import Extraction
from worker.page_files import PageFiles
from worker.reader import content_of, local_of, reader_of
from worker.service import Service
from worker.stacks_tasks import ReadPart
from worker.store.tables import RereadingRow
from worker.tasks import ReadFile


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be read: a file of a structure, or with `pages` these of its pages."""

    structure_id: str
    name: str
    sha256: str
    pages: tuple[int, ...] = ()

    @property
    def part(self) -> str:
        """By what pages are known again; empty for the whole file."""
        return hashlib.sha256(repr(self.pages).encode()).hexdigest() if self.pages else ""

    def key(self, engine: str) -> tuple[str, str, str, str]:
        return self.structure_id, self.sha256, engine, self.part


def engine() -> str:
    """Today's, as it is kept."""
    return engine_version()


def read(service: Service, content: Content) -> tuple[tuple[Extraction, ...], bool]:
    """The invoices, and whether they were known already. Raises ReaderFailed."""
    known = kept(service, content, engine())
    if known is not None:
        return known, True
    began = time.monotonic()
    found = _read(service, content)
    with suppress(IntegrityError), service.store.session() as session:  # another run may have read it at the same time
        row = RereadingRow(
            structure_id=content.structure_id,
            sha256=content.sha256,
            engine=engine(),
            part=content.part,
            seconds=time.monotonic() - began,
            extractions=[one.model_dump(mode="json", exclude_none=True) for one in found],
        )
        session.merge(row)
    return found, False


def kept(service: Service, content: Content, by: str) -> tuple[Extraction, ...] | None:
    """What was read by that engine, if it was."""
    with service.store.reading() as session:
        row = session.get(RereadingRow, content.key(by))
        return None if row is None else tuple(map(Extraction.model_validate, row.extractions))


def _read(service: Service, content: Content) -> tuple[Extraction, ...]:
    reader, pages = reader_of(service.settings), PageFiles.of(service.settings)
    read: Sequence[object]
    if content.pages:
        with local_of(service.files, content.sha256) as path:
            read = reader.run(ReadPart(content.name, path, content.sha256, pages, content.pages))
    else:
        read = reader.run(ReadFile(content.name, content_of(service.files, content.sha256), pages=pages))
    return tuple(Extraction.model_validate_json(one) for one in read if isinstance(one, str))
