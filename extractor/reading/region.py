"""One page of a file, and a part of one read on its own: what a person points at where the page gave no words.

A part is cut out of the page as it is shown, so that its box is in the points that all boxes of the page are in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2 as pypdfium

from extractor.reading.layout import page_of
from extractor.reading.page_image import NoSuchPage, frame_of, page_picture
from extractor.reading.read import image_page, pages_of, pdf_page
from models.document import Page, Reading, Word
from models.errors import DamagedFile
from models.geometry import BBox
from models.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.reading.ocr import Ocr
    from extractor.settings import Settings

DPI = 250
"""Of the picture that a part of a page with text is cut out of; a scan is cut as it is."""
AROUND = 24
"""Pixels of the page that are read around a part: what its edge cuts through is seen whole, and then left out."""
TALL = 96
"""Pixels that are at least read from top to bottom: small print is made larger."""


def outlines(source: Source, *, settings: Settings) -> Iterator[Page]:
    """All pages that can be opened, those of scans without their words: nothing is read by OCR."""
    return iter(()) if source.kind is SourceKind.XML else pages_of(source, ocr=lambda _: (), settings=settings)


def one_page(source: Source, number: int, *, ocr: Ocr, settings: Settings) -> Page:
    """The page with that number, from 1, with its words. Raises NoSuchPage, DamagedFile."""
    match source.kind:
        case SourceKind.PDF:
            try:
                with pypdfium.PdfDocument(source.data) as file:
                    if not 1 <= number <= len(file):
                        raise NoSuchPage(source.name, str(number))
                    page = file[number - 1]
                    found = pdf_page(page, number, source, ocr, settings)
                    page.close()
                    return found
            except pypdfium.PdfiumError as error:
                raise DamagedFile(source.name, str(error)) from error
        case SourceKind.IMAGE:
            with frame_of(source, number) as file:
                return image_page(file, number, ocr)
        case SourceKind.XML:
            raise NoSuchPage(source.name)


def region(source: Source, number: int, box: BBox, *, ocr: Ocr, settings: Settings) -> Page:
    """The part of a page that a box encloses, read by OCR: a page that holds only its words, in the page's points.

    Raises NoSuchPage, DamagedFile, and what `ocr` raises (MissingEngine).
    """
    import numpy as np

    outline = one_page(source, number, ocr=lambda _: (), settings=settings)
    picture = page_picture(source, number, width=round(outline.width * DPI / 72), settings=settings).convert("L")
    scale = picture.width / max(outline.width, 1.0)
    left, top = max(0, int(box.x0 * scale) - AROUND), max(0, int(box.top * scale) - AROUND)
    right, bottom = round(box.x1 * scale) + AROUND, round(box.bottom * scale) + AROUND
    part = picture.crop((left, top, min(right, picture.width), min(bottom, picture.height)))
    times = max(1.0, min(3.0, TALL / part.height))
    if times > 1:
        part = part.resize((round(part.width * times), round(part.height * times)))

    def placed(word: Word) -> Word:
        at = word.bbox
        across = (left + at.x0 / times, left + at.x1 / times)
        down = (top + at.top / times, top + at.bottom / times)
        where = BBox(across[0] / scale, down[0] / scale, across[1] / scale, down[1] / scale).rounded()
        return replace(word, bbox=where, size=round(word.size / times / scale, 2))

    words = (word for word in map(placed, ocr(np.asarray(part))) if _middle_within(word.bbox, box))
    return page_of(number=number, size=(outline.width, outline.height), words=words, reading=Reading.OCR)


def _middle_within(word: BBox, box: BBox) -> bool:
    return box.x0 <= word.x_center <= box.x1 and box.top <= word.y_center <= box.bottom
