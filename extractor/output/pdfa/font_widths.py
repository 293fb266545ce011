"""Widths told twice: by the PDF, which places every letter, and by the font program. PDF/A demands that they agree.

Some programs write fonts whose own widths are wrong: nobody sees it, since viewers go by those of the PDF. The font is
then given the widths of the PDF, so that the page stays as it looks.

Source: ISO 19005-3, 6.2.11.5
"""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, Stream

from extractor.output.pdfa.truetype import TrueType, parsed, with_advances
from extractor.output.pdfa.unpacking import content_of

TOLERANCE = 1.0
"""Thousandths of the em."""

_SYMBOLIC = 4
_CODECS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_MOST = 70_000


def agree(font: Object) -> None:
    """Make a TrueType program tell the widths that the PDF does."""
    descendants = font.get("/DescendantFonts")
    holder = descendants[0] if isinstance(descendants, Array) and len(descendants) else font
    descriptor = holder.get("/FontDescriptor") if isinstance(holder, Dictionary) else None
    stream = descriptor.get("/FontFile2") if isinstance(descriptor, Dictionary) else None
    if not isinstance(holder, Dictionary) or not isinstance(stream, Stream):
        return
    program = parsed(content_of(stream))
    if program is None:
        return
    told = _composite(holder, len(program.advances)) if holder is not font else _simple(font, descriptor, program)
    wanted: dict[int, float] = {}
    right: set[int] = set()
    for glyph, width in told:
        if 0 < glyph < len(program.advances) and width > 0:
            if abs(program.advances[glyph] - width) <= TOLERANCE:
                right.add(glyph)
            else:
                wanted[glyph] = width
    wanted = {glyph: width for glyph, width in wanted.items() if glyph not in right}
    if wanted:
        changed = with_advances(program, wanted)
        stream.write(changed)
        stream.Length1 = len(changed)


def _simple(font: Object, descriptor: Object | None, program: TrueType) -> list[tuple[int, float]]:
    """Glyph and width of each code of a simple font."""
    widths, first, flags = font.get("/Widths"), font.get("/FirstChar"), 0
    if isinstance(descriptor, Dictionary) and isinstance(descriptor.get("/Flags"), int):
        flags = int(descriptor.get("/Flags", 0))
    if not isinstance(widths, Array) or not isinstance(first, int):
        return []
    glyphs: dict[int, int] = {}
    codec = _CODECS.get(str(font.get("/Encoding", "")))
    if flags & _SYMBOLIC or "/Encoding" not in font:
        symbols = program.characters(3, 0)
        glyphs = {code & 0xFF: glyph for code, glyph in symbols.items()} or program.characters(1, 0)
    elif codec:
        letters = program.characters(3, 1)
        for code in range(256):
            character = bytes((code,)).decode(codec, "ignore")
            if character and ord(character) in letters:
                glyphs[code] = letters[ord(character)]
    return [(glyphs[first + index], _number(width)) for index, width in enumerate(widths) if first + index in glyphs]


def _composite(font: Object, glyphs: int) -> list[tuple[int, float]]:
    """Glyph and width of each CID that a composite font tells a width of, or else the width that it tells of all."""
    mapping = font.get("/CIDToGIDMap", Name.Identity)
    table = content_of(mapping) if isinstance(mapping, Stream) else None
    widths: dict[int, float] = {}
    told = font.get("/W")
    if isinstance(told, Array):
        _read_widths(list(told), widths)
    default = _number(font.get("/DW", 1000))
    if table is None:
        return [(cid, widths.get(cid, default)) for cid in range(glyphs) if cid in widths]
    return [(int.from_bytes(table[2 * cid : 2 * cid + 2], "big"), width) for cid, width in widths.items()]


def _read_widths(told: list[object], widths: dict[int, float]) -> None:
    at = 0
    while at + 1 < len(told) and len(widths) < _MOST:
        first, then = told[at], told[at + 1]
        if not isinstance(first, int):
            return
        if isinstance(then, Array):
            widths.update((first + index, _number(width)) for index, width in enumerate(then))
            at += 2
        elif isinstance(then, int) and at + 2 < len(told):
            widths.update(dict.fromkeys(range(first, min(then, first + _MOST) + 1), _number(told[at + 2])))
            at += 3
        else:
            return


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0.0
