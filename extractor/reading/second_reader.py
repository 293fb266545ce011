"""The words of a page by pdfplumber, asked only where those of pdfium look wrong: slower, and another way to fonts.

Where both fail the page is read by OCR.
"""

from __future__ import annotations

import io

from models.document import Word
from models.geometry import BBox


def words_of_page(data: bytes, number: int) -> tuple[Word, ...]:
    """The words of page `number` (from 1) of a PDF, with upright boxes in points; none where it can't be read."""
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number]) as file:
            found = [
                Word(
                    one["text"],
                    BBox(one["x0"], one["top"], one["x1"], one["bottom"]).rounded(),
                    round(one["bottom"] - one["top"], 2),
                )
                for page in file.pages
                for one in page.extract_words(use_text_flow=True)
            ]
    except (PDFException, PSException, MalformedPDFException, PdfminerException, ValueError, KeyError, TypeError):
        return ()  # the second reader's failure leaves the page to OCR
    return tuple(found)
