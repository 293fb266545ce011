"""Pages drawn as pictures: the last resort for a file whose fonts are not in it, or that only viewers can open.

pdfium sets the missing fonts in letters of its own as viewers do. The words stay, unseen over their picture.

Source: https://pypdfium2.readthedocs.io
"""

from __future__ import annotations

from contextlib import closing

import pypdfium2
from pikepdf import Pdf

from extractor.output.pdfa.scans import add_picture, jpeg
from models.errors import DamagedFile

DPI = 200
QUALITY = 88
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


def _draw(pdf: Pdf, document: pypdfium2.PdfDocument, index: int) -> None:
    with closing(document[index]) as page:
        width, height = page.get_size()
        scale = min(DPI / 72, _LONGEST / max(width, height, 1.0))
        with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
            image = bitmap.to_pil().convert("RGB")
            add_picture(pdf, jpeg(pdf, image, quality=QUALITY), width, height)
