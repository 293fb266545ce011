"""What a page looks like, in a few dozen small numbers: its words at the head and the foot, a sample of all, its shape.

Words are kept as numbers of 24 bits: two pages that share a word share a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from extractor.text import fold
from models.document import Page, Word

HEAD, FOOT = 0.22, 0.1
"""Shares of the height that are the head and the foot of a page."""
BINS = 24
"""Columns in which the beginnings of lines are counted."""
_SAMPLE, _HEAD_WORDS, _FOOT_WORDS, _TOKENS = 64, 40, 24, 60
_LOOKALIKE = str.maketrans("OILSBZQ", "0115820")
_PLAIN = re.compile(r"[^A-Z0-9]")
_OTHER = re.compile(r"-?[\d\s]{1,12}[.,]\d{2,3}\W*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,3}|(?:19|20)\d\d|\d{2,5}€?")
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Sketch:
    """`size` in points, `body` the middle type size, `left` and `right` the text's edges as shares of the width.

    `edges` counts lines by where they begin, `head`, `foot` and `sample` are words as numbers.
    """

    size: tuple[int, int]
    body: float
    left: float
    right: float
    edges: tuple[int, ...]
    head: tuple[int, ...]
    foot: tuple[int, ...]
    sample: tuple[int, ...]


def sketch_of(page: Page) -> Sketch:
    """The sketch of a page."""
    words, width, height = page.words, max(page.width, 1.0), max(page.height, 1.0)
    edges = [0] * BINS
    for line in page.lines:
        edges[min(BINS - 1, max(0, int(line.bbox.x0 / width * BINS)))] += 1
    sizes = sorted(word.size for word in words)
    across = sorted(word.bbox.x0 for word in words)
    ends = sorted(word.bbox.x1 for word in words)
    return Sketch(
        size=(round(page.width), round(page.height)),
        body=round(sizes[len(sizes) // 2], 1) if sizes else 0.0,
        left=round(across[len(across) // 20] / width, 2) if words else 0.0,
        right=round(ends[-1 - len(ends) // 20] / width, 2) if words else 0.0,
        edges=tuple(min(count, 99) for count in edges),
        head=_numbers((word for word in words if word.bbox.bottom < HEAD * height), _HEAD_WORDS),
        foot=_numbers((word for word in words if word.bbox.top > (1 - FOOT) * height), _FOOT_WORDS),
        sample=_numbers(words, _SAMPLE),
    )


def _numbers(words: Iterable[Word], most: int) -> tuple[int, ...]:
    """The words as numbers, the smallest ones where there are too many: the same of all pages that share them."""
    return tuple(
        sorted({crc32(text.encode()) >> 8 for word in words if len(text := fold(word.text).strip(".,:;()-")) > 1})[
            :most
        ]
    )


def plain(text: str) -> str:
    """A code as it is compared: capitals and figures, those that OCR confuses made one.

    >>> plain("F-2O26/118") == plain("f 2026 118")
    True
    """
    return _PLAIN.sub("", text.upper()).translate(_LOOKALIKE)


def tokens_of(page: Page) -> tuple[str, ...]:
    """Codes on a page as they are compared: of four characters or more with figures, no amounts, no dates.

    >>> from extractor.testing import page_of
    >>> tokens_of(page_of("Réf FC 012345 du 01/03/2026 : 1 200,00"))
    ('012345', 'FC012345')
    """
    found: dict[str, None] = {}
    for line in page.lines:
        before = ""
        for word in line.words:
            text = word.text.strip(".,:;()-*#°")
            if (any(map(str.isdigit, text)) and not _OTHER.fullmatch(text)) or (text.isdigit() and len(text) > _SHORT):
                code = plain(text)
                if len(code) >= _SHORT:
                    found.setdefault(code)
            if before.isalpha() and before.isupper() and len(before) < _SHORT and text[:1].isdigit() and len(text) > 2:
                found.setdefault(plain(before + text))
            before = text
    return tuple(sorted(list(found)[:_TOKENS]))
