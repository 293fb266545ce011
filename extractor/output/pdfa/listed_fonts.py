"""Fonts that a page lists and does not need in the file: those that it never sets a character in.

Programs list Helvetica by habit, and even select it before the first line. Such a font is exchanged for one without
ink, rather than a page written anew for nothing.

Source: ISO 32000-1, 9.3 (text state), 8.4.2 (saved graphics states)
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pikepdf import Array, Dictionary, Name, Object, Pdf, PdfError, Stream

from extractor.output.pdfa.fonts import is_whole
from extractor.output.pdfa.glyphless import Glyphless
from extractor.output.pdfa.unpacking import content_of

_TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*\)"  # a string, parentheses in it
    rb"|/([^\s/<>\[\](){}%]+)\s+[-+.\d]+\s+Tf\b"
    rb"|(?<![\w/])(q|Q|Tj|TJ)(?!\w)|(['\"])",
    re.DOTALL,
)
_NAME = "PrefactureBlank"


def prepare_fonts(pdf: Pdf) -> None:
    """Exchange the fonts that are neither in the file nor needed."""
    made: list[Object] = []

    def blank() -> Object:
        if not made:
            made.append(Glyphless((), name=_NAME).written(pdf))
        return made[0]

    for page in pdf.pages:
        _prepare(page.obj, blank)


def _prepare(page: Object, blank: Callable[[], Object]) -> None:
    resources = page.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
    if not isinstance(resources, Dictionary) or not isinstance(fonts, Dictionary):
        return
    absent = {key: font for key, font in fonts.as_dict().items() if isinstance(font, Dictionary) and not is_whole(font)}
    if not absent:
        return
    needed = _needed(page, resources)
    unused = {key for key in absent if needed is not None and key.encode() not in needed}
    if unused:
        copy = Dictionary({key: value for key, value in resources.as_dict().items() if key != "/Font"})
        copy.Font = Dictionary({key: blank() if key in unused else font for key, font in fonts.as_dict().items()})
        page.Resources = copy


def _needed(page: Object, resources: Object) -> set[bytes] | None:
    """Names of the fonts that characters are set in; None where that can't be told."""
    forms = resources.get("/XObject")
    for form in forms.as_dict().values() if isinstance(forms, Dictionary) else ():
        if isinstance(form, Stream) and form.get("/Subtype") == Name.Form and "/Resources" not in form:
            return None
    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, Array) else [contents]
    try:
        content = b"\n".join(content_of(one) for one in streams if isinstance(one, Stream))
    except PdfError:
        return None
    return set_in(content)


def set_in(content: bytes) -> set[bytes] | None:
    """The fonts that a content stream shows text in; None where their names are written in code.

    >>> sorted(set_in(b"BT /F1 12 Tf ET q BT /F2 9 Tf (Tj) Tj ET Q"))
    [b'/F2']
    """
    found: set[bytes] = set()
    font, kept = b"", []
    for token in _TOKEN.finditer(content):
        name, operator, quote = token.groups()
        if name:
            font = b"/" + name
        elif operator == b"q":
            kept.append(font)
        elif operator == b"Q":
            font = kept.pop() if kept else font
        elif operator or quote:
            found.add(font)
    return None if any(b"#" in name for name in found) else found
