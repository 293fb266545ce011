"""One file to read: a PDF, an image or an XML invoice, told by its content, with the invoice embedded in it if any."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.resolution import Resolution


class SourceKind(StrEnum):
    """What a file is, whatever its name says."""

    PDF = "pdf"
    IMAGE = "image"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Source:
    """`name` is the file's name as given (members of an archive: `archive.zip/member.pdf`), `sha256` that of its bytes.

    `data` is what is read: repaired where the file was damaged, decrypted where no password is needed.
    `embedded` holds what a Factur-X, ZUGFeRD, Order-X, CII or UBL invoice in it says.
    """

    name: str
    sha256: str
    kind: SourceKind
    data: bytes
    embedded: Resolution | None = None
