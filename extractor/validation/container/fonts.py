"""Fonts: each one that draws something is in the file, or the page looks different on another machine.

A font whose text is invisible (rendering mode 3), as of the words laid over a scan, may stay out.

Sources: ISO 19005-3, 6.2.11.4.1 · ISO 32000-1, 9.3.6 (rendering mode), 9.6 to 9.8 (fonts)
"""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from extractor.validation.container.contents import Content, contents
from extractor.validation.container.document import Object, entry, items, text
from extractor.validation.container.fault import Fault
from models.finding import Severity

_SHOWN = 5
_INVISIBLE = 3
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_OPERATORS = "q Q Tf Tr Tj TJ ' \""


def font_faults(pdf: pikepdf.Pdf) -> Iterator[Fault]:
    """The fonts that draw text and are not embedded, in one fault."""
    names = sorted({name for content in contents(pdf) for name in _missing(content)})
    if names:
        shown = ", ".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")
        yield Fault(
            "PF-PDF-FONT",
            Severity.BLOCKING,
            f"Des polices ne sont pas incorporées au PDF ({shown}) : réenregistrez-le en PDF/A-3, polices incorporées.",
            f"Fonts are not embedded in the PDF ({shown}): save it as PDF/A-3 with its fonts embedded.",
            "ISO 19005-3, 6.2.11.4.1",
        )


def _missing(content: Content) -> Iterator[str]:
    """The names of the fonts that a content draws with and that are not embedded."""
    absent = {
        key: (text(entry(font, "/BaseFont")) or key).lstrip("/")[:60]
        for key, font in content.named("/Font")
        if text(entry(font, "/Subtype")) != "/Type3" and not _embedded(font)
    }
    if absent:
        yield from (absent[key] for key in _visible(content) if key in absent)


def _embedded(font: Object) -> bool:
    if text(entry(font, "/Subtype")) == "/Type0":
        font = next(items(entry(font, "/DescendantFonts")), None)
    descriptor = entry(font, "/FontDescriptor")
    return any(isinstance(entry(descriptor, key), pikepdf.Stream) for key in _FILES)


def _visible(content: Content) -> set[str]:
    """The names, as resources, of the fonts that draw text which can be seen."""
    font: str | None = None
    mode, used = 0, set()
    stack: list[tuple[str | None, int]] = []
    for operands, operator in content.instructions(_OPERATORS):
        match operator:
            case "q":
                stack.append((font, mode))
            case "Q":
                font, mode = stack.pop() if stack else (font, mode)
            case "Tf":
                font = text(operands[0]) if operands else None
            case "Tr":
                mode = int(operands[0]) if operands else 0
            case _ if font is not None and mode != _INVISIBLE:
                used.add(font)
    return used
