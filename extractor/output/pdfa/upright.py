"""Scanned pages as a person wants to keep them: upright and level, the words that were read on them unseen in place.

Nothing is drawn anew: a page is turned by what it says of itself, and levelled by one matrix before its content: its
picture keeps every pixel and its colours. Only the sheet cut out of a photo is another picture, which is given.

Sources: ISO 32000-1, 7.7.3.3 (Rotate), 8.3.4 (matrices) · extractor.reading.scan (what was corrected)
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pikepdf
from pikepdf import ObjectStreamMode, Pdf, Stream

from extractor.output.cutting import opened, take
from extractor.output.pdfa.cleaning import flatten
from extractor.output.pdfa.colour import set_intent
from extractor.output.pdfa.convert import clean, saved, to_pdfa
from extractor.output.pdfa.metadata import describe, described_in
from extractor.output.pdfa.scans import add_photo, pdf_of_picture
from extractor.output.pdfa.text_layer import add_text, sheet_of, words_read
from models.document import Page

LEAST_SKEW = 0.05
"""Degrees under which levelling changes nothing that is seen."""


def write_upright(
    source: Path, target: Path, pages: Sequence[Page], *, title: str, photos: Mapping[int, bytes] | None = None
) -> None:
    """Write some pages of a PDF, or of a file of pictures, as a searchable PDF/A-3B, in the order given.

    `pages` are as they were read; `photos` are pictures (PNG) of the sheets that were cut out of photos, by their page.
    The same pages give the same bytes. Raises DamagedFile, PasswordProtected, OSError.
    """
    with ExitStack() as stack:
        pdf = stack.enter_context(_gathered(source, pages, photos or {}, title, stack))
        read = dict(enumerate(pages))
        flatten(pdf)
        if clean(pdf):  # fonts or colours that the archive does not take: the longer way, words are set below
            given = [_wordless(replace(page, number=index + 1)) for index, page in read.items()]
            pdf = stack.enter_context(pikepdf.open(io.BytesIO(to_pdfa(saved(pdf), given, title=title))))
        upright = {index: straightened(pdf, index, page, photos or {}) for index, page in read.items()}
        words = {index: found for index, page in upright.items() if (found := words_read(page))}
        if words:
            add_text(pdf, words, upright)
        set_intent(pdf)
        describe(pdf, described_in(pdf, title=title))
        mode = ObjectStreamMode.disable
        pdf.save(target, deterministic_id=True, object_stream_mode=mode, min_version="1.7", encryption=False)


def straightened(pdf: Pdf, index: int, page: Page, photos: Mapping[int, bytes]) -> Page:
    """Turn and level one page of the file; the page as it is read from now on."""
    if page.number in photos:
        return replace(page, corners=(), turned=0, skew=0.0)
    if page.corners:
        return page
    sheet = pdf.pages[index].obj
    if page.turned % 360:
        sheet.Rotate = (sheet_of(sheet).turn - page.turned) % 360
    if abs(page.skew) >= LEAST_SKEW:
        _level(pdf, index, page.skew)
        return replace(page, turned=0, skew=0.0)
    return replace(page, turned=0)


def _level(pdf: Pdf, index: int, degrees: float) -> None:
    """Turn the content counter-clockwise around the middle of the page."""
    box = sheet_of(pdf.pages[index].obj)
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    x, y = box.left + box.width / 2, box.bottom + box.height / 2
    across, up = x - x * cos + y * sin, y - x * sin - y * cos
    matrix = f"q {cos:.6f} {sin:.6f} {-sin:.6f} {cos:.6f} {across:.3f} {up:.3f} cm"
    pdf.pages[index].contents_add(Stream(pdf, matrix.encode()), prepend=True)
    pdf.pages[index].contents_add(Stream(pdf, b"Q"))


def _wordless(page: Page) -> Page:
    """The page without the words that are set here, so that the other way does not set them too."""
    return replace(page, words=()) if words_read(page) else page


def _gathered(source: Path, pages: Sequence[Page], photos: Mapping[int, bytes], title: str, stack: ExitStack) -> Pdf:
    """The pages in one file, those that are photos as the sheets cut out of them."""
    with source.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(16 * 1024)
    read = {page.number: page for page in pages}
    if not is_pdf and not photos:
        return pdf_of_picture(source, read, name=title, numbers=tuple(read))
    pdf = Pdf.new()
    given = stack.enter_context(opened(source, title)) if is_pdf else None
    for page, numbers in _runs(pages, photos):
        if page is not None:
            add_photo(pdf, photos[page.number], page)
        elif given is not None:
            take(pdf, given, numbers, name=title)
        else:
            more = stack.enter_context(pdf_of_picture(source, read, name=title, numbers=numbers))
            pdf.pages.extend(more.pages)
    return pdf


def _runs(pages: Sequence[Page], photos: Mapping[int, bytes]) -> Iterator[tuple[Page | None, tuple[int, ...]]]:
    """Photos one by one, and between them the numbers of other pages."""
    numbers: list[int] = []
    for page in pages:
        if page.number in photos:
            if numbers:
                yield None, tuple(numbers)
            numbers = []
            yield page, ()
        else:
            numbers.append(page.number)
    if numbers:
        yield None, tuple(numbers)
