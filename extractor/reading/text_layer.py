"""Words from a PDF page's own text, by pdfium.

Words are split where the text has a space, where the gap between two characters is wide, and where the line or the
direction changes: pdfium drops the space between neighbouring table cells, so spaces alone would glue a quantity to
the amount beside it. The loose boxes (advance width, ascent to descent) are used: tight ones split words at kerning.

Source: public/fpdf_text.h of PDFium.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from models.document import Word
from models.geometry import BBox

GAP = 0.22
"""Share of the type size from which a gap between two characters is a space that was not written."""

_SOFT_HYPHEN = "\xad"
_BOLD_WEIGHT = 600


@dataclass(slots=True)
class _Glyph:
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    rotation: int
    bold: bool


@dataclass(frozen=True, slots=True)
class _Manner:
    """How characters are set: direction in degrees clockwise, the font's own size, weight."""

    rotation: int
    font: float
    bold: bool


def words_of(page: pdfium.FPDF_PAGE, width: float, height: float) -> tuple[Word, ...]:
    """The words of a loaded page whose upright size in points is `width` by `height`, in the order of the file."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return ()
    try:
        return _split(_glyphs(page, text_page, width, height))
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _glyphs(
    page: pdfium.FPDF_PAGE, text_page: pdfium.FPDF_TEXTPAGE, width: float, height: float
) -> list[_Glyph | None]:
    """Characters with their upright boxes; None stands for a space or the end of a line."""
    turn = pdfium.FPDFPage_GetRotation(page)
    left, bottom = _origin(page)
    rect = pdfium.FS_RECTF()
    glyphs: list[_Glyph | None] = []
    scales: dict[tuple[float, float], float] = {}
    get_unicode, get_box = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    reference = ctypes.byref(rect)
    manner = _Manner(0, 0.0, bold=False)
    stands: tuple[float, float] | None = None
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = get_unicode(text_page, index)
        if code <= 32 or code in (0xA0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000, 0xFFFE):
            glyphs.append(None)
            stands = None
            continue
        if 0xDC00 <= code <= 0xDFFF or not get_box(text_page, index, reference):
            continue  # the second half of a pair was read with the first
        if 0xD800 <= code <= 0xDBFF:
            code = _paired(code, get_unicode(text_page, index + 1))
        x0, y0, x1, y1 = rect.left - left, rect.bottom - bottom, rect.right - left, rect.top - bottom
        if stands != (y0, y1):  # within a word the manner changes only where the height of the boxes does
            manner, stands = _manner(text_page, index, turn), (y0, y1)
        rotation, font = manner.rotation, manner.font
        box = _upright(x0, y0, x1, y1, turn=turn, size=(width, height))
        thickness = box[2] - box[0] if rotation in (90, 270) else box[3] - box[1]
        known = (font, round(thickness, 1))
        if known not in scales:
            scales[known] = _scale(text_page, index)
        size = font * scales[known]
        if not 0.4 * thickness < size < 1.6 * thickness:  # a font that lies about its size
            size = 0.8 * thickness
        glyphs.append(_Glyph(_character(code), *box, size, rotation, manner.bold))
    return glyphs


def _manner(text_page: pdfium.FPDF_TEXTPAGE, index: int, turn: int) -> _Manner:
    """Direction, font size and weight of a character."""
    angle = round(math.degrees(pdfium.FPDFText_GetCharAngle(text_page, index)) / 90) * 90
    return _Manner(
        (angle + 90 * turn) % 360,  # pdfium's angles are clockwise, before the page's own rotation
        pdfium.FPDFText_GetFontSize(text_page, index),
        bold=pdfium.FPDFText_GetFontWeight(text_page, index) >= _BOLD_WEIGHT,
    )


def _paired(high: int, low: int) -> int:
    """The character of a UTF-16 pair; the replacement character where the pair is broken."""
    if 0xDC00 <= low <= 0xDFFF:
        return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
    return 0xFFFD


def _scale(text_page: pdfium.FPDF_TEXTPAGE, index: int) -> float:
    """How much the matrix of a character's text enlarges its font."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix)):
        return 1.0
    return math.hypot(matrix.c, matrix.d) or 1.0


def _character(code: int) -> str:
    character = chr(code) if code < 0x110000 else "\ufffd"
    if "\ufb00" <= character <= "\ufb06":
        return unicodedata.normalize("NFKC", character)
    return character


def _origin(page: pdfium.FPDF_PAGE) -> tuple[float, float]:
    """The lower left corner of what is shown of the page, in the file's coordinates."""
    rect = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(rect)):
        return rect.left, rect.bottom
    return 0.0, 0.0


def _upright(
    x0: float, y0: float, x1: float, y1: float, *, turn: int, size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """A box with its origin at the bottom left of the unturned page, as one at the top left of the upright page."""
    width, height = size
    if turn == 1:
        return y0, x0, y1, x1
    if turn == 2:
        return width - x1, y0, width - x0, y1
    if turn == 3:
        return width - y1, height - x1, width - y0, height - x0
    return x0, height - y1, x1, height - y0


def _split(glyphs: list[_Glyph | None]) -> tuple[Word, ...]:
    words: list[Word] = []
    run: list[_Glyph] = []
    last: _Glyph | None = None
    for glyph in glyphs:
        if glyph is None:
            last = None
            _finish(run, words)
            run = []
            continue
        if last is not None and not _continues(last, glyph):
            _finish(run, words)
            run = []
        run.append(glyph)
        last = glyph
    _finish(run, words)
    return tuple(words)


def _continues(last: _Glyph, glyph: _Glyph) -> bool:
    if last.rotation != glyph.rotation:
        return False
    if last.x0 == glyph.x0 and last.top == glyph.top:
        return True  # the letters of a ligature share its box
    size = max(last.size, glyph.size)
    if glyph.rotation in (90, 270):
        gap = glyph.top - last.bottom if glyph.rotation == 90 else last.top - glyph.bottom
        drift = abs(glyph.x0 - last.x0)
    else:
        gap = glyph.x0 - last.x1 if glyph.rotation == 0 else last.x0 - glyph.x1
        drift = abs(glyph.bottom - last.bottom)
    return -0.8 * size < gap < GAP * size and drift < 0.5 * size


def _finish(run: list[_Glyph], words: list[Word]) -> None:
    text = "".join(glyph.text for glyph in run if glyph.text != _SOFT_HYPHEN)
    if not text:
        return
    first = run[0]
    x0, top, x1, bottom = first.x0, first.top, first.x1, first.bottom
    for glyph in run:  # written out: a page has thousands, and calls of min and max are a tenth of its time
        x0, x1 = (glyph.x0 if glyph.x0 < x0 else x0), (glyph.x1 if glyph.x1 > x1 else x1)  # noqa: FURB136
        top, bottom = (glyph.top if glyph.top < top else top), (glyph.bottom if glyph.bottom > bottom else bottom)  # noqa: FURB136
    box = BBox(x0, top, x1, bottom).rounded()
    words.append(Word(text, box, round(first.size, 2), first.rotation, 1.0, first.bold))
