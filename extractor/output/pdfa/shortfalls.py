"""What cleaning can't put right in a PDF: fonts that are not in it, and printers' colours, which sRGB does not explain.

Such a file is written anew by Ghostscript, or drawn.

Source: ISO 19005-3, 6.2.4.3 (device colours), 6.1.10 (inline images), 6.2.11 (fonts)
"""

from __future__ import annotations

import re

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from extractor.output.pdfa.fonts import is_whole
from extractor.output.pdfa.parts import Part, Role

_CMYK = re.compile(rb"(?:[-+]?[\d.]+\s+){4}[kK]\b|/DeviceCMYK\b|/CMYK\b")
_INLINE_LZW = re.compile(rb"\bBI\b[^>]{0,200}?/LZW")
_COLOUR_DEPTH = 8


def falls_short(part: Part) -> bool:
    """Whether a part is one that only a new file puts right."""
    thing = part.thing
    match part.role:
        case Role.FONT:
            return not is_whole(thing)
        case Role.IMAGE:
            return _is_cmyk(thing.get("/ColorSpace"))
        case Role.COLOUR:
            return _is_cmyk(thing)
        case Role.CONTENT | Role.FORM:
            return isinstance(thing, Stream) and _draws_badly(thing)
        case Role.PATTERN:
            shading = thing.get("/Shading")
            own = isinstance(thing, Stream) and _draws_badly(thing)
            return own or (isinstance(shading, (Dictionary, Stream)) and _is_cmyk(shading.get("/ColorSpace")))
        case _:
            return False


def _draws_badly(stream: Object) -> bool:
    """Whether a content stream sets CMYK colours, or can't be unpacked."""
    if stream.get("/Subtype") == Name.PS:
        return True
    group = stream.get("/Group")
    if isinstance(group, Dictionary) and _is_cmyk(group.get("/CS")):
        return True
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        return True
    return bool(_CMYK.search(content) or _INLINE_LZW.search(content))


def _is_cmyk(space: Object | None, depth: int = 0) -> bool:
    """Whether a colour space is the four inks of a printer, or is told in them."""
    if space == Name.DeviceCMYK:
        return True
    if not isinstance(space, Array) or depth > _COLOUR_DEPTH:
        return False
    kind = space[0] if len(space) else None
    if kind in (Name.Indexed, Name.Pattern) and len(space) > 1:
        return _is_cmyk(space[1], depth + 1)
    if kind in (Name.Separation, Name.DeviceN) and len(space) > 2:  # noqa: PLR2004  (name, alternative, tint)
        return _is_cmyk(space[2], depth + 1)
    return False
