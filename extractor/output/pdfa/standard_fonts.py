"""The fourteen fonts that every PDF viewer has, and PDF/A does not take for granted: put into the file, from this host.

Their free equals by URW have the same widths and come with Ghostscript; their licence allows them in any PDF. Doing so
keeps the text and takes a few milliseconds, where writing the file anew costs hundreds.

Sources: ISO 32000-1, 9.6.2.2 (standard fonts), annex D (encodings) · Adobe technical note 5004 (AFM)
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_FOLDERS = tuple(Path(folder) for folder in ("/usr/share/fonts/type1/urw-base35", "/usr/share/fonts/urw-base35"))
_FAMILIES = {
    "helvetica": ("NimbusSans", "Regular Bold Italic BoldItalic"),
    "arial": ("NimbusSans", "Regular Bold Italic BoldItalic"),
    "times": ("NimbusRoman", "Regular Bold Italic BoldItalic"),
    "courier": ("NimbusMonoPS", "Regular Bold Italic BoldItalic"),
    "symbol": ("StandardSymbolsPS", ""),
    "zapfdingbats": ("D050000L", ""),
}
_NAMED = re.compile(
    r"^/(?:[A-Z]{6}\+)?(Helvetica|Arial|Times|Courier|Symbol|ZapfDingbats)"
    r"(?:New)?(?:Roman)?(?:PS)?(?:MT)?(?:[-,]?(Roman|Regular)?(Bold)?(Italic|Oblique)?(?:MT)?)$"
)
_ACCENTS = dict(
    zip(
        "\u0300\u0301\u0302\u0303\u0308\u030a\u0327\u030c",
        ("grave acute circumflex tilde dieresis ring cedilla caron").split(),
        strict=True,
    )
)
_SIGNS = dict(
    zip(
        "'`€‚ƒ„…†‡ˆ‰‹Œ‘’“”•–—˜™›œ¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»¼½¾¿ÆÐ×ØÞßæð÷øþ\xa0",
        (
            "quotesingle grave Euro quotesinglbase florin quotedblbase ellipsis dagger daggerdbl circumflex "
            "perthousand guilsinglleft OE quoteleft quoteright quotedblleft quotedblright bullet endash emdash "
            "tilde trademark guilsinglright oe exclamdown cent sterling currency yen brokenbar section dieresis "
            "copyright ordfeminine guillemotleft logicalnot hyphen registered macron degree plusminus twosuperior "
            "threesuperior acute mu paragraph periodcentered cedilla onesuperior ordmasculine guillemotright "
            "onequarter onehalf threequarters questiondown AE Eth multiply Oslash Thorn germandbls ae eth divide "
            "oslash thorn space"
        ).split(),
        strict=True,
    )
)
_CODECS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
_TOLERANCE = 1.0
_ASCII = 0x7F


@dataclass(frozen=True, slots=True)
class Face:
    """A font of this machine: its metrics by glyph name, the codes of its own encoding, and where its program is."""

    name: str
    path: Path
    widths: dict[str, float]
    codes: dict[int, str]
    facts: dict[str, list[float]]


class StandardFonts:
    """What puts them into one file, each program once."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._descriptors: dict[str, Object] = {}

    def embed(self, font: Object) -> None:
        """Complete a simple font that is a standard one and not in the file; leave every other as it is."""
        kind = font.get("/Subtype")
        descriptor = font.get("/FontDescriptor")
        embedded = isinstance(descriptor, Dictionary) and any("/FontFile" in key for key in descriptor.keys())  # noqa: SIM118
        if kind not in (Name.Type1, Name.TrueType) or embedded:
            return
        face = face_of(str(font.get("/BaseFont", "")))
        names = _glyph_names(font, face) if face else {}
        if not face or not names or not _fits(font, face, names):
            return
        font.Subtype = Name.Type1
        font.BaseFont = Name("/" + face.name)
        font.FirstChar, font.LastChar = 0, 255
        font.Widths = Array([face.widths.get(names.get(code, ""), 0) for code in range(256)])
        if face.name not in self._descriptors:
            self._descriptors[face.name] = self._described(face)
        font.FontDescriptor = self._descriptors[face.name]
        if font.get("/Encoding") == Name.WinAnsiEncoding:
            # No-break space and soft hyphen look like space and hyphen; the font has none by their names.
            differences = Array([0xA0, Name.space, 0xAD, Name.hyphen])
            font.Encoding = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=differences)

    def _described(self, face: Face) -> Object:
        packed, lengths = _program(face.path)
        facts = {key: values[0] for key, values in face.facts.items() if values}
        program = Stream(self._pdf, packed, Filter=Name.FlateDecode, **lengths)
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/" + face.name),
            Flags=32 if face.name.startswith("Nimbus") else 4,
            FontBBox=Array(face.facts.get("FontBBox", [0, -250, 1000, 1000])),
            ItalicAngle=facts.get("ItalicAngle", 0),
            Ascent=facts.get("Ascender", 750),
            Descent=facts.get("Descender", -250),
            CapHeight=facts.get("CapHeight", 700),
            StemV=facts.get("StdVW", 80),
            FontFile=self._pdf.make_indirect(program),
        )
        return self._pdf.make_indirect(descriptor)


