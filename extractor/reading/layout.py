"""Words to lines, lines to blocks, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.document import Block, Code, Line, Page, Reading, Word
from models.geometry import BBox, enclosing

WIDE_GAP = 1.1
"""Share of the type size from which a gap between two words of a row starts another line: a column, not a space."""

LEADING = 0.85
"""Share of the type size up to which the space between two lines keeps them in one block."""


def page_of(
    *,
    number: int,
    size: tuple[float, float],
    words: Iterable[Word],
    rulings: tuple[BBox, ...] = (),
    reading: Reading = Reading.TEXT_LAYER,
    skew: float = 0.0,
    turned: int = 0,
    corners: tuple[tuple[float, float], ...] = (),
    codes: tuple[Code, ...] = (),
) -> Page:
    """A page (`size` is width and height in points) from its words in any order."""
    words = tuple(words)
    blocks = blocks_of(lines_of(words))
    lines = tuple(line for block in blocks for line in block.lines)
    ordered = tuple(word for line in lines for word in line.words)
    return Page(number, *size, ordered, lines, blocks, rulings, reading, skew, turned, corners, codes)


def lines_of(words: Sequence[Word]) -> tuple[Line, ...]:
    """Rows of words that share a baseline, cut at wide gaps; vertical words make lines of their own direction."""
    lines: list[Line] = []
    for rotation in sorted({word.rotation for word in words}):
        turned = [word for word in words if word.rotation == rotation]
        lines += _horizontal(turned) if rotation in (0, 180) else _vertical(turned, rotation)
    return tuple(lines)


def _horizontal(words: list[Word]) -> list[Line]:
    lines: list[Line] = []
    for row in _rows(words):
        row.sort(key=lambda word: word.bbox.x0)
        start = 0
        for index in range(1, len(row) + 1):
            if index == len(row) or _is_wide(row[index - 1], row[index]):
                part = tuple(row[start:index])
                lines.append(Line(part, enclosing(word.bbox for word in part)))
                start = index
    return lines


def _is_wide(left: Word, right: Word) -> bool:
    return right.bbox.x0 - left.bbox.x1 > WIDE_GAP * max(min(left.size, right.size), 4.0)


def _rows(words: list[Word]) -> list[list[Word]]:
    """Words grouped by row: each joins the row whose last word nearby it overlaps by more than half its height."""
    rows: list[list[Word]] = []
    extents: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: (word.bbox.y_center, word.bbox.x0)):
        best, share = -1, 0.5
        for index in range(len(rows) - 1, max(-1, len(rows) - 12), -1):
            top, bottom = extents[index]
            if bottom <= word.bbox.top or word.bbox.bottom <= top:
                continue
            common = min(bottom, word.bbox.bottom) - max(top, word.bbox.top)
            overlap = common / max(1e-6, min(bottom - top, word.bbox.height))
            centre_off = abs((top + bottom) / 2 - word.bbox.y_center) / max(bottom - top, word.bbox.height, 1e-6)
            level = abs(bottom - word.bbox.bottom) < 0.45 * min(bottom - top, word.bbox.height)
            if overlap > share and (level or centre_off < 0.3) and not _covers(rows[index], word):
                best, share = index, overlap
        if best < 0:
            rows.append([word])
            extents.append((word.bbox.top, word.bbox.bottom))
        else:
            rows[best].append(word)
            top, bottom = extents[best]
            if word.bbox.height > 0.6 * (bottom - top):
                count = len(rows[best])
                extents[best] = (
                    top + (word.bbox.top - top) / count,
                    bottom + (word.bbox.bottom - bottom) / count,
                )
    return rows


def _covers(row: list[Word], word: Word) -> bool:
    """Whether a word of the row already stands at this place, so that the new one is of another row."""
    x0, x1 = word.bbox.x0, word.bbox.x1
    return any(
        other.bbox.x0 < x1
        and x0 < other.bbox.x1
        and word.bbox.x_overlap(other.bbox) > 0.6 * min(word.bbox.width, other.bbox.width)
        for other in row
    )


def _vertical(words: list[Word], rotation: int) -> list[Line]:
    columns: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.bbox.x0):
        for column in columns:
            if column[-1].bbox.x_overlap(word.bbox) > 0.5 * min(column[-1].bbox.width, word.bbox.width):
                column.append(word)
                break
        else:
            columns.append([word])
    lines = []
    for column in columns:
        column.sort(key=lambda word: word.bbox.top, reverse=rotation == 270)
        lines.append(Line(tuple(column), enclosing(word.bbox for word in column)))
    return lines


def blocks_of(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Lines that follow each other closely and share an edge or the middle, gathered; top to bottom, left to right."""
    order = sorted(lines, key=lambda line: (line.bbox.top, line.bbox.x0))
    groups: list[list[Line]] = []
    for line in order:
        best: list[Line] | None = None
        nearest = float("inf")
        for group in groups:
            above = group[-1]
            gap = line.bbox.top - above.bbox.bottom
            if gap < nearest and gap < above.bbox.height * 2 and _follows(above, line):
                best, nearest = group, gap
        if best is None:
            groups.append([line])
        else:
            best.append(line)
    blocks = [Block(tuple(group), enclosing(line.bbox for line in group)) for group in groups]
    return tuple(sorted(blocks, key=lambda block: (block.bbox.top, block.bbox.x0)))


def _follows(above: Line, line: Line) -> bool:
    if above.words[0].rotation != line.words[0].rotation or above.words[0].rotation:
        return False
    size = min(above.size, line.size)
    gap = line.bbox.top - above.bbox.bottom
    if not -0.6 * size < gap < LEADING * size or max(above.size, line.size) > 2.2 * size:
        return False
    if above.bbox.x_overlap(line.bbox) <= 0:
        return False
    edge = 0.8 * size
    return (
        abs(above.bbox.x0 - line.bbox.x0) < edge
        or abs(above.bbox.x1 - line.bbox.x1) < edge
        or abs(above.bbox.x_center - line.bbox.x_center) < edge
    )
