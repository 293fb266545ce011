"""From bytes to checked invoices: the whole way of the data, in order.

    bytes -> Source -> Document -> Document... -> Candidates -> Resolution -> second look -> Invoice -> Findings
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.embedded_first import prefer_embedded
from extractor.intake import open_file
from extractor.mentions import legal_mention
from extractor.numbering import from_one, in_file
from extractor.prefill import prefill
from extractor.reading import Ocr, read, read_again
from extractor.recognition import find
from extractor.resolution import resolve
from extractor.rules import check
from extractor.second_look import look_again
from extractor.settings import Settings
from extractor.splitting import split
from models.document import Document, Reading
from models.extraction import Extraction
from models.finding import Severity
from models.resolution import Given, Resolution
from models.second_look import Again
from models.source import Source, SourceKind


def extract(name: str, data: bytes, *, ocr: Ocr, settings: Settings) -> Iterator[Extraction]:
    """Every invoice found in a file, in the order of its pages.

    Raises models.errors.EngineError, whose message says what to do, when the file or one of its members can't be read.
    """
    for source in open_file(name, data, settings=settings):
        yield from extract_source(source, ocr=ocr, settings=settings)


def extract_source(source: Source, *, ocr: Ocr, settings: Settings) -> Iterator[Extraction]:
    """The invoices of one opened file; an embedded invoice is believed before the page."""
    for _, extraction in read_source(source, ocr=ocr, settings=settings):
        yield extraction


def read_source(source: Source, *, ocr: Ocr, settings: Settings) -> Iterator[tuple[Document, Extraction]]:
    """The same, each with the pages it was read from: what is written around them needs their words."""
    if source.kind is SourceKind.XML and source.embedded is not None:
        document = Document(source.name, source.sha256, (), Reading.EMBEDDED)
        yield document, conclude(document, source.embedded)
        return
    for document in split(read(source, ocr=ocr, settings=settings)):
        again = read_again(source, document.pages, settings=settings)
        yield document, extract_document(document, embedded=source.embedded, again=again)


def extract_document(
    document: Document, *, embedded: Resolution | None = None, again: Again | None = None
) -> Extraction:
    """The invoice on pages that were read before, such as a part of a stack.

    `again` reads what is doubtful on them a second time (`extractor.reading.read_again`); without it nothing is.
    """
    seen = decide(document)
    if embedded is not None:
        return conclude(document, prefer_embedded(embedded, seen))
    return conclude(document, seen if again is None else look_again(document, seen, again=again, decide=decide))


def decide(document: Document) -> Resolution:
    """What the pages say; they may be some of a file, whose page numbers are told."""
    pages = from_one(document)
    return in_file(resolve(pages, find(pages)), document)


def conclude(document: Document, resolution: Resolution) -> Extraction:
    """Pre-fill and check: also what runs again after a reviewer's correction (`extractor.correction`)."""
    invoice = prefill(resolution)
    findings = check(invoice, resolution)
    return Extraction(
        source=document.source,
        sha256=document.sha256,
        pages=tuple(page.number for page in document.pages),
        reading=document.reading,
        fields=dict(resolution.fields),
        vat_breakdown=resolution.vat_breakdown,
        lines=resolution.lines,
        adjustments=resolution.adjustments,
        mentions=tuple(legal_mention(mention) for mention in resolution.mentions),
        given=resolution.given if resolution.given != Given() else None,
        invoice=invoice,
        findings=findings,
        ready=not any(finding.severity is Severity.BLOCKING for finding in findings),
    )
