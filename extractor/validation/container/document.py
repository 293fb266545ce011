"""Objects of a PDF from anyone: read without trust, and never more of them than a real invoice has.

Values of the wrong type, loops and streams that unpack without end are what hostile files are made of.

Source: ISO 32000-1, 7.3 (objects), 7.9.6 (name trees) · CWE-409
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, TypeAlias

import pikepdf

Object: TypeAlias = Any
"""A pikepdf object, or the Python value that pikepdf makes of a number or a name."""

UNREADABLE = (
    pikepdf.PikepdfError,
    RuntimeError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    zlib.error,
    ArithmeticError,
)
"""What pikepdf raises on broken structures: qpdf's errors, and those of the Python values that it makes of objects."""

_DEEPEST, _MOST = 32, 10_000


class Unreadable(Exception):
    """More nodes, or more bytes, than any real file has."""


def entry(holder: Object, *keys: str) -> Object | None:
    """The value at a path of keys, None where any of them is missing or its holder is no dictionary."""
    for key in keys:
        if not isinstance(holder, (pikepdf.Dictionary, pikepdf.Stream)):
            return None
        holder = holder.get(key)
    return holder


def text(value: Object | None) -> str | None:
    """A string or a name as text, a name with its slash."""
    return str(value) if isinstance(value, (str, pikepdf.String, pikepdf.Name)) else None


def items(value: Object | None) -> Iterator[Object]:
    """The members of an array, nothing for what is none."""
    if isinstance(value, pikepdf.Array):
        for index in range(min(len(value), _MOST)):
            yield value[index]


def values(value: Object | None) -> Iterator[tuple[str, Object]]:
    """Keys and values of a dictionary, nothing for what is none."""
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in list(value.keys())[:_MOST]:
            yield key, value.get(key)


def leaves(tree: Object | None) -> Iterator[tuple[str, Object]]:
    """Names and values of a name tree.

    Raises Unreadable when it is larger or deeper than any real one.
    """
    waiting, count = [(tree, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > _DEEPEST or count > _MOST:
            raise Unreadable
        pairs = list(items(entry(node, "/Names")))
        yield from ((text(name) or "", value) for name, value in zip(pairs[::2], pairs[1::2], strict=False))
        waiting.extend((kid, depth + 1) for kid in items(entry(node, "/Kids")))


def content_of(stream: Object | None, limit: int) -> bytes | None:
    """The bytes of a stream as long as they are not too many, None for what is no stream.

    Raises Unreadable beyond the limit. Flate, which packs a thousandfold, is unpacked by steps.
    """
    if not isinstance(stream, pikepdf.Stream):
        return None
    raw = stream.read_raw_bytes()
    filters = [text(one) for one in items(stream.get("/Filter"))] or [text(stream.get("/Filter"))]
    if filters == [None]:
        return _within(raw, limit)
    if filters == ["/FlateDecode"] and stream.get("/DecodeParms") is None:
        unpacker = zlib.decompressobj()
        unpacked = unpacker.decompress(raw, limit + 1)
        return _within(unpacked, limit)
    if len(raw) > limit // len(filters) // 64:
        raise Unreadable
    return _within(stream.read_bytes(), limit)


def _within(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise Unreadable
    return data


class Seen:
    """Objects met once: those with a number are told apart by it, the others are only counted.

    `first` raises Unreadable when there are more of them than any real file has.
    """

    def __init__(self) -> None:
        self._numbers: set[tuple[int, int]] = set()
        self._count = 0

    def first(self, value: Object) -> bool:
        self._count += 1
        if self._count > _MOST:
            raise Unreadable
        number: tuple[int, int] = value.objgen if isinstance(value, pikepdf.Object) else (0, 0)
        if number == (0, 0):
            return True
        new = number not in self._numbers
        self._numbers.add(number)
        return new
