"""What cleaning can't put right in a PDF: fonts that are not in it, and printers' colours, which sRGB does not explain.

Such a file is written anew by Ghostscript, or drawn.

Source: ISO 19005-3, 6.2.4.3 (device colours), 6.1.10 (inline images), 6.2.11 (fonts)
"""

from __future__ import annotations

import re
from enum import Enum, auto

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from extractor.output.pdfa.fonts import is_whole
from extractor.output.pdfa.parts import Part, Role
from extractor.output.pdfa.unpacking import content_of

_INKS = re.compile(rb"(?<=\s)[kK](?=\s|$)")
_FOUR_NUMBERS = re.compile(rb"(?:^|[^\d.+-])(?:[-+]?\d*\.?\d*\s+){4}$")
_TOLD = (b"/DeviceCMYK", b"/CMYK", b"/LZW")
"""What inline images, and colours set by name, would say."""
_COLOUR_DEPTH = 8


class Shortfall(Enum):
    """What a new file has to put right."""

    FONTS = auto()
    COLOURS = auto()
    CONTENT = auto()


def shortfall_of(part: Part) -> Shortfall | None:
    """What only a new file puts right in a part."""
    thing = part.thing
    if part.role is Role.FONT:
        return None if is_whole(thing) else Shortfall.FONTS
    if _is_cmyk(_space(part)):
        return Shortfall.COLOURS
    if part.role in (Role.CONTENT, Role.FORM, Role.PATTERN) and isinstance(thing, Stream):
        return _in_content(thing)
    return None


def _space(part: Part) -> Object | None:
    """The colour space that a part is, or is in."""
    thing = part.thing
    if part.role is Role.COLOUR:
        return thing
    if part.role is Role.IMAGE:
        return thing.get("/ColorSpace")
    shading = thing.get("/Shading") if part.role is Role.PATTERN else None
    return shading.get("/ColorSpace") if isinstance(shading, (Dictionary, Stream)) else None


def _in_content(stream: Object) -> Shortfall | None:
    """Whether a content stream sets CMYK colours, or can't be unpacked."""
    if stream.get("/Subtype") == Name.PS:
        return Shortfall.CONTENT
    group = stream.get("/Group")
    if isinstance(group, Dictionary) and _is_cmyk(group.get("/CS")):
        return Shortfall.COLOURS
    try:
        content = content_of(stream)
    except pikepdf.PdfError:
        return Shortfall.CONTENT
    if any(name in content for name in _TOLD):
        return Shortfall.COLOURS
    places = (found.start() for found in _INKS.finditer(content))
    inks = any(_FOUR_NUMBERS.search(content, max(0, place - 80), place) for place in places)
    return Shortfall.COLOURS if inks else None


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
