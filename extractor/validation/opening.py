"""The FILE layer: what the file is, and the one invoice in it, or why there is none.

Sources: CWE-611, CWE-776 (entities) · XML 1.0, 4.3.3 (encodings) · Factur-X 1.09, 6 (the XML in the PDF)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.safe_xml import Element, parse_xml
from extractor.validation import file_messages as messages
from extractor.validation.subject import Subject, describe_root, subject_of, tell_syntax
from models.errors import RefusedFile, UnsafeXml
from models.finding import Finding

LARGEST = 20 * 1024 * 1024
"""Bytes of XML: an invoice of ten thousand lines has twelve million."""

_HEADER_WITHIN, _JUNK_WITHIN = 1024, 16 * 1024  # by the standard, and by what mail gateways put in front
_HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of opening a file: the invoice, unless `findings` say why not; and whether the file is a PDF."""

    is_pdf: bool
    subject: Subject | None
    findings: tuple[Finding, ...]


def open_file(name: str, data: bytes) -> Opened:
    """The invoice in a file; never raises on what a file holds."""
    if not data.strip(b"\x00 \t\r\n"):
        return Opened(is_pdf=False, subject=None, findings=(messages.empty(),))
    if b"%PDF-" in data[: _HEADER_WITHIN if looks_like_xml(data) else _JUNK_WITHIN]:
        return _open_pdf(name, data)
    if not looks_like_xml(data) or _HTML.match(data):
        return Opened(is_pdf=False, subject=None, findings=(messages.neither(),))
    return _open_xml(name, data, is_pdf=False)


def looks_like_xml(data: bytes) -> bool:
    """Whether the first character, in UTF-8 or UTF-16, opens a tag.

    >>> looks_like_xml("\\ufeff <a/>".encode()), looks_like_xml("<a/>".encode("utf-16")), looks_like_xml(b"PK")
    (True, True, False)
    """
    head = data[:512].removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head.replace(b"\x00", b"").lstrip().startswith(b"<")


def _open_pdf(name: str, data: bytes) -> Opened:
    import pikepdf  # noqa: PLC0415 - a bare XML file does not need it

    from extractor.validation.attachments import USUAL, xml_files  # noqa: PLC0415

    try:
        found = xml_files(data)
    except pikepdf.PasswordError:
        return Opened(is_pdf=True, subject=None, findings=(messages.password(),))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        return Opened(is_pdf=True, subject=None, findings=(messages.damaged_pdf(),))
    if not found:
        return Opened(is_pdf=True, subject=None, findings=(messages.no_xml(),))
    usual = [one for one in found if one.name.lower() in USUAL]
    candidates = usual or [one for one in found if one.data is None or _is_invoice(name, one.data)] or list(found)
    if len(candidates) > 1:
        return Opened(is_pdf=True, subject=None, findings=(messages.several([one.name for one in candidates]),))
    only = candidates[0]
    if only.data is None:
        return Opened(is_pdf=True, subject=None, findings=(messages.unpackable(only.name),))
    return _open_xml(name, only.data, is_pdf=True)


def _is_invoice(name: str, data: bytes) -> bool:
    try:
        return tell_syntax(parse_xml(name, data)) is not None
    except RefusedFile:
        return False


def _open_xml(name: str, data: bytes, *, is_pdf: bool) -> Opened:
    read = _read(name, data, embedded=is_pdf)
    if isinstance(read, Finding):
        return Opened(is_pdf=is_pdf, subject=None, findings=(read,))
    return Opened(is_pdf=is_pdf, subject=read, findings=())


def _read(name: str, data: bytes, *, embedded: bool) -> Subject | Finding:
    if len(data) > LARGEST:
        return messages.too_large(LARGEST)
    if not looks_like_xml(data):
        return messages.not_xml()
    try:
        root = parse_xml(name, data)
    except UnsafeXml as error:
        return messages.unsafe(error)
    except RefusedFile as error:
        return messages.broken(str(error.__cause__ or ""))
    return _invoice(root, data, embedded=embedded)


def _invoice(root: Element, data: bytes, *, embedded: bool) -> Subject | Finding:
    syntax = tell_syntax(root)
    if syntax is None:
        return messages.unknown_root(describe_root(root))
    subject = subject_of(root, data, syntax, embedded=embedded)
    return subject if subject.known is not None else messages.unknown_profile(subject.profile)
