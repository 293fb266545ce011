"""A page as it is kept on disk: JSON, packed, each word once.

The lines of a page are its words in order, and its blocks its lines: where that holds, which is tried, only their
lengths are kept, and words are shared again when the page is taken out.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TypeVar

from pydantic import TypeAdapter

from models.document import Block, Line, Page
from models.geometry import enclosing

T = TypeVar("T")


def packed(page: Page) -> bytes:
    """The page, whole."""
    lengths = {"lines": [len(line.words) for line in page.lines], "blocks": [len(block.lines) for block in page.blocks]}
    bare = replace(page, lines=(), blocks=())
    if _grouped(bare, lengths["lines"], lengths["blocks"]) != page:
        bare, lengths = page, {}
    return zlib.compress(json.dumps(lengths).encode() + b"\n" + _adapter().dump_json(bare), 1)


def unpacked(data: bytes) -> Page:
    """The page again. Raises ValueError for what is no page."""
    try:
        head, _, body = zlib.decompress(data).partition(b"\n")
    except zlib.error as error:
        raise ValueError("page") from error
    lengths = json.loads(head)
    page = _adapter().validate_json(body)
    return _grouped(page, lengths["lines"], lengths["blocks"]) if lengths else page


def _grouped(page: Page, lines: Sequence[int], blocks: Sequence[int]) -> Page:
    rows = tuple(Line(words, enclosing(word.bbox for word in words)) for words in _runs(page.words, lines))
    groups = tuple(Block(run, enclosing(line.bbox for line in run)) for run in _runs(rows, blocks))
    return replace(page, lines=rows, blocks=groups)


def _runs(things: Sequence[T], lengths: Sequence[int]) -> Iterator[tuple[T, ...]]:
    rest = iter(things)
    return (tuple(islice(rest, length)) for length in lengths)


@cache
def _adapter() -> TypeAdapter[Page]:
    return TypeAdapter(Page)
