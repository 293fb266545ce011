"""A font without ink, for text that is found and copied but not seen: the words of a scan, behind its picture.

One TrueType glyph that draws nothing, an em wide, stands for every character; what each code means is told by the
ToUnicode map. The font is made here, table by table, so that no font file has to be licensed or kept.

Sources: ISO 32000-1, 9.7.4 (CIDFonts), 9.10.3 (ToUnicode) · ISO 19005-3, 6.2.11 · OpenType 1.9 (tables)
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from extractor.output.pdfa.truetype import assembled

ASCENT, DESCENT = 800, -200
"""Of 1000: the em is as high as a word's box, its baseline a fifth above the bottom."""
_EM, _GLYPHS = 1000, 2
_HEIGHT = ASCENT - DESCENT
NAME = "PrefactureGlyphless"
_MOST = 0xFFFE
_PER_BLOCK = 100
"""Entries of one block of a map, at most."""


@cache
def program() -> bytes:
    """The TrueType file: glyph 0 for what is missing, glyph 1 for everything."""
    box = struct.pack(">4h", 0, DESCENT, _EM, ASCENT)
    # A line there and back: no ink, but a size, without which pdfium takes text that runs upwards for none.
    across, down = (0, _EM, -_EM), (DESCENT, _HEIGHT, -_HEIGHT)
    glyph = struct.pack(">h", 1) + box + struct.pack(">2H3B6hx", 2, 0, 1, 1, 1, *across, *down) + bytes(2)
    tables = {
        b"OS/2": _os2(),
        b"glyf": glyph,
        b"head": struct.pack(">4I2H2q", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0)
        + box
        + struct.pack(">2H3h", 0, 8, 2, 0, 0),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, ASCENT, DESCENT, 0, _EM, 0, 0, _EM, 1, *[0] * 7, _GLYPHS),
        b"hmtx": struct.pack(">HhHh", _EM, 0, _EM, 0),
        b"loca": struct.pack(">3H", 0, 0, len(glyph) // 2),
        b"maxp": struct.pack(">I14H", 0x10000, _GLYPHS, 3, 1, 0, 0, 2, *[0] * 8),
        b"name": _names(),
        b"post": struct.pack(">2I2h5I", 0x30000, 0, -100, 50, 1, 0, 0, 0, 0),
    }
    return assembled(tables)


def _os2() -> bytes:
    start = struct.pack(">Hh3H", 4, _EM, 400, 5, 0) + struct.pack(">11h", *[0] * 11) + bytes(10) + bytes(16) + b"PREF"
    end = struct.pack(">3H3h2H2I", 64, 0xFFFF, 0xFFFF, ASCENT, DESCENT, 0, ASCENT, -DESCENT, 1, 0)
    return start + end + struct.pack(">2h3H", 500, 700, 0, 32, 1)


def _names() -> bytes:
    text = NAME.encode("utf-16-be")
    records = b"".join(struct.pack(">6H", 3, 1, 0x409, name, len(text), 0) for name in (1, 4, 6))
    return struct.pack(">3H", 0, 3, 6 + len(records)) + records + text


class Glyphless:
    """The font of one document, with a code for each character it is to hold."""

    def __init__(self, characters: Iterable[str], *, name: str = NAME) -> None:
        self._name = Name("/" + name)
        kept = sorted({character for character in characters if not "\ud800" <= character <= "\udfff"} | {" "})
        self._codes = {character: code for code, character in enumerate(kept[:_MOST], start=1)}

    def encoded(self, text: str) -> list[int]:
        """The codes of a text; characters that can't be told are left out."""
        return [self._codes[character] for character in text if character in self._codes]

    def written(self, pdf: Pdf) -> Object:
        """The font as an object of the file."""
        packed = zlib.compress(program(), 9)
        data = pdf.make_indirect(Stream(pdf, packed, Filter=Name.FlateDecode, Length1=len(program())))
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=self._name,
            Flags=4,
            FontBBox=Array([0, DESCENT, _EM, ASCENT]),
            ItalicAngle=0,
            Ascent=ASCENT,
            Descent=DESCENT,
            CapHeight=ASCENT,
            StemV=80,
            FontFile2=data,
        )
        glyphs = bytes(2) + b"\0\1" * len(self._codes)
        adobe, identity = pikepdf.String("Adobe"), pikepdf.String("Identity")
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=self._name,
            CIDSystemInfo=Dictionary(Registry=adobe, Ordering=identity, Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=_EM,
            CIDToGIDMap=pdf.make_indirect(Stream(pdf, glyphs)),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=self._name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_indirect(Stream(pdf, self._to_unicode())),
            )
        )

    def _to_unicode(self) -> bytes:
        entries = [
            f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>" for character, code in self._codes.items()
        ]
        blocks = [entries[start : start + _PER_BLOCK] for start in range(0, len(entries), _PER_BLOCK)]
        maps = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            f"{maps}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        ).encode("ascii")
