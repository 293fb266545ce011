r"""What a file is, by its first bytes: the media type that it is kept and given back under.

What its sender declares, and how its name ends, say nothing reliable.

Sources: `extractor.intake.kinds` · IANA's registry of media types

>>> media_type(b"%PDF-1.7 ..."), media_type(b"II*\x00..."), media_type(b"PK\x03\x04...")
('application/pdf', 'image/tiff', 'application/zip')
"""

from __future__ import annotations

from types import MappingProxyType
from typing import BinaryIO

from extractor.intake.kinds import HEADER_WITHIN, Kind, describe, tell
from models.errors import NotADocument
from models.service_errors import NotTaken

HEAD = HEADER_WITHIN + 8
"""How many first bytes are looked at."""

_TYPES = MappingProxyType(
    {
        Kind.PDF: "application/pdf",
        Kind.XML: "application/xml",
        Kind.ZIP: "application/zip",
        Kind.TAR: "application/x-tar",
        Kind.GZIP: "application/gzip",
    }
)
ARCHIVES = frozenset(_TYPES[kind] for kind in (Kind.ZIP, Kind.TAR, Kind.GZIP))
"""Media types of files that hold others."""

_IMAGES = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
    (b"BM", "image/bmp"),
    (b"II", "image/tiff"),
    (b"MM", "image/tiff"),
)


def media_type(head: bytes) -> str:
    """The media type. Raises NotTaken for what is no invoice and no archive of them."""
    kind = tell(head)
    if kind is None:
        seems = describe(head)
        raise NotTaken(f"{NotADocument.fr} ({seems})" if seems else NotADocument.fr, NotADocument.en)
    if kind is Kind.IMAGE:
        return next((name for magic, name in _IMAGES if head.startswith(magic)), "image/heic")
    return _TYPES[kind]


class Rewound:
    """A stream whose first bytes were read already: they are given again before the rest."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._rest.read(size)
        if size < 0:
            given, self._head = self._head, b""
            return given + self._rest.read()
        given, self._head = self._head[:size], self._head[size:]
        return given
