"""The invoice that a file carries as data: Factur-X, ZUGFeRD or Order-X in a PDF, CII or UBL by itself.

The XML is read out with pdfium, which has the file open already; schema and Schematron belong to the checks.

Sources: Factur-X 1.09, 6 (the XML is an embedded file of the PDF/A-3) · EN 16931-3-2 and 3-3
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.intake.cii import is_cii, read_cii
from extractor.intake.pdf import attachments, opened
from extractor.intake.ubl import find_ubl, read_ubl
from extractor.safe_xml import local_name, parse_xml
from models.errors import FileTooLarge, NotADocument, RefusedFile

if TYPE_CHECKING:
    from models.resolution import Resolution

_USUAL = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "order-x.xml")
_LARGEST = 20 * 1024 * 1024
"""Bytes of XML: an invoice of ten thousand lines has twelve million."""


def read_xml(name: str, data: bytes) -> Resolution:
    """The invoice of a CII or UBL file.

    Raises UnsafeXml, DamagedFile, FileTooLarge, or NotADocument when the XML is another one.
    """
    if len(data) > _LARGEST:
        raise FileTooLarge(name, f"XML, {_LARGEST // 2**20} Mo au plus")
    root = parse_xml(name, data)
    if is_cii(root):
        return read_cii(root)
    ubl = find_ubl(root)
    if ubl is not None:
        return read_ubl(ubl)
    raise NotADocument(name, f"XML « {local_name(root)[:60]} », ni CII ni UBL")


def read_pdf(name: str, data: bytes) -> Resolution | None:
    """The invoice embedded in a PDF, None where there is none that can be read: the page then speaks for itself."""
    with opened(name, data) as document:
        found = [(title.lower(), content) for title, content in attachments(document, ".xml", _LARGEST)]
    for title, content in sorted(found, key=lambda one: one[0] not in _USUAL):
        try:
            resolution = read_xml(f"{name}/{title}", content)
        except RefusedFile:
            continue
        if resolution.fields:
            return resolution
    return None
