"""What the colours of a page mean: an output intent with the sRGB profile, made here from the numbers of its standard.

Device colours are only allowed in PDF/A where the file says on what device. The profile is a matrix profile of ICC
version 2, which every reader knows: three primaries adapted to D50, and one curve for all three.

Sources: ISO 19005-3, 6.2.3 and 6.2.4 · ICC.1:2001-04 (profile 2.4) · IEC 61966-2-1 (sRGB)

>>> len(srgb_profile()), srgb_profile()[36:40]
(2524, b'acsp')
"""

from __future__ import annotations

import struct
import zlib
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from extractor.output.pdfa.unpacking import content_of

NAME = "sRGB IEC61966-2.1"
_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = (
    (b"rXYZ", (0.43607, 0.22249, 0.01392)),
    (b"gXYZ", (0.38515, 0.71687, 0.09708)),
    (b"bXYZ", (0.14307, 0.06061, 0.71410)),
)
_STEPS = 1024
_MADE = (2026, 1, 1, 0, 0, 0)
_CHANNELS = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}


@cache
def srgb_profile() -> bytes:
    """The profile, the same bytes every time."""
    curve = b"curv" + bytes(4) + struct.pack(f">I{_STEPS}H", _STEPS, *map(_linear, range(_STEPS)))
    tags = [(b"desc", _described(NAME)), (b"cprt", b"text" + bytes(4) + b"No copyright, use freely\0")]
    tags += [(name, _xyz(value)) for name, value in ((b"wtpt", _WHITE), *_PRIMARIES)]
    tags.append((b"rTRC", curve))
    offset = 128 + 4 + 12 * (len(tags) + 2)
    table, body = struct.pack(">I", len(tags) + 2), b""
    for name, content in tags:
        names = (b"rTRC", b"gTRC", b"bTRC") if name == b"rTRC" else (name,)
        table += b"".join(one + struct.pack(">II", offset + len(body), len(content)) for one in names)
        body += content + bytes(-len(content) % 4)
    return _header(offset + len(body)) + table + body


def _linear(step: int) -> int:
    """The light of one step of the curve, of 65535."""
    value = step / (_STEPS - 1)
    light = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  (IEC 61966-2-1)
    return round(light * 65535)


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(part * 65536) for part in value))


def _described(text: str) -> bytes:
    ascii_text = text.encode("ascii") + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(4 + 4 + 2 + 1 + 67)


def _header(size: int) -> bytes:
    start = struct.pack(">I4sI4s4s4s6H4s", size, bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ", *_MADE, b"acsp")
    light = struct.pack(">3i", *(round(part * 65536) for part in _WHITE))
    return (start + bytes(28) + light).ljust(128, b"\0")


@cache
def _packed() -> bytes:
    return zlib.compress(srgb_profile(), 9)


def set_intent(pdf: Pdf) -> None:
    """Say that device colours are sRGB, unless the file has an intent of its own that holds."""
    own = _own_profile(pdf)
    if own is None:
        own = pdf.make_indirect(Stream(pdf, _packed(), N=3, Filter=Name.FlateDecode))
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String(NAME if own.N == 3 else "Custom"),  # noqa: PLR2004  (red, green, blue)
        Info=pikepdf.String(NAME if own.N == 3 else "Custom"),  # noqa: PLR2004
        DestOutputProfile=own,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _own_profile(pdf: Pdf) -> pikepdf.Object | None:
    """The profile of an RGB intent for PDF/A that the file has already, where it is one."""
    intents = pdf.Root.get("/OutputIntents")
    if not isinstance(intents, Array):
        return None
    for intent in intents:
        if not isinstance(intent, Dictionary) or intent.get("/S") != Name.GTS_PDFA1:
            continue
        profile = intent.get("/DestOutputProfile")
        if isinstance(profile, Stream) and is_profile(profile, 3):
            return profile
    return None


def is_profile(stream: pikepdf.Object, channels: int) -> bool:
    """Whether a stream holds an ICC profile of so many channels, before version 5."""
    try:
        content = content_of(stream)
        told = int(stream.get("/N", 0))
    except (pikepdf.PdfError, TypeError, ValueError):
        return False
    return (
        told == channels
        and content[36:40] == b"acsp"
        and content[16:20] == _CHANNELS.get(channels)
        and content[8] < 5  # noqa: PLR2004  (ICC.2 is another format)
        and int.from_bytes(content[:4], "big") <= len(content)
    )
