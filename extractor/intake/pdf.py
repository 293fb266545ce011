"""PDF: whether it opens, what it takes to read it, and the files that are attached to it.

pdfium opens more than the standard demands: wrong cross-reference tables, page trees without types, owner passwords.
What it refuses for its junk in front or its missing end is offered again without the one or with a new other.

Sources: ISO 32000-1, 7.5.2 (header), 7.5.5 (trailer), 7.6 (encryption), 7.11.4 (embedded files), 12.3.5 (collections) ·
https://pypdfium2.readthedocs.io
"""

from __future__ import annotations

import ctypes
import io
import re
from contextlib import closing, contextmanager
from itertools import islice
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.intake.kinds import HEADER_WITHIN
from models.errors import DamagedFile, EmptyDocument, EngineError, PasswordProtected, TooManyPages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.settings import Settings

_TYPE = re.compile(rb"/Type\s{0,20}/(Catalog|Page)\b")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})\s{1,20}(\d{1,5})\s{1,20}obj\b")
_ROOT = re.compile(rb"/Root\s+(\d+)\s+(\d+)\s+R")
_PAGES_TRIED = 25
_OBJECTS_TRIED = 20_000
_NEW_TREE, _NEW_ROOT = b"4000001 0", b"4000002 0"  # free in any real file, and below pdfium's limit of 4 194 304
_END_OF_OBJECT = b"\nendstream\nendobj"  # closes what a truncated file left open


@contextmanager
def opened(name: str, data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, with at least one page, after repair if need be.

    Raises PasswordProtected, DamagedFile, or EmptyDocument when it has no page.
    """
    document, kept = _load(name, data)
    with closing(document):
        yield document
    del kept


def readable(name: str, data: bytes, settings: Settings) -> bytes:
    """The bytes to read: those given, or a repaired and decrypted copy where other readers would stumble.

    Raises what `opened` raises, TooManyPages, and DamagedFile when no page can be loaded.
    """
    document, whole = _load(name, data)
    with closing(document):
        if len(document) > settings.max_pages:
            raise TooManyPages(name, f"{len(document)} pages, {settings.max_pages} au plus")
        if not _any_page(document):
            raise DamagedFile(name, "aucune page lisible")
        encrypted = pdfium.FPDF_GetSecurityHandlerRevision(document) != -1
        ends = b"startxref" in data[-2048:] and b"%%EOF" in data[-2048:]
        if whole is data and data.startswith(b"%PDF-") and ends and not encrypted:
            return data
        return _copy(document) or whole


def attachments(document: pypdfium2.PdfDocument, suffix: str, limit: int) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the attached files whose name ends so, but for those too large or that can't be decoded."""
    size = ctypes.c_ulong()
    for index in range(document.count_attachments()):
        try:
            attachment = document.get_attachment(index)
            name = attachment.get_name()
            if not name.lower().endswith(suffix):
                continue
            pdfium.FPDFAttachment_GetFile(attachment, None, 0, size)  # unpacked once to be measured
            if size.value <= limit:
                yield name, bytes(attachment.get_data())
        except (pypdfium2.PdfiumError, UnicodeDecodeError):
            continue


def is_portfolio(document: pypdfium2.PdfDocument) -> bool:
    """Whether the catalog has a /Collection: the attached files are then the content, the page a mere cover.

    pdfium does not show the catalog, but writes it in plain text in a copy, even out of a compressed object stream.
    """
    copy = _copy(document)
    roots = _ROOT.findall(copy)
    if not roots:
        return False
    number, generation = roots[-1]
    at = re.search(rb"(?<!\d)%b %b obj\b(.*?)endobj" % (number, generation), copy, re.DOTALL)
    return at is not None and re.search(rb"/Collection(?![A-Za-z])", at[1]) is not None


def _load(name: str, data: bytes) -> tuple[pypdfium2.PdfDocument, bytes]:
    """The document and the bytes it was opened from: those given, or else those of an attempt that shows a page.

    The bytes must outlive the document, which reads them on demand.
    """
    failure: EngineError = DamagedFile(name)
    for attempt in _attempts(data):
        # Not by pypdfium2's own constructor: for a file without pages it tells pdfium's last error, which is that of
        # some file before.
        raw = pdfium.FPDF_LoadMemDocument64(attempt, len(attempt), None)
        if not raw:
            if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
                raise PasswordProtected(name)
            continue
        document = pypdfium2.PdfDocument(raw)
        if (attempt is data and len(document)) or _any_page(document):
            return document, attempt
        if attempt is data:
            failure = EmptyDocument(name, "aucune page")
        document.close()
    raise failure


def _attempts(data: bytes) -> Iterator[bytes]:
    """The file as given, then without the junk in front, then with a new end, then with a new page tree."""
    yield data
    start = data.find(b"%PDF-", 0, HEADER_WITHIN)
    if start > 0:
        data = data[start:]
        yield data
    found = list(_typed_objects(data))
    catalogs = [reference for kind, reference in found if kind == b"Catalog"]
    if catalogs:
        yield data + _END_OF_OBJECT + _trailer(catalogs[-1])
    pages = list(dict.fromkeys(reference for kind, reference in found if kind == b"Page"))
    if pages:
        kids = b" ".join(b"%b R" % page for page in pages)
        tree = b"\n%b obj\n<</Type/Pages/Count %d/Kids[%b]>>\nendobj" % (_NEW_TREE, len(pages), kids)
        root = b"\n%b obj\n<</Type/Catalog/Pages %b R>>\nendobj" % (_NEW_ROOT, _NEW_TREE)
        yield data + _END_OF_OBJECT + tree + root + _trailer(_NEW_ROOT)


def _typed_objects(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind (Catalog, Page) and number of the objects that stand in plain text, in the order of the file."""
    for match in islice(_TYPE.finditer(data), _OBJECTS_TRIED):
        before = data[max(0, match.start() - 2000) : match.start()]
        headers = list(_OBJECT.finditer(before))
        if headers and b"endobj" not in before[headers[-1].end() :]:
            yield match[1], b"%b %b" % headers[-1].groups()


def _trailer(root: bytes) -> bytes:
    """An end of file that names the catalog; without a table, pdfium looks for the objects itself."""
    return b"\ntrailer\n<</Root %b R>>\nstartxref\n0\n%%%%EOF\n" % root


def _any_page(document: pypdfium2.PdfDocument) -> bool:
    return any(_loads(document, index) for index in range(min(len(document), _PAGES_TRIED)))


def _loads(document: pypdfium2.PdfDocument, index: int) -> bool:
    try:
        document.get_page_size(index)
    except pypdfium2.PdfiumError:
        return False
    return True


def _copy(document: pypdfium2.PdfDocument) -> bytes:
    """The document written anew by pdfium, without encryption; empty when that fails or loses pages."""
    buffer = io.BytesIO()
    try:
        document.save(buffer, flags=pdfium.FPDF_REMOVE_SECURITY)
        with closing(pypdfium2.PdfDocument(buffer.getvalue())) as again:
            return buffer.getvalue() if len(again) == len(document) else b""
    except pypdfium2.PdfiumError:
        return b""
