"""The mark of a file that is not to be deposited: « BROUILLON – NON DÉPOSABLE » in a red frame at the top of a page.

Its letters are lines, drawn here, so that no font is needed. It is an annotation: the page's content stays the same.

Source: ISO 19005-3, 6.3 (annotations: printed, with a look of their own) · ISO 32000-1, 12.5.5
"""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream

from extractor.output.pdfa.text_layer import place_on, sheet_of

TEXT = "BROUILLON – NON DÉPOSABLE"
HEIGHT, MARGIN = 16.0, 4.0
_UNIT, _ADVANCE, _SPACE = 1.25, 5.4, 3.2
_STROKES = {
    "A": "0,0 2,6 4,0;0.7,2 3.3,2",
    "B": "0,0 0,6 2.6,6 3.6,5.3 3.6,3.9 2.6,3.2 0,3.2;2.6,3.2 4,2.4 4,0.8 2.8,0 0,0",
    "D": "0,0 0,6 2.4,6 4,4.4 4,1.6 2.4,0 0,0",
    "E": "4,0 0,0 0,6 4,6;0,3.2 3,3.2",
    "É": "4,0 0,0 0,6 4,6;0,3.2 3,3.2;1.6,6.8 2.8,7.8",
    "I": "2,0 2,6",
    "L": "0,6 0,0 4,0",
    "N": "0,0 0,6 4,0 4,6",
    "O": "1.3,0 0,1.4 0,4.6 1.3,6 2.7,6 4,4.6 4,1.4 2.7,0 1.3,0",
    "P": "0,0 0,6 2.8,6 4,5.2 4,3.6 2.8,2.8 0,2.8",
    "R": "0,0 0,6 2.8,6 4,5.2 4,3.7 2.8,3 0,3;2.2,3 4,0",
    "S": "4,5.2 3,6 1,6 0,5.2 0,4 1,3.2 3,2.9 4,2.1 4,0.8 3,0 1,0 0,0.8",
    "U": "0,6 0,1.4 1.3,0 2.7,0 4,1.4 4,6",
    "–": "0,3 4,3",
}
"""Lines of each letter, on a grid of four by six with its foot at zero."""

_TURNS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def mark(pdf: Pdf, page: Page) -> None:
    """Lay the mark over the top of a page, upright as the page is shown."""
    look, width = _drawn()
    sheet = sheet_of(page.obj)
    shown = (sheet.height, sheet.width) if sheet.turn % 180 else (sheet.width, sheet.height)
    scale = min(1.0, shown[0] / (width + 2 * MARGIN))
    wide, high = width * scale, HEIGHT * scale
    left, top = (shown[0] - wide) / 2, min(MARGIN, max(0.0, shown[1] - high))
    first = place_on(sheet, left / shown[0], top / shown[1])
    second = place_on(sheet, (left + wide) / shown[0], (top + high) / shown[1])
    corners = [*map(min, zip(first, second, strict=True)), *map(max, zip(first, second, strict=True))]
    form = Stream(
        pdf,
        look,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, round(width, 2), HEIGHT]),
        Matrix=Array([*_TURNS[sheet.turn], 0, 0]),
        Resources=Dictionary(),
    )
    annotation = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Stamp,
        Rect=Array([round(value, 2) for value in corners]),
        F=4,
        Contents=pikepdf.String(TEXT),
        AP=Dictionary(N=pdf.make_indirect(form)),
    )
    listed = page.obj.get("/Annots")
    others = list(listed) if isinstance(listed, Array) else []
    page.obj.Annots = Array([*others, pdf.make_indirect(annotation)])


def _drawn() -> tuple[bytes, float]:
    """The operators of the frame and the letters, and the width of the frame."""
    at, lines = 2 * MARGIN, []
    for letter in TEXT:
        for stroke in _STROKES.get(letter, "").split(";"):
            points = [point.split(",") for point in stroke.split()]
            path = [f"{at + float(x) * _UNIT:.2f} {HEIGHT / 4 + float(y) * _UNIT:.2f}" for x, y in points]
            lines += [f"{point} {'l' if index else 'm'}" for index, point in enumerate(path)]
        at += (_ADVANCE if letter in _STROKES else _SPACE) * _UNIT
    width = at + MARGIN
    frame = f"1 1 1 rg 0.8 0 0 RG 0.8 w 0.5 0.5 {width - 1:.2f} {HEIGHT - 1:.2f} re B"
    return f"q {frame} 1.1 w 1 J 1 j {' '.join(lines)} S Q".encode(), width
