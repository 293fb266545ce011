"""One opened file to one Document, page by page; each page by the reader that suits it."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pypdfium2 as pypdfium
import pypdfium2.raw as pdfium

from extractor.reading.layout import page_of
from extractor.reading.quality import Verdict, judge
from extractor.reading.text_layer import words_of
from models.document import Code, Document, Page, Reading, Word
from models.errors import DamagedFile, EmptyDocument
from models.source import Source, SourceKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from extractor.reading.ocr import Ocr
    from extractor.settings import Settings

GREYS = frozenset(("1", "L", "I", "I;16", "F"))
LARGEST_COLOURED = 40_000_000
"""Pixels of the largest picture whose colours are looked at: three bytes each."""


def read(source: Source, *, ocr: Ocr, settings: Settings) -> Document:
    """All pages of a PDF or an image.

    Raises DamagedFile when pdfium or Pillow can't open it, EmptyDocument when no page holds a word.
    """
    pages = tuple(pages_of(source, ocr=ocr, settings=settings))
    if not any(page.words for page in pages):
        raise EmptyDocument(source.name)
    readings = {page.reading for page in pages if page.words}
    reading = readings.pop() if len(readings) == 1 else Reading.MIXED
    return Document(source.name, source.sha256, pages, reading)


def pages_of(source: Source, *, ocr: Ocr, settings: Settings) -> Iterator[Page]:
    """The same page by page, whether they hold words or not. Raises DamagedFile."""
    return _pdf_pages(source, ocr, settings) if source.kind is SourceKind.PDF else _image_pages(source, ocr)


def _pdf_pages(source: Source, ocr: Ocr, settings: Settings) -> Iterator[Page]:
    try:
        file = pypdfium.PdfDocument(source.data)
    except pypdfium.PdfiumError as error:
        raise DamagedFile(source.name, str(error)) from error
    with file:
        for index in range(len(file)):
            try:
                page = file[index]
            except pypdfium.PdfiumError:
                continue  # one page that can't be loaded costs itself, not the others
            yield pdf_page(page, index + 1, source, ocr, settings)
            page.close()


def pdf_page(page: pypdfium.PdfPage, number: int, source: Source, ocr: Ocr, settings: Settings) -> Page:
    """One page of a PDF, by its text layer where that is good."""
    size = (round(page.get_width(), 2), round(page.get_height(), 2))
    words = words_of(page.raw, *size)
    share = _image_share(page.raw, size) if len(words) < 200 else 0.0  # a page full of text is no scan
    verdict = judge(words, share)
    if verdict is Verdict.GOOD or (not words and not _has_marks(page.raw)):
        return page_of(number=number, size=size, words=words, codes=_drawn_codes(page, len(words)))
    if verdict is Verdict.NONE and words:
        from extractor.reading.second_reader import words_of_page

        others = words_of_page(source.data, number)
        if judge(others, share) is Verdict.GOOD:
            return page_of(number=number, size=size, words=others)
    return _by_ocr(page, number, words if verdict is Verdict.PARTIAL else (), ocr, settings)


def _drawn_codes(page: pypdfium.PdfPage, words: int) -> tuple[Code, ...]:
    """The codes of a page that is not read by OCR, where it may be a separator sheet."""
    from extractor.reading.codes import FEW_WORDS, in_points_of

    return in_points_of(page.render(scale=2, grayscale=True).to_numpy(), 0.5) if 0 < words <= FEW_WORDS else ()


def _by_ocr(page: pypdfium.PdfPage, number: int, known: tuple[Word, ...], ocr: Ocr, settings: Settings) -> Page:
    from extractor.reading.scan import read_scan

    longest = max(page.get_width(), page.get_height(), 1.0)
    dpi = min(settings.render_dpi, 72 * 5000 / longest)
    image = page.render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3]
    scanned = read_scan(image, dpi=dpi, ocr=ocr)
    added = tuple(word for word in known if not any(_same_place(word, other) for other in scanned.words))
    return page_of(
        number=number,
        size=(scanned.width, scanned.height),
        words=(*scanned.words, *(added if not scanned.turned else ())),
        reading=Reading.MIXED if added else Reading.OCR,
        skew=scanned.skew,
        turned=scanned.turned,
        corners=scanned.corners,
        codes=scanned.codes,
    )


def _same_place(word: Word, other: Word) -> bool:
    return (
        word.bbox.x_overlap(other.bbox) > 0.3 * word.bbox.width
        and word.bbox.y_overlap(other.bbox) > 0.3 * word.bbox.height
    )


def _image_pages(source: Source, ocr: Ocr) -> Iterator[Page]:
    from PIL import Image, ImageSequence, UnidentifiedImageError

    know_telephones(source.data)
    try:
        with Image.open(io.BytesIO(source.data)) as file:
            for number, frame in enumerate(ImageSequence.Iterator(file), start=1):
                yield image_page(frame, number, ocr)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise DamagedFile(source.name, str(error)) from error


def image_page(frame: Image.Image, number: int, ocr: Ocr) -> Page:
    """One picture of a file; `frame` is as it was decoded."""
    from extractor.reading.scan import read_scan

    image, dpi = pixels_of(frame)
    scanned = read_scan(image, dpi=dpi, ocr=ocr)
    return page_of(
        number=number,
        size=(scanned.width, scanned.height),
        words=scanned.words,
        reading=Reading.OCR,
        skew=scanned.skew,
        turned=scanned.turned,
        corners=scanned.corners,
        codes=scanned.codes,
    )


def know_telephones(data: bytes) -> None:
    """Let Pillow open HEIC, which telephones write, where data is of that family."""
    if data[4:8] == b"ftyp":
        from pillow_heif import register_heif_opener

        register_heif_opener()


def pixels_of(frame: Image.Image) -> tuple[NDArray[np.uint8], float]:
    """The pixels of a decoded picture, grey or RGB, square and as its camera held it, and how many an inch has."""
    import numpy as np
    from PIL import ImageOps

    from extractor.reading.resolution import squared

    upright = flattened(ImageOps.exif_transpose(frame))
    plain = upright.mode in GREYS or upright.width * upright.height > LARGEST_COLOURED
    return squared(np.asarray(upright.convert("L" if plain else "RGB")), frame)


def flattened(image: Image.Image) -> Image.Image:
    """The image over white: transparent pixels are paper, not black."""
    from PIL import Image

    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)


def _image_share(page: pdfium.FPDF_PAGE, size: tuple[float, float]) -> float:
    """The part of the page that its largest image covers."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    largest = 0.0
    for index in range(min(pdfium.FPDFPage_CountObjects(page), 400)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            continue
        if pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            largest = max(largest, (right.value - left.value) * (top.value - bottom.value))
    return min(1.0, largest / max(1.0, size[0] * size[1]))


def _has_marks(page: pdfium.FPDF_PAGE) -> bool:
    return bool(pdfium.FPDFPage_CountObjects(page) > 0)
