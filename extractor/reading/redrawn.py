"""A page that was read by OCR, drawn a second time: corrected as it was before its first reading.

What was done then stands in the page (`corners`, `turned`, `skew`), so that nothing is looked for anew, which is what
takes the time. Boxes in the page's points lie on the same print in this picture.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pypdfium
import pypdfium2.raw as pdfium

from extractor.reading.bend import flattened_sheet
from extractor.reading.colour import grey_of
from extractor.reading.light import evened
from extractor.reading.page_image import NoSuchPage, frame_of
from extractor.reading.photo import straightened
from extractor.reading.read import pixels_of
from extractor.reading.scan import LONGEST, bounded
from extractor.reading.skew import levelled
from models.document import Page
from models.errors import DamagedFile
from models.source import Source, SourceKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from extractor.settings import Settings

DPI = 300
"""What scanners give at most: small print then has the height the recogniser works at."""
FINER = 1.1
"""Pixels of a scan over those it was read with from which it is worth drawing larger."""
MOST_OBJECTS = 400


def redrawn(source: Source, page: Page, *, settings: Settings) -> NDArray[np.uint8]:
    """The page in grey (height x width), upright, straight and evenly lit: as large as its scan is, up to `DPI`.

    Raises NoSuchPage, and DamagedFile where it can't be drawn.
    """
    match source.kind:
        case SourceKind.PDF:
            image = _of_pdf(source, page.number, settings.render_dpi)
        case SourceKind.IMAGE:
            with frame_of(source, page.number) as file:
                image, _ = bounded(pixels_of(file)[0], 1.0)
        case SourceKind.XML:
            raise NoSuchPage(source.name)
    return evened(_corrected(grey_of(image), page))


def _corrected(grey: NDArray[np.uint8], page: Page) -> NDArray[np.uint8]:
    if page.corners:
        size = np.array((grey.shape[1], grey.shape[0]), np.float32)
        grey = straightened(grey, np.asarray(np.array(page.corners, np.float32) * size, np.float32))
    if page.turned:
        grey = np.ascontiguousarray(np.rot90(grey, page.turned // 90))
    if page.skew:
        grey = levelled(grey, page.skew)
    return flattened_sheet(grey) if page.corners else grey


def _of_pdf(source: Source, number: int, read_at: int) -> NDArray[np.uint8]:
    try:
        with pypdfium.PdfDocument(source.data) as file:
            if not 1 <= number <= len(file):
                raise NoSuchPage(source.name, str(number))
            page = file[number - 1]
            own = _resolution(page.raw)
            dpi = min(own, DPI) if own > FINER * read_at else read_at
            longest = max(page.get_width(), page.get_height(), 1.0)
            image = page.render(scale=min(dpi / 72, LONGEST / longest), rev_byteorder=True).to_numpy()[:, :, :3]
            page.close()
            return np.ascontiguousarray(image)
    except pypdfium.PdfiumError as error:
        raise DamagedFile(source.name, str(error)) from error


def _resolution(page: pdfium.FPDF_PAGE) -> float:
    """Pixels an inch of the largest picture of a page; that of no picture, such as drawn print, is endless."""
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    largest, found = 0.0, float("inf")
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if (
            pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_IMAGE
            or not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
            or not pdfium.FPDFImageObj_GetImagePixelSize(item, wide, high)
        ):
            continue
        across, down = right.value - left.value, top.value - bottom.value
        if across * down > largest:
            largest, found = across * down, max(wide.value, high.value) / max(across, down) * 72
    return found
