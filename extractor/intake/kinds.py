r"""What a file is, told by its first bytes; its name and its type as declared say nothing reliable.

Sources: ISO 32000-1, annex H note 13 (readers accept a PDF header within the first kilobyte; mail gateways and web
servers put more in front of it) · PNG, JPEG, TIFF 6, WebP, GIF, BMP headers · ISO/IEC 23008-12 (HEIF brands) ·
APPNOTE.TXT 4.3 (ZIP) · RFC 1952 (gzip) · POSIX.1-2001 pax ("ustar" at offset 257)

>>> tell(b"%PDF-1.7 ..."), tell(b"PK\x03\x04..."), tell(b"bonjour")
(<Kind.PDF: 'pdf'>, <Kind.ZIP: 'zip'>, None)
"""

from __future__ import annotations

from enum import StrEnum

HEADER_WITHIN = 16 * 1024
"""How far from the start a PDF header is looked for, in bytes."""

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"GIF87a", b"GIF89a")
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "document Office"),
    (b"{\\rtf", "document RTF"),
    (b"7z\xbc\xaf\x27\x1c", "archive 7z, à remplacer par un ZIP"),
    (b"Rar!", "archive RAR, à remplacer par un ZIP"),
    (b"BZh", "archive bzip2, à remplacer par un ZIP"),
    (b"\xfd7zXZ", "archive xz, à remplacer par un ZIP"),
    (b"%!PS", "PostScript"),
    (b"MZ", "programme"),
    (b"\x7fELF", "programme"),
)


class Kind(StrEnum):
    """What can be opened, or unpacked."""

    PDF = "pdf"
    IMAGE = "image"
    XML = "xml"
    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"


def tell(data: bytes) -> Kind | None:
    """The kind of a file, None where it is none that can be read.

    Archives come before PDF: the first member of a ZIP or a tar may well be a PDF within the first kilobytes.
    """
    start = _start_of_text(data)
    told = (
        (Kind.ZIP, data.startswith(_ZIPS)),
        (Kind.GZIP, data.startswith(b"\x1f\x8b")),
        (Kind.TAR, is_tar(data)),
        (Kind.IMAGE, _is_image(data)),
        (Kind.XML, start.startswith(b"<?xml")),
        (Kind.PDF, data.find(b"%PDF-", 0, HEADER_WITHIN) >= 0),
        (Kind.XML, start.startswith(b"<") and not start.startswith(_HTML)),
    )
    return next((kind for kind, it_is in told if it_is), None)


def is_tar(data: bytes) -> bool:
    """Whether this is a tar archive, by the magic of its first header; the forms before 1988 have none."""
    return data[257:262] == b"ustar"


def describe(data: bytes) -> str:
    """What a file that can't be read seems to be, in French, for the message that refuses it."""
    if not data.strip(b"\x00 \t\r\n"):
        return "fichier vide"
    if _start_of_text(data).startswith(_HTML):
        return "page HTML"
    return next((what for magic, what in _OTHERS if data.startswith(magic)), "")


def _is_image(data: bytes) -> bool:
    if data.startswith(_IMAGES):
        return True
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return True
    if data[4:8] == b"ftyp":
        return data[8:12] in _HEIF_BRANDS
    # Two letters are little to go by: the four reserved bytes of a bitmap are zero, those of a text are not.
    return data[:2] == b"BM" and data[6:10] == b"\x00\x00\x00\x00"


def _start_of_text(data: bytes) -> bytes:
    """The first characters in lower case, without byte order mark and white space; UTF-16 is brought to ASCII."""
    head = data[:512]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        head = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
