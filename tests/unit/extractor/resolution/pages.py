"""What is decided about pages written as text, their words laid out as those of a file are."""

from __future__ import annotations

from dataclasses import replace

from extractor.reading.layout import page_of
from extractor.recognition import find
from extractor.resolution import resolve
from extractor.testing import document_of
from models.document import Reading
from models.resolution import Resolution


def resolution_of(*texts: str, confidence: float = 1.0, reading: Reading = Reading.TEXT_LAYER) -> Resolution:
    """The resolution of a document of one page per text."""
    written = document_of(*texts, confidence=confidence, reading=reading)
    pages = tuple(
        page_of(number=page.number, size=(page.width, page.height), words=page.words, reading=page.reading)
        for page in written.pages
    )
    document = replace(written, pages=pages)
    return resolve(document, find(document))


def values_of(*texts: str) -> dict[str, str]:
    """The values of all fields, by name."""
    return {name: field.value for name, field in resolution_of(*texts).fields.items()}
