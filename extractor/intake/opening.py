"""From bytes to a Source: what the file is, whether it may be read, and the invoice that it carries as data."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from extractor.intake import embedded
from extractor.intake.archives import expand
from extractor.intake.images import check_image
from extractor.intake.kinds import Kind, describe, tell
from extractor.intake.pdf import readable
from models.errors import EngineError, FileTooLarge, NotADocument
from models.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.settings import Settings


def open_file(name: str, data: bytes, *, settings: Settings) -> Iterator[Source]:
    """Every document in a file, in its order.

    Raises the EngineError of the first one that can't be read; `expand` and `open_source` go on with the others.
    """
    for member in expand(name, data, settings):
        if isinstance(member, EngineError):
            raise member
        yield open_source(member.name, member.data, settings=settings)


def open_source(name: str, data: bytes, *, settings: Settings) -> Source:
    """One file that is no archive, told by its content. The digest is that of the file as given, before any repair.

    Raises a RefusedFile, or EmptyDocument for a PDF without pages.
    """
    if len(data) > settings.max_bytes:
        raise FileTooLarge(name, f"{settings.max_bytes // 2**20} Mo au plus")
    digest = hashlib.sha256(data).hexdigest()
    match tell(data):
        case Kind.PDF:
            readable_data = readable(name, data, settings)
            return Source(name, digest, SourceKind.PDF, readable_data, embedded.read_pdf(name, readable_data))
        case Kind.IMAGE:
            check_image(name, data, settings)
            return Source(name, digest, SourceKind.IMAGE, data)
        case Kind.XML:
            return Source(name, digest, SourceKind.XML, data, embedded.read_xml(name, data))
        case _:
            raise NotADocument(name, describe(data))
