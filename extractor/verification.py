"""From a file that claims to be an electronic invoice to the truth about it: is it valid, does its page agree?

    bytes -> XML -> layers of checks -> ValidationReport
    bytes -> XML, pages -> values side by side -> Comparison
"""

from __future__ import annotations

import hashlib
from functools import partial

from extractor.comparison import compare, findings_of
from extractor.intake import open_source
from extractor.intake.embedded import read_xml
from extractor.pipeline import conclude
from extractor.reading import Ocr, read
from extractor.recognition import find
from extractor.resolution import resolve
from extractor.settings import Settings
from extractor.splitting import split
from extractor.validation import validate
from models.comparison import Comparison
from models.document import Document, Reading
from models.errors import NothingToCompare
from models.finding import Finding
from models.source import SourceKind
from models.validation import ValidationReport


def validate_file(
    name: str, data: bytes, *, ocr: Ocr, settings: Settings, with_page: bool = True
) -> ValidationReport:
    """Every layer that concerns the file; reading a hybrid's pages can be left out, which the report then says.

    A file that can't be opened gives a report that says so; no EngineError is raised.
    """
    page = partial(_page_findings, name, data, ocr=ocr, settings=settings) if with_page else None
    return validate(name, data, own=partial(own_findings, name), page=page)


def own_findings(name: str, xml: bytes) -> tuple[Finding, ...]:
    """What our own rules say about an XML invoice: mandatory mentions, identifiers, arithmetic, Chorus Pro.

    Raises models.errors.RefusedFile when it is not an invoice that can be read.
    """
    document = Document(name, hashlib.sha256(xml).hexdigest(), (), Reading.EMBEDDED)
    return conclude(document, read_xml(name, xml)).findings


def compare_file(name: str, data: bytes, *, ocr: Ocr, settings: Settings, xml: bytes | None = None) -> Comparison:
    """The values of the XML in a PDF, or of `xml` where it is given, against what the pages show.

    Raises models.errors.EngineError when the file can't be read, NothingToCompare when it has no XML or no pages.
    """
    source = open_source(name, data, settings=settings)
    if source.kind is SourceKind.XML:
        raise NothingToCompare(name)
    embedded = read_xml(name, xml) if xml is not None else source.embedded
    if embedded is None:
        raise NothingToCompare(name)
    document = next(iter(split(read(source, ocr=ocr, settings=settings))))
    values = compare(embedded, document, resolve(document, find(document)))
    return Comparison(
        source=name, sha256=source.sha256, reading=document.reading, values=values, findings=findings_of(values)
    )


def _page_findings(name: str, data: bytes, *, ocr: Ocr, settings: Settings) -> tuple[Finding, ...]:
    """What the page of a hybrid says against its XML."""
    return compare_file(name, data, ocr=ocr, settings=settings).findings
