"""The words that were read on a scan, laid unseen over their picture, so that the page can be searched and copied.

Words are known in points of the page as it was read: upright, straight, origin at the top left. The picture may have
been turned and sloped before that, and the file may show it turned: each word goes back to where its ink is.

Sources: ISO 32000-1, 8.3 (coordinates), 9.3.6 (text rendering mode 3) · extractor.reading.scan (what is corrected)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pikepdf import Dictionary, Object, Pdf, Stream

from extractor.output.pdfa.glyphless import ASCENT, DESCENT, Glyphless
from extractor.output.pdfa.parts import resources_of
from models.document import Page, Reading, Word

FONT = "/PrefactureText"
_HEIGHT = ASCENT - DESCENT
_LETTER = (0.0, 0.0, 612.0, 792.0)
"""What programs take for a page without a box."""
_BASELINE = -DESCENT / _HEIGHT


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown of a page of the file: its box in user space, and how it is turned for reading (0 to 270)."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int = 0


def add_text(pdf: Pdf, pages: Mapping[int, Sequence[Word]], read: Mapping[int, Page]) -> None:
    """Write the words of some pages, by their index in the file; `read` tells how each of these pages was read."""
    font = Glyphless(character for words in pages.values() for word in words for character in word.text)
    written = font.written(pdf)
    for index, words in pages.items():
        sheet = pdf.pages[index].obj
        fonts = resources_of(sheet).get("/Font")
        if not isinstance(fonts, Dictionary):
            fonts = Dictionary()
        fonts[FONT] = written
        sheet.Resources.Font = fonts
        content = b"\n".join(_operators(words, font, read[index], sheet_of(sheet)))
        # In front of the page's own content, whose coordinates may be left changed at its end.
        pdf.pages[index].contents_add(Stream(pdf, content), prepend=True)


def words_read(page: Page) -> tuple[Word, ...]:
    """The words that came from the picture of a page, not from text that the file holds already."""
    if page.reading is Reading.OCR:
        return page.words
    if page.reading is Reading.MIXED:
        return tuple(word for word in page.words if word.confidence < 1)
    return ()


def sheet_of(sheet: Object) -> Sheet:
    """The visible box of a page and its rotation."""
    boxes = (_box(inherited(sheet, key)) for key in ("/CropBox", "/MediaBox"))
    box = next((one for one in boxes if one), _LETTER)
    turn = inherited(sheet, "/Rotate")
    degrees = turn % 360 if isinstance(turn, int) else 0
    return Sheet(box[0], box[1], box[2] - box[0], box[3] - box[1], degrees // 90 * 90)


def inherited(sheet: Object, key: str) -> object:
    """An entry of a page, or of what it stands in."""
    above: object = sheet
    for _ in range(50):
        if not isinstance(above, Dictionary):
            return None
        if key in above:
            return above[key]
        above = above.get("/Parent")
    return None


def _box(entry: object) -> tuple[float, float, float, float] | None:
    try:
        x0, y0, x1, y1 = (float(part) for part in entry)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[2] - box[0] > 0 and box[3] - box[1] > 0 else None


def _operators(words: Sequence[Word], font: Glyphless, page: Page, sheet: Sheet) -> Iterator[bytes]:
    yield b"q BT 3 Tr %b 1 Tf" % FONT.encode()
    for word in words:
        codes = font.encoded(word.text)
        if codes and word.bbox.width > 0 and word.bbox.height > 0:
            a, b, c, d, e, f = _matrix(word, len(codes), page, sheet)
            shown = "".join(f"{code:04X}" for code in (*codes, *font.encoded(" ")))
            yield f"{a:.5f} {b:.5f} {c:.5f} {d:.5f} {e:.3f} {f:.3f} Tm <{shown}> Tj".encode()
    yield b"ET Q"


def _matrix(word: Word, count: int, page: Page, sheet: Sheet) -> tuple[float, ...]:
    """The text matrix that sets `count` characters, an em wide and high each, into the word's box."""
    box, low = word.bbox, _BASELINE
    width, height = box.width, box.height
    match word.rotation:
        case 90:
            start, along, up = (box.x0 + low * width, box.top), (0.0, height), (width, 0.0)
        case 180:
            start, along, up = (box.x1, box.top + low * height), (-width, 0.0), (0.0, height)
        case 270:
            start, along, up = (box.x1 - low * width, box.bottom), (0.0, -height), (-width, 0.0)
        case _:
            start, along, up = (box.x0, box.bottom - low * height), (width, 0.0), (0.0, -height)
    origin = _in_file(start, page, sheet)
    end = _in_file((start[0] + along[0], start[1] + along[1]), page, sheet)
    top = _in_file((start[0] + up[0], start[1] + up[1]), page, sheet)
    return (
        (end[0] - origin[0]) / count,
        (end[1] - origin[1]) / count,
        top[0] - origin[0],
        top[1] - origin[1],
        *origin,
    )


def _in_file(point: tuple[float, float], page: Page, sheet: Sheet) -> tuple[float, float]:
    """A point of the page as read, in the file's user space."""
    slope = math.radians(page.skew)
    x, y = point[0] - page.width / 2, point[1] - page.height / 2
    across = (x * math.cos(slope) - y * math.sin(slope)) / page.width + 0.5
    down = (x * math.sin(slope) + y * math.cos(slope)) / page.height + 0.5
    across, down = _turned_back(across, down, page.turned)
    across, down = _in_photo(across, down, page.corners)
    return place_on(sheet, across, down)


def place_on(sheet: Sheet, across: float, down: float) -> tuple[float, float]:
    """The point in user space of one that is told in shares of the shown page's width and height, from its top left."""
    # A page that is shown turned clockwise was written turned the other way.
    across, down = _turned_back(across, down, -sheet.turn)
    return sheet.left + across * sheet.width, sheet.bottom + (1 - down) * sheet.height


def _in_photo(across: float, down: float, corners: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Where a point of a sheet is on the photo that it was cut out of: the projection of a square on four corners.

    >>> _in_photo(0.5, 0.5, ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)))
    (0.5, 0.5)
    """
    if len(corners) != 4:  # noqa: PLR2004  (of a sheet)
        return across, down
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    sum_x, sum_y = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
    dx1, dy1, dx2, dy2 = x1 - x2, y1 - y2, x3 - x2, y3 - y2
    area = dx1 * dy2 - dx2 * dy1
    if not area:
        return across, down
    g, h = (sum_x * dy2 - dx2 * sum_y) / area, (dx1 * sum_y - sum_x * dy1) / area
    scale = g * across + h * down + 1
    x = (x1 - x0 + g * x1) * across + (x3 - x0 + h * x3) * down + x0
    y = (y1 - y0 + g * y1) * across + (y3 - y0 + h * y3) * down + y0
    return round(x / scale, 9), round(y / scale, 9)


def _turned_back(across: float, down: float, turn: int) -> tuple[float, float]:
    """Where a point, in shares of width and height, was before the sheet was turned so far counter-clockwise.

    >>> _turned_back(0.0, 0.25, 90), _turned_back(0.25, 0.0, -90)
    ((0.75, 0.0), (0.0, 0.75))
    """
    match turn % 360:
        case 90:
            return 1 - down, across
        case 180:
            return 1 - across, 1 - down
        case 270:
            return down, 1 - across
        case _:
            return across, down
