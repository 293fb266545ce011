"""Pages drawn as pictures: the last resort for a file whose fonts are not in it, or that only viewers can open.

pdfium sets the missing fonts in letters of its own as viewers do. The words stay, unseen over their picture.

Source: https://pypdfium2.readthedocs.io
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing

import pypdfium2
from pikepdf import Pdf

from extractor.output.pdfa.scans import add_picture, jpeg
from models.errors import DamagedFile

DPI = 200
QUALITY = 88
LOST = 0.01
"""Share of the words that another copy may break."""
_LONGEST = 5000
"""Pixels of the long side: a poster is drawn coarser."""


def pdf_of_drawings(data: bytes, *, name: str) -> Pdf:
    """A PDF with a picture of every page of another.

    Raises DamagedFile when pdfium can't open it, or draw any page.
    """
    pdf = Pdf.new()
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            document.init_forms()
            for index in range(len(document)):
                _draw(pdf, document, index)
    except pypdfium2.PdfiumError as error:
        raise DamagedFile(name, str(error)) from error
    return pdf


def same_text(one: bytes, other: bytes) -> bool:
    """Whether two PDFs give the same words to whoever copies them, but for one in a hundred."""
    before, after = _words(one), _words(other)
    return (before - after).total() <= before.total() * LOST


def _words(data: bytes) -> Counter[str]:
    found: Counter[str] = Counter()
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            for index in range(len(document)):
                with closing(document[index]) as page, closing(page.get_textpage()) as text:
                    found.update(text.get_text_range().split())
    except pypdfium2.PdfiumError:
        return found
    return found


def _draw(pdf: Pdf, document: pypdfium2.PdfDocument, index: int) -> None:
    with closing(document[index]) as page:
        width, height = page.get_size()
        scale = min(DPI / 72, _LONGEST / max(width, height, 1.0))
        with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
            image = bitmap.to_pil().convert("RGB")
            add_picture(pdf, jpeg(pdf, image, quality=QUALITY), width, height)
