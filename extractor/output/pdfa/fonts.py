"""Whether the fonts of a file are in it: without them, another machine sets the page in other letters.

Source: ISO 19005-3, 6.2.11 (fonts)
"""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object, PdfError, Stream

from extractor.output.pdfa.truetype import parsed
from extractor.output.pdfa.unpacking import content_of

_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_SIMPLE = frozenset(("/Type1", "/MMType1", "/TrueType"))
_SPACE, _NO_BREAK_SPACE = 32, 160
_WIDTHS = ("/FirstChar", "/LastChar", "/Widths")
_LEAST_PROGRAM = 64
"""Bytes: less is no font."""


def is_whole(font: Object) -> bool:
    """Whether a font brings its program and all that PDF/A asks for; what can be completed is.

    A Type 3 font is drawn by the page itself.
    """
    kind = str(font.get("/Subtype", ""))
    if kind == "/Type3":
        return all(key in font for key in (*_WIDTHS, "/CharProcs", "/FontMatrix", "/FontBBox", "/Encoding"))
    if kind == "/Type0":
        return _is_whole_composite(font)
    if kind not in _SIMPLE or not all(key in font for key in _WIDTHS) or program_of(font) is None:
        return False
    _name_no_break_space(font)
    return True


def _name_no_break_space(font: Object) -> None:
    """Set the no-break space in the space that a font holds: its encoding means it, its program has no such name."""
    descriptor, widths, first = font.get("/FontDescriptor"), font.get("/Widths"), font.get("/FirstChar")
    charset = str(descriptor.get("/CharSet", "")) if isinstance(descriptor, Dictionary) else ""
    if font.get("/Encoding") != Name.WinAnsiEncoding or "/space" not in charset or not isinstance(widths, Array):
        return
    font.Encoding = Dictionary(BaseEncoding=Name.WinAnsiEncoding, Differences=Array([_NO_BREAK_SPACE, Name.space]))
    if isinstance(first, int) and first <= _SPACE and _NO_BREAK_SPACE - first < len(widths):
        widths[_NO_BREAK_SPACE - first] = widths[_SPACE - first]


def _is_whole_composite(font: Object) -> bool:
    descendants = font.get("/DescendantFonts")
    if not isinstance(descendants, Array) or len(descendants) != 1 or "/Encoding" not in font:
        return False
    descendant = descendants[0]
    if not isinstance(descendant, Dictionary) or program_of(descendant) is None:
        return False
    if descendant.get("/Subtype") == Name.CIDFontType2 and "/CIDToGIDMap" not in descendant:
        descendant.CIDToGIDMap = Name.Identity
    encoding = font["/Encoding"]
    return isinstance(encoding, Stream) or encoding in (Name("/Identity-H"), Name("/Identity-V"))


def program_of(font: Object) -> Object | None:
    """The font program that is embedded for a simple font or a descendant of a composite one."""
    descriptor = font.get("/FontDescriptor")
    if not isinstance(descriptor, Dictionary):
        return None
    for key in _PROGRAMS:
        program = descriptor.get(key)
        if isinstance(program, Stream) and _opens(program, key):
            return program
    return None


def _opens(program: Object, key: str) -> bool:
    try:
        content = content_of(program)
    except PdfError:
        return False
    return len(content) >= _LEAST_PROGRAM and (key != "/FontFile2" or parsed(content) is not None)
