"""Small real PDFs for the tests of the readers, written object by object, and pictures of pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2
import reportlab
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.reading.text_layer import words_of
from models.document import Word
from models.geometry import BBox
from models.source import Source, SourceKind

WIDTH, HEIGHT = 595, 842
HELVETICA = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
CODES = "<00> <FF>"
_FONT = ImageFont.truetype(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf", 24)


def pdf(content: str, *, page: str = "", font: str = HELVETICA, unicode: dict[str, str] | None = None) -> bytes:
    """One A4 page that runs `content` (Latin-1) in the font F; `page` are more entries of the page's dictionary.

    `unicode` says which characters codes stand for, both in hexadecimal, as a font's /ToUnicode map does.
    """
    pairs = " ".join(f"<{code}> <{text}>" for code, text in (unicode or {}).items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def "
        f"1 begincodespacerange {CODES} endcodespacerange {len(unicode or {})} beginbfchar {pairs} endbfchar "
        "endcmap end end"
    )
    mapped = " /ToUnicode 6 0 R" if unicode else ""
    return written(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 {WIDTH} {HEIGHT}] >>",
        f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> {page} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< {font}{mapped} >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    )


def written(*objects: str) -> bytes:
    """A PDF of these objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010} 00000 n \n" for place in places).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def shown(text: str, x: float = 100, y: float = 642, *, size: float = 10, matrix: str = "1 0 0 1") -> str:
    """Operators that print `text` with its baseline at (x, y), from the lower left corner."""
    return f"BT /F {size} Tf {matrix} {x} {y} Tm ({text}) Tj ET\n"


def words(data: bytes, index: int = 0) -> tuple[Word, ...]:
    """The words of a page's text layer."""
    with pypdfium2.PdfDocument(data) as file:
        page = file[index]
        found = words_of(page.raw, *page.get_size())
        page.close()
    return found


def texts(found: Sequence[Word]) -> list[str]:
    return [word.text for word in found]


def picture(*lines: str, size: tuple[int, int] = (827, 1169)) -> Image.Image:
    """A white page of 100 dpi with lines of text."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines or ("Facture n° F-12 du 1er mars 2026",) * 12):
        draw.text((90, 90 + 45 * row), line, fill=20, font=_FONT)
    return image


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def printed(*pages: str | Image.Image | None, stamp: str = "") -> bytes:
    """A PDF with a page for each text, for each picture that fills it (stamped with words), and each blank."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    for page in pages:
        if isinstance(page, str):
            for row, line in enumerate(page.split("\n")):
                canvas.drawString(72, 742 - 14 * row, line)
        elif page is not None:
            canvas.drawImage(ImageReader(page), 0, 0, WIDTH, HEIGHT)
            canvas.drawString(72, 20, stamp)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def source(data: bytes, kind: SourceKind = SourceKind.PDF) -> Source:
    return Source("essai", "0" * 64, kind, data)


class Reader:
    """An OCR that gives the same words for every image and keeps the images it was given."""

    def __init__(self, *found: Word) -> None:
        self.found = found
        self.seen: list[NDArray[np.uint8]] = []

    def __call__(self, image: NDArray[np.uint8]) -> tuple[Word, ...]:
        self.seen.append(image)
        return self.found


def word(text: str, x0: float, top: float, x1: float, bottom: float, **more: object) -> Word:
    return Word(text, BBox(x0, top, x1, bottom), 0.8 * (bottom - top), **more)
