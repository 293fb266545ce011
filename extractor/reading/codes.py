"""Codes for machines on separator sheets: QR, Code 128, and the patch codes that scanners look for.

A patch code is four bars, two wide (0.20 in) and two narrow (0.08 in), with three narrow spaces between them, 0.80 in
across and at least 0.75 in long; the order of the bars names it. Read from the other side, T is 3 and 1 is 6. Only
proportions are looked at, so that any resolution will do.

Sources: Kodak A-61599, Patch Code Information (October 2006) · ISO/IEC 18004 (QR) · ISO/IEC 15417 (Code 128)

>>> import numpy as np
>>> sheet = np.full((200, 300), 255, np.uint8)
>>> for left, right in ((100, 108), (116, 136), (144, 152), (160, 180)):
...     sheet[40:180, left:right] = 0
>>> [(code.kind.value, code.text) for code in codes_of(sheet)]
[('patch', 'T')]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import cv2
import numpy as np

from models.document import Code, CodeKind
from models.geometry import BBox, enclosing

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEW_WORDS = 60
"""Words on a page up to which it may be a separator sheet, so that codes are looked for."""

_PATCHES = {"WWNN": "1", "WNNW": "2", "WNWN": "3", "NWWN": "4", "NNWW": "6", "NWNW": "T"}
_ELEMENTS = 7
_NARROW, _WIDE = (0.55, 1.6), (1.75, 3.4)
"""Widths of elements in narrow ones: 1 and 2.5 as printed, a pixel or two more or less as scanned."""
_QUIET = 2.0
"""White on both sides, in narrow widths."""
_LONG = 8.0
"""Length of the bars in narrow widths: 0.75 in are 9.4."""
_ACROSS = (0.04, 0.45)
"""Width of a whole patch as a share of the picture's shorter side: 0.10 on A4."""
_LARGEST = 1200
"""Pixels of the long side to which a picture is made smaller: a narrow bar keeps 8, and specks go."""

_Seen = tuple[str, int, int, int]
"""The order of the bars, where they begin and end along a row, and which row."""


def codes_of(image: NDArray[np.uint8]) -> tuple[Code, ...]:
    """The codes on a grey picture (height x width), top to bottom; boxes are in its pixels."""
    read = tuple(_read(image))
    patches = (patch for patch in patches_of(image) if not any(patch.bbox.y_overlap(one.bbox) for one in read))
    return tuple(sorted((*read, *patches), key=lambda code: (code.bbox.top, code.bbox.x0)))


def in_points_of(image: NDArray[np.uint8], scale: float) -> tuple[Code, ...]:
    """The same with boxes in points, `scale` of them to a pixel; `image` may have a third axis of one colour."""
    found = codes_of(image if image.ndim == 2 else image[:, :, 0])
    return tuple(
        Code(
            code.kind,
            code.text,
            BBox(*(scale * edge for edge in (code.bbox.x0, code.bbox.top, code.bbox.x1, code.bbox.bottom))).rounded(),
        )
        for code in found
    )


def _read(image: NDArray[np.uint8]) -> Iterator[Code]:
    import zxingcpp

    kinds = {zxingcpp.BarcodeFormat.QRCode: CodeKind.QR, zxingcpp.BarcodeFormat.Code128: CodeKind.CODE_128}
    for found in zxingcpp.read_barcodes(np.ascontiguousarray(image), formats=zxingcpp.BarcodeFormats(list(kinds))):
        at = found.position
        corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        across, down = [float(corner.x) for corner in corners], [float(corner.y) for corner in corners]
        kind = next((kinds[one] for one in kinds if found.format == one), CodeKind.QR)
        yield Code(kind, found.text, BBox(min(across), min(down), max(across), max(down)))


def patches_of(image: NDArray[np.uint8]) -> tuple[Code, ...]:
    """The patch codes on a grey picture, whose bars stand upright or lie."""
    share = min(1.0, _LARGEST / max(image.shape))
    small = cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA) if share < 1 else image
    dark = small < (int(small.min()) + int(np.percentile(small, 90))) / 2
    upright = list(_patches(dark))
    lying = [(name, BBox(box.top, box.x0, box.bottom, box.x1)) for name, box in _patches(dark.T)]
    return tuple(
        Code(CodeKind.PATCH, name, BBox(box.x0 / share, box.top / share, box.x1 / share, box.bottom / share))
        for name, box in (*upright, *lying)
    )


def _patches(dark: NDArray[np.bool_]) -> Iterator[tuple[str, BBox]]:
    """Names and boxes of patches with upright bars: the same pattern in row after row, at the same place."""
    step = 3 if dark.shape[0] > _LARGEST / 2 else 1
    open_runs: list[list[_Seen]] = []
    for row in range(0, dark.shape[0], step):
        going_on: list[list[_Seen]] = []
        for seen in _in_row(dark[row], row, min(dark.shape)):
            before = next((run for run in open_runs if _same(run[-1], seen)), None)
            if before is not None:
                open_runs.remove(before)
            going_on.append([*(before or ()), seen])
        yield from (found for run in open_runs if (found := _whole(run, step)))
        open_runs = going_on
    yield from (found for run in open_runs if (found := _whole(run, step)))


def _in_row(row: NDArray[np.bool_], number: int, shorter: int) -> Iterator[_Seen]:
    edges = np.flatnonzero(np.diff(row.astype(np.int8), prepend=0, append=0))
    bounds = edges.tolist()
    for at in range(0, len(bounds) - _ELEMENTS, 2):
        across = bounds[at + _ELEMENTS] - bounds[at]
        if not _ACROSS[0] * shorter <= across <= _ACROSS[1] * shorter:
            continue
        unit = across / 10
        widths = [(bounds[at + k + 1] - bounds[at + k]) / unit for k in range(_ELEMENTS)]
        quiet_before = bounds[at] - (bounds[at - 1] if at else 0)
        after = bounds[at + _ELEMENTS + 1] if at + _ELEMENTS + 1 < len(bounds) else len(row)
        if min(quiet_before, after - bounds[at + _ELEMENTS]) < _QUIET * unit:
            continue
        if all(_NARROW[0] <= width <= _NARROW[1] for width in widths[1::2]):
            name = "".join(map(_bar, widths[::2]))
            if name in _PATCHES:
                yield _PATCHES[name], bounds[at], bounds[at + _ELEMENTS], number


def _bar(width: float) -> str:
    if _NARROW[0] <= width <= _NARROW[1]:
        return "N"
    return "W" if _WIDE[0] <= width <= _WIDE[1] else "?"


def _same(above: _Seen, below: _Seen) -> bool:
    slip = (above[2] - above[1]) / 20
    return above[0] == below[0] and abs(above[1] - below[1]) <= slip and abs(above[2] - below[2]) <= slip


def _whole(run: list[_Seen], step: int) -> tuple[str, BBox] | None:
    name, x0, x1, top = run[0]
    bottom = run[-1][3] + step
    if bottom - top < _LONG * (x1 - x0) / 10:
        return None
    return name, enclosing(BBox(left, row, right, row + step) for _, left, right, row in run)
