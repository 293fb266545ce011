"""The content of a stream, no more of it than a page may cost: a kilobyte can unpack to a gigabyte.

Source: CWE-409 · ISO 32000-1, 7.4 (filters)
"""

from __future__ import annotations

import zlib

from pikepdf import Array, Name, Object, PdfError

MOST = 64 * 2**20
"""Bytes of one stream. The drawings of a plan or a map have some millions."""
_MOST_GROWTH = 1032
"""A byte of Flate unpacks to so many at most."""


def content_of(stream: Object) -> bytes:
    """The unpacked bytes.

    Raises PdfError for those that can't be unpacked, or are too many.
    """
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    packings = list(filters) if isinstance(filters, Array) else [filters] if filters is not None else []
    if not packings:
        return raw
    if packings == [Name.FlateDecode] and "/DecodeParms" not in stream:
        try:
            content = zlib.decompressobj().decompress(raw, MOST)
        except zlib.error:
            content = b""
        if len(content) == MOST:
            raise PdfError("a stream unpacks to too much")
        if content:
            return content
    if len(raw) * _MOST_GROWTH ** min(2, packings.count(Name.FlateDecode)) > MOST * 16:
        raise PdfError("a stream may unpack to too much")
    return bytes(stream.read_bytes())
