"""Colours: what is drawn in the colours of a device means something only with a profile of that device in the file.

A document without output intent is right where each colour is defined by itself (ICC, Cal, Lab) or its device's space
is replaced (DefaultRGB and its kin). The black of text that sets no colour is not counted as a device's.

Sources: ISO 19005-3, 6.2.3 and 6.2.4.3 · ISO 32000-1, 8.6 (colour spaces), 14.11.5 (output intents) · ICC.1:2010, 7.2
"""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from extractor.validation.container.contents import Content, contents
from extractor.validation.container.document import content_of, entry, items, text
from extractor.validation.container.fault import Fault
from models.finding import Severity

_OPERATORS = {"g": "Gray", "G": "Gray", "rg": "RGB", "RG": "RGB", "k": "CMYK", "K": "CMYK"}
_DEVICES = {"/DeviceGray": "Gray", "/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}
_LARGEST = 8 * 1024 * 1024
_SIGNATURE = slice(36, 40)  # "acsp", in the header of every ICC profile


def colour_faults(pdf: pikepdf.Pdf) -> Iterator[Fault]:
    """An output intent that is missing though needed, or has no profile."""
    intents = [one for one in items(entry(pdf.Root, "/OutputIntents")) if text(entry(one, "/S")) == "/GTS_PDFA1"]
    if intents:
        profile = content_of(entry(intents[0], "/DestOutputProfile"), _LARGEST)
        if profile is None or profile[_SIGNATURE] != b"acsp":
            yield _fault(
                "PF-PDF-ICC",
                "L'intention de sortie n'a pas de profil ICC lisible : joignez un profil sRGB.",
                "The output intent has no readable ICC profile: embed an sRGB profile.",
            )
    elif any(device for content in contents(pdf) for device in _devices(content)):
        yield _fault(
            "PF-PDF-INTENT",
            "Le PDF n'a pas d'intention de sortie (OutputIntent GTS_PDFA1) : ses couleurs ne sont pas définies, "
            "convertissez-le en PDF/A-3 avec un profil sRGB.",
            "The PDF has no output intent (GTS_PDFA1): its colours are not defined, convert it to PDF/A-3 with an "
            "sRGB profile.",
        )


def _devices(content: Content) -> Iterator[str]:
    """The devices in whose colours a content draws and that nothing replaces."""
    replaced = {key.removeprefix("/Default") for key, _ in content.named("/ColorSpace")}
    for _, image in content.named("/XObject"):
        if text(entry(image, "/Subtype")) == "/Image":
            device = _DEVICES.get(text(entry(image, "/ColorSpace")) or "")
            if device is not None and device not in replaced:
                yield device
    for operands, operator in content.instructions("g G rg RG k K cs CS"):
        device = _OPERATORS.get(operator) or _DEVICES.get((text(operands[0]) if operands else None) or "")
        if device is not None and device not in replaced:
            yield device


def _fault(rule: str, fr: str, en: str) -> Fault:
    return Fault(rule, Severity.BLOCKING, fr, en, "ISO 19005-3, 6.2.3 et 6.2.4.3")
