"""From a PDF or a scan to PDF/A-3B: the whole way.

    open -> flatten, clean -> (where that is not enough: Ghostscript, else drawn) -> text over scans -> metadata

What is on the page stays as it is. Files attached to the original are not taken over: PDF/A-3 would ask what each is
to the invoice, and of a hybrid original it is the data that are written anew.

Sources: ISO 19005-3:2012 · docs of the parts of this package
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import pikepdf
from pikepdf import ObjectStreamMode, Pdf

from extractor.output.pdfa.cleaning import clean_catalog, clean_part, flatten
from extractor.output.pdfa.colour import set_intent
from extractor.output.pdfa.font_widths import agree
from extractor.output.pdfa.ghostscript import rewritten
from extractor.output.pdfa.listed_fonts import prepare_fonts
from extractor.output.pdfa.metadata import describe, described_in
from extractor.output.pdfa.parts import Role, parts_of, resources_of
from extractor.output.pdfa.shortfalls import Shortfall, shortfall_of
from extractor.output.pdfa.standard_fonts import StandardFonts
from extractor.output.pdfa.text_layer import add_text, words_read
from models.document import Page
from models.errors import DamagedFile, PasswordProtected

_HEADER_WITHIN = 16 * 1024
_COLOURS = "RGB"
_BROKEN = (pikepdf.PdfError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, OverflowError)
"""What pikepdf raises where a file is not built as it should be: the page is then drawn instead."""


def to_pdfa(data: bytes, pages: Sequence[Page], *, title: str) -> bytes:
    """A PDF, or a picture of one or more pages, as PDF/A-3B.

    `pages` are the pages as they were read; where they are some of the file's, the others are left out. What was read
    from a picture becomes text that can be searched. Raises DamagedFile or PasswordProtected.
    """
    read = {page.number: page for page in pages}
    if data.find(b"%PDF-", 0, _HEADER_WITHIN) < 0:
        from extractor.output.pdfa.scans import pdf_of_picture  # noqa: PLC0415  (a PDF needs no Pillow)

        numbers = tuple(sorted(read))
        return _finished(pdf_of_picture(data, read, name=title, numbers=numbers), read, title, numbers)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _converted(pdf, read, title)
    except pikepdf.PasswordError as error:
        raise PasswordProtected(title) from error
    except _BROKEN:
        return _drawn(data, read, title)


def _converted(pdf: Pdf, read: Mapping[int, Page], title: str) -> bytes:
    numbers = _select(pdf, read)
    about = described_in(pdf, title=title)
    flatten(pdf)
    missing = clean(pdf)
    if not missing:
        return _finished(pdf, read, title, numbers)
    given = saved(pdf)
    new = rewritten(given, len(pdf.pages), colours=_COLOURS if missing != {Shortfall.FONTS} else "LeaveColorUnchanged")
    if new is not None and _keeps_text(given, new):
        with pikepdf.open(io.BytesIO(new)) as again:
            if len(again.pages) == len(pdf.pages) and not clean(again):
                describe(again, about)
                return _finished(again, read, title, numbers)
    return _drawn(given, {place: read[number] for place, number in enumerate(numbers, 1) if number in read}, title)


def _keeps_text(given: bytes, new: bytes) -> bool:
    from extractor.output.pdfa.drawn import same_text  # noqa: PLC0415  (rare)

    return same_text(given, new)


def _select(pdf: Pdf, read: Mapping[int, Page]) -> list[int]:
    """Keep the pages that were read, all where none was; their numbers in the file."""
    numbers = list(range(1, len(pdf.pages) + 1))
    kept = [number for number in numbers if number in read] or numbers
    if not kept:
        raise DamagedFile("PDF", "aucune page")
    for number in reversed(numbers):
        if number not in read and len(kept) < len(numbers):
            del pdf.pages[number - 1]
    return kept


def clean(pdf: Pdf) -> set[Shortfall]:
    """Put right what can be; what PDF/A does not take besides."""
    clean_catalog(pdf)
    for page in pdf.pages:
        resources_of(page.obj)
    prepare_fonts(pdf)
    missing: set[Shortfall] = set()
    standard = StandardFonts(pdf)
    for part in parts_of(pdf):
        if part.role is Role.FONT:
            standard.embed(part.thing)
        clean_part(part)
        shortfall = shortfall_of(part)
        if shortfall:
            missing.add(shortfall)
        elif part.role is Role.FONT:
            agree(part.thing)
    return missing


def _drawn(data: bytes, read: Mapping[int, Page], title: str) -> bytes:
    from extractor.output.pdfa.drawn import pdf_of_drawings  # noqa: PLC0415  (rare)

    return _finished(pdf_of_drawings(data, name=title), read, title, every_word=True)


def _finished(
    pdf: Pdf, read: Mapping[int, Page], title: str, numbers: Sequence[int] = (), *, every_word: bool = False
) -> bytes:
    """Lay the words over the pictures, tell colours and metadata, and write the file."""
    numbers = numbers or range(1, len(pdf.pages) + 1)
    pages = {index: read[number] for index, number in enumerate(numbers) if number in read}
    words = {index: page.words if every_word else words_read(page) for index, page in pages.items()}
    words = {index: found for index, found in words.items() if found}
    if words:
        add_text(pdf, words, pages)
    set_intent(pdf)
    describe(pdf, described_in(pdf, title=title))
    return saved(pdf)


def saved(pdf: Pdf) -> bytes:
    """The file with plain objects, not encrypted; the same bytes for the same content."""
    buffer = io.BytesIO()
    mode = ObjectStreamMode.disable
    pdf.save(buffer, deterministic_id=True, object_stream_mode=mode, min_version="1.7", encryption=False)
    return buffer.getvalue()