@cache
def face_of(base_font: str) -> Face | None:
    """The font of this machine that stands for a standard one, by its name in the file.

    >>> face_of("/ComicSansMS") is None
    True
    """
    found = _NAMED.match(base_font)
    if not found:
        return None
    family, styles = _FAMILIES[found[1].lower()]
    style = ("-" + styles.split()[bool(found[3]) + 2 * bool(found[4])]) if styles else ""
    metrics = next((path for folder in _FOLDERS if (path := folder / f"{family}{style}.afm").is_file()), None)
    if metrics is None or not metrics.with_suffix(".t1").is_file():
        return None
    widths: dict[str, float] = {}
    codes: dict[int, str] = {}
    facts: dict[str, list[float]] = {}
    for line in metrics.read_text("latin-1").splitlines():
        glyph = re.match(r"C (-?\d+) ; WX ([\d.]+) ; N (\S+) ;", line)
        if glyph:
            widths[glyph[3]] = float(glyph[2])
            codes[int(glyph[1])] = glyph[3]
        elif fact := re.match(r"(FontBBox|ItalicAngle|Ascender|Descender|CapHeight|StdVW) ([-\d. ]+)$", line):
            facts[fact[1]] = [float(value) for value in fact[2].split()]
    return Face(family + style, metrics.with_suffix(".t1"), widths, codes, facts)


@cache
def _program(path: Path) -> tuple[bytes, dict[str, int]]:
    """The font program, packed, with the lengths of its clear text, its encrypted part and its end."""
    data = path.read_bytes()
    if data[:1] == b"\x80":
        data = b"".join(_segments(data))
    start = data.index(b"eexec") + 6
    end = data.rindex(b"cleartomark")
    end = len(data[:end].rstrip(b"0\r\n \t"))
    cipher = data[start:end]
    if re.fullmatch(rb"[0-9A-Fa-f\s]+", cipher[:64]):
        cipher = bytes.fromhex(cipher.decode("ascii"))
    whole = data[:start] + cipher + data[end:]
    return zlib.compress(whole, 9), {"Length1": start, "Length2": len(cipher), "Length3": len(data) - end}


def _segments(data: bytes) -> Iterator[bytes]:
    """The content of a PFB file, without the heads of its segments."""
    at = 0
    while data[at : at + 1] == b"\x80" and data[at + 1] in (1, 2):
        size = int.from_bytes(data[at + 2 : at + 6], "little")
        yield data[at + 6 : at + 6 + size]
        at += 6 + size


def _glyph_names(font: Object, face: Face) -> dict[int, str]:
    """The glyph of each code; empty where the encoding can't be told."""
    encoding = font.get("/Encoding")
    if encoding is None:
        return {} if font.get("/Subtype") == Name.TrueType else face.codes
    told = encoding.get("/BaseEncoding") if isinstance(encoding, Dictionary) else encoding
    codec = _CODECS.get(str(told))
    if codec is None and (isinstance(encoding, Dictionary) is False or told is not None):
        return {}
    names = face.codes if codec is None else {code: name for code in range(256) if (name := _name(code, codec))}
    names = dict(names)
    differences = encoding.get("/Differences") if isinstance(encoding, Dictionary) else None
    code = 0
    for entry in differences if isinstance(differences, Array) else ():
        if isinstance(entry, int):
            code = entry
        else:
            names[code] = str(entry).removeprefix("/")
            code += 1
    return names


def _name(code: int, codec: str) -> str:
    """The name of a glyph of the Latin alphabets."""
    character = bytes((code,)).decode(codec, "ignore")
    if character in _SIGNS:
        return _SIGNS[character]
    parts = unicodedata.decomposition(character).split() if character else []
    if len(parts) == 2 and chr(int(parts[1], 16)) in _ACCENTS:  # noqa: PLR2004  (a letter and its accent)
        return chr(int(parts[0], 16)) + _ACCENTS[chr(int(parts[1], 16))]
    return _ascii_name(code) if code < _ASCII and character else ""


def _ascii_name(code: int) -> str:
    """The name that Adobe's standard encoding has for a code, which is that of ASCII but for the two quotes."""
    regular = face_of("/Helvetica")
    return regular.codes.get(code, "") if regular else ""


def _fits(font: Object, face: Face, names: dict[int, str]) -> bool:
    """Whether the widths that the file tells, if any, are those of the font of this machine."""
    widths, first = font.get("/Widths"), font.get("/FirstChar", 0)
    if not isinstance(widths, Array) or not isinstance(first, int):
        return True
    for index, width in enumerate(widths):
        name = names.get(first + index, "")
        own = face.widths.get(name)
        if own is not None and float(width) > 0 and abs(float(width) - own) > _TOLERANCE:
            return False
    return True
