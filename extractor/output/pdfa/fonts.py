"""Whether the fonts of a file are in it: without them, another machine sets the page in other letters.

Source: ISO 19005-3, 6.2.11 (fonts)
"""

from __future__ import annotations

import re

from pikepdf import Array, Dictionary, Name, Object, PdfError, Stream

_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_SIMPLE = frozenset(("/Type1", "/MMType1", "/TrueType"))
_WIDTHS = ("/FirstChar", "/LastChar", "/Widths")
_NAME_IN_CONTENT = re.compile(rb"/[^\s/<>\[\](){}%]+")
_NO_BREAK_SPACE, _SOFT_HYPHEN = 160, 173
_LEAST_PROGRAM = 64
"""Bytes: less is no font."""


def prepare(page: Object) -> None:
    """Take out of a page's resources the fonts that it does not set, where they are not in the file.

    Programs list fonts they never use, Helvetica above all. A no-break space that only a viewer's own font would hold
    becomes the space it looks like.
    """
    resources = page.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
    if not isinstance(fonts, Dictionary):
        return
    absent = {key: font for key, font in fonts.as_dict().items() if isinstance(font, Dictionary) and not is_whole(font)}
    if not absent:
        return
    used = _names_used(page)
    unused = [key for key in absent if used is not None and key.encode() not in used]
    if unused:
        kept = {key: font for key, font in fonts.as_dict().items() if key not in unused}
        copy = Dictionary(resources.as_dict())
        copy.Font = Dictionary(kept)
        page.Resources = copy
    for font in absent.values():
        if font.get("/Encoding") == Name.WinAnsiEncoding and font.get("/Subtype") == Name.Type1:
            differences = Array([_NO_BREAK_SPACE, Name.space, _SOFT_HYPHEN, Name.hyphen])
            font.Encoding = Dictionary(BaseEncoding=Name.WinAnsiEncoding, Differences=differences)


def _names_used(page: Object) -> set[bytes] | None:
    """The names in the content of a page; None where forms may use its fonts, or names are written in code."""
    resources = page.get("/Resources")
    forms = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    for form in forms.as_dict().values() if isinstance(forms, Dictionary) else ():
        if isinstance(form, Stream) and form.get("/Subtype") == Name.Form and "/Resources" not in form:
            return None
    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, Array) else [contents]
    try:
        content = b"\n".join(one.read_bytes() for one in streams if isinstance(one, Stream))
    except PdfError:
        return None
    names = set(_NAME_IN_CONTENT.findall(content))
    return None if any(b"#" in name for name in names) else names


def is_whole(font: Object) -> bool:
    """Whether a font brings its program and all that PDF/A asks for; what can be completed is.

    A Type 3 font is drawn by the page itself.
    """
    kind = str(font.get("/Subtype", ""))
    if kind == "/Type3":
        return all(key in font for key in (*_WIDTHS, "/CharProcs", "/FontMatrix", "/FontBBox", "/Encoding"))
    if kind == "/Type0":
        return _is_whole_composite(font)
    return kind in _SIMPLE and all(key in font for key in _WIDTHS) and program_of(font) is not None


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
        if isinstance(program, Stream) and len(program.read_raw_bytes()) >= _LEAST_PROGRAM:
            return program
    return None
