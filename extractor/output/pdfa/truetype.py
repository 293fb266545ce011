"""The tables of a TrueType font that tell how wide its glyphs are and which character each stands for.

Sources: OpenType 1.9, chapters hmtx, hhea, cmap (formats 0, 4, 6 and 12)
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

_MOST_TABLES, _MOST_GROUPS = 64, 5000


@dataclass(frozen=True, slots=True)
class TrueType:
    """A font program taken apart. `advances` are in thousandths of the em, by glyph."""

    tables: Mapping[bytes, bytes]
    units: int
    advances: tuple[float, ...]

    def characters(self, platform: int, encoding: int) -> dict[int, int]:
        """Glyphs by character code, of one of the font's maps; empty where it has none such."""
        cmap = self.tables.get(b"cmap", b"")
        (count,) = struct.unpack_from(">H", cmap, 2) if len(cmap) >= 4 else (0,)  # noqa: PLR2004  (its head)
        for index in range(min(count, _MOST_TABLES)):
            told, which, offset = struct.unpack_from(">HHI", cmap, 4 + 8 * index)
            if (told, which) == (platform, encoding):
                return _characters(cmap[offset:])
        return {}


def parsed(program: bytes) -> TrueType | None:
    """The font, None where its tables can't be read."""
    try:
        count = struct.unpack_from(">H", program, 4)[0]
        tables = {}
        for index in range(min(count, _MOST_TABLES)):
            tag, _, offset, length = struct.unpack_from(">4s3I", program, 12 + 16 * index)
            tables[tag] = program[offset : offset + length]
        units = struct.unpack_from(">H", tables[b"head"], 18)[0]
        metrics = struct.unpack_from(">H", tables[b"hhea"], 34)[0]
        glyphs = struct.unpack_from(">H", tables[b"maxp"], 4)[0]
        told = struct.unpack_from(f">{2 * metrics}H", tables[b"hmtx"])[::2]
    except (struct.error, KeyError):
        return None
    if not units or not told:
        return None
    advances = [advance * 1000 / units for advance in told[:glyphs]]
    return TrueType(tables, units, tuple(advances + advances[-1:] * (glyphs - len(advances))))


def with_advances(font: TrueType, wanted: Mapping[int, float]) -> bytes:
    """The font program with other widths for some glyphs, their outlines as they were."""
    metrics = struct.unpack_from(">H", font.tables[b"hhea"], 34)[0]
    old = font.tables[b"hmtx"]
    rows = b""
    for glyph, advance in enumerate(font.advances):
        at = 4 * glyph + 2 if glyph < metrics else 4 * metrics + 2 * (glyph - metrics)
        bearing = old[at : at + 2].ljust(2, b"\0")
        rows += struct.pack(">H", min(0xFFFF, round(wanted.get(glyph, advance) * font.units / 1000))) + bearing
    hhea = font.tables[b"hhea"]
    changed = {b"hmtx": rows, b"hhea": hhea[:34] + struct.pack(">H", len(font.advances)) + hhea[36:]}
    return assembled({**font.tables, **changed})


def assembled(tables: Mapping[bytes, bytes]) -> bytes:
    """A TrueType file of these tables."""
    power = 1 << (len(tables).bit_length() - 1)
    head = struct.pack(">I4H", 0x10000, len(tables), 16 * power, power.bit_length() - 1, 16 * (len(tables) - power))
    offset = 12 + 16 * len(tables)
    entries, body = b"", b""
    for tag, content in sorted(tables.items()):
        entries += tag + struct.pack(">3I", checksum(content), offset + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    return head + entries + body


def checksum(table: bytes) -> int:
    """The sum of a table's 32-bit numbers, as its entry tells it."""
    padded = table + bytes(-len(table) % 4)
    numbers: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(numbers) & 0xFFFFFFFF


def _characters(table: bytes) -> dict[int, int]:
    try:
        kind = struct.unpack_from(">H", table)[0]
        if kind == 0:
            return dict(enumerate(table[6:262]))
        if kind == 4:  # noqa: PLR2004  (formats by their number)
            return _segments(table)
        if kind == 6:  # noqa: PLR2004
            first, count = struct.unpack_from(">2H", table, 6)
            return {first + index: glyph for index, glyph in enumerate(struct.unpack_from(f">{count}H", table, 10))}
    except struct.error:
        return {}
    return {}


def _segments(table: bytes) -> dict[int, int]:
    found: dict[int, int] = {}
    count = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 4 * count)
    places = 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", table, places)
    for index in range(min(count, _MOST_GROUPS)):
        for code in range(starts[index], min(ends[index], 0xFFFE) + 1):
            glyph = code
            if offsets[index]:
                at = places + 2 * index + offsets[index] + 2 * (code - starts[index])
                glyph = struct.unpack_from(">H", table, at)[0] if at + 2 <= len(table) else 0
                if not glyph:
                    continue
            found[code] = (glyph + deltas[index]) & 0xFFFF
    return found
