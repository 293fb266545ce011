"""Rows of words that cross the page, and the numbers printed in them.

A number may be several words (`1 234,56 €`, `- 12,00`, `EUR 1,234.56`); what parts it from its neighbour in the next
column is a gap wider than a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise

from extractor.numbers import parse
from models.document import Word
from models.geometry import BBox, enclosing

SAME_ROW = 0.5
"""Share of the height up to which two words' middles may differ on one row."""

JOINED = 0.75
"""Share of the type size up to which a gap is a space inside a number (a typewriter's space is 0.6)."""

CELL_GAP = 0.95
"""Share of the type size from which a gap parts two cells."""

_CURRENCY = re.compile(r"(?:€|EUR(?:OS?)?|Euros?|euros?|£|\$|CHF)")
_SIGNS = frozenset({"-", "\u2212", "\u2013", "+", "(", "€", "-€", "£", "$", "EUR", "CHF"})
_CLOSING = frozenset({"%", "%*", "-", ")", "-€", "*", "€)", "EUR)"})
_NUMBER = re.compile(
    r"[(]?[-\u2212\u2013+]?(?:€|£|\$)?[-\u2212\u2013]?(?:\d[\d.,'\u2019]*\d|\d)(?:[-\u2212\u2013])?(?:€(?:\d\d)?|EUR|£|%)?[-\u2212\u2013]?[)]?(?:%|€)?[*]?"
)
_HEAD_GROUP = re.compile(r"[(]?[-\u2212\u2013+]?(?:€|£|\$)?[-\u2212\u2013]?\d{1,3}(?: \d{3})*")
_TAIL_GROUP = re.compile(r"\d{3}(?:[.,]\d{1,4})?(?:€|%|EUR)?[-\u2212\u2013)]?")
_LEADERS = re.compile(r"^[.…_·]{2,}|[.…_·]{4,}$")
_DIGIT = re.compile(r"\d")
_CONFUSED = str.maketrans("OoQIl|SB", "00011158")
_ROUND = frozenset("Oo")
_DIRT = ".,:;'`\u2018\u2019_|"
_THOUSANDS = re.compile(r"(\d{1,3}(?:([.,])\d{3}(?=\2))+)([.,]\d{2})$")


@lru_cache(maxsize=8192)
def _parsed(text: str, decimals: int) -> Decimal | None:
    return parse(text, decimals=decimals)


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: words `start` to `stop` of its row. `after_text`: only a space parts it from text before it."""

    text: str
    box: BBox
    start: int
    stop: int
    percent: bool
    currency: bool
    after_text: bool

    def value(self, *, decimals: int = 4) -> Decimal | None:
        """As a quantity or a price; with `decimals=2` three digits after the separator are thousands."""
        return _parsed(self.text, decimals)

    @property
    def decimals(self) -> int:
        found = re.search(r"[.,](\d+)\D*$", self.text)
        return len(found[1]) if found else 0


@dataclass(frozen=True)
class Row:
    """Words of one baseline across the page, left to right."""

    page: int
    words: tuple[Word, ...]

    @cached_property
    def box(self) -> BBox:
        return enclosing(word.bbox for word in self.words)

    @cached_property
    def size(self) -> float:
        return max(4.0, sorted(word.size for word in self.words)[len(self.words) // 2])

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(_numbers(self.words, self.size))

    @cached_property
    def label(self) -> str:
        """The text before the first number that is not part of a sentence."""
        first = next((n.start for n in self.numbers if not n.after_text and n.start), len(self.words))
        return " ".join(word.text for word in self.words[:first])

    @cached_property
    def gaps(self) -> tuple[bool, ...]:
        """Whether a wide gap stands before each word; true before the first."""
        width = CELL_GAP * self.size
        return (True, *(b.bbox.x0 - a.bbox.x1 > width for a, b in pairwise(self.words)))

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    def cells(self) -> list[tuple[int, int]]:
        """Runs of words without a wide gap, as (start, stop)."""
        edges = [*(index for index, gap in enumerate(self.gaps) if gap), len(self.words)]
        return list(pairwise(edges))


def rows_of(page: int, words: Iterable[Word]) -> tuple[Row, ...]:
    """Upright words gathered by baseline, top to bottom."""
    rows: list[list[Word]] = []
    middles: list[tuple[float, float]] = []
    order = sorted(words, key=lambda word: (word.bbox.top + word.bbox.bottom, word.bbox.x0))
    for word in map(_without_leaders, order):
        if word.rotation or not word.text:
            continue
        middle, height = word.bbox.y_center, max(1.0, word.bbox.height)
        for index in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            if abs(middles[index][0] - middle) < SAME_ROW * min(middles[index][1], height) and not _covered(
                rows[index], word
            ):
                count = len(rows[index])
                old = middles[index]
                middles[index] = ((old[0] * count + middle) / (count + 1), max(old[1], height))
                rows[index].append(word)
                break
        else:
            rows.append([word])
            middles.append((middle, height))
    made = [Row(page, tuple(sorted(row, key=lambda word: word.bbox.x0))) for row in rows]
    return tuple(sorted(made, key=lambda row: row.box.y_center))


def _covered(row: list[Word], word: Word) -> bool:
    """Whether a word of the row already stands at this place, so that the new one is of another row."""
    x0, x1 = word.bbox.x0, word.bbox.x1
    for other in reversed(row):
        box = other.bbox
        if x0 < box.x1 and box.x0 < x1 and min(x1, box.x1) - max(x0, box.x0) > 0.6 * min(x1 - x0, box.width):
            return True
    return False


def _without_leaders(word: Word) -> Word:
    """Dots that lead the eye to the amount are no text."""
    if len(word.text) < 2 or (word.text[-2:].isalnum() and word.text[:2].isalnum()):
        return word
    bare = _LEADERS.sub("", word.text)
    if bare == word.text:
        return word
    box = word.bbox
    share = len(bare) / len(word.text)
    if word.text.endswith(bare):
        box = BBox(box.x1 - box.width * share, box.top, box.x1, box.bottom)
    else:
        box = BBox(box.x0, box.top, box.x0 + box.width * share, box.bottom)
    return Word(bare, box, word.size, word.rotation, word.confidence, word.bold)


def _numbers(words: Sequence[Word], size: float) -> Iterable[Number]:
    index = 0
    while index < len(words):
        if words[index].text not in _SIGNS and not _DIGIT.search(words[index].text):
            index += 1
            continue
        found = _number_at(words, index, size)
        if found is None:
            index += 1
        else:
            yield found
            index = found.stop


def _number_at(words: Sequence[Word], start: int, size: float) -> Number | None:
    stop = start
    parts: list[str] = []
    while stop < len(words) and words[stop].text in _SIGNS and len(parts) < 3:
        if not _near(words, stop, size):
            return None
        parts.append(words[stop].text)
        stop += 1
    if stop == len(words):
        return None
    body = _readable(words[stop])
    if not _NUMBER.fullmatch(body):
        return None
    parts.append(body)
    stop += 1
    while (
        stop < len(words)
        and _near(words, stop - 1, size)
        and _HEAD_GROUP.fullmatch(body)
        and _TAIL_GROUP.fullmatch(_readable(words[stop]))
    ):
        body += " " + _readable(words[stop])
        parts[-1] = body
        stop += 1
    while stop < len(words) and words[stop].bbox.x0 - words[stop - 1].bbox.x1 < CELL_GAP * size:
        if not (_CURRENCY.fullmatch(words[stop].text) or words[stop].text in _CLOSING):
            break
        if words[stop].text == "-" and not _ends_here(words, stop, size):
            break
        parts.append(words[stop].text)
        stop += 1
    text = "".join(part if part[-1:].isdigit() or len(parts) == 1 else part + " " for part in parts).strip()
    text = re.sub(r"(?<=[-\u2212\u2013(+]) +| +(?=[-)])", "", text)
    if _parsed(text, 4) is None:
        return None
    before = words[start - 1] if start else None
    glued = (
        before is not None and words[start].bbox.x0 - before.bbox.x1 < 0.5 * size and not _NUMBER.fullmatch(before.text)
    )
    box = enclosing(word.bbox for word in words[start:stop])
    return Number(text, box, start, stop, "%" in text, bool(_CURRENCY.search(text)), glued)


def _near(words: Sequence[Word], index: int, size: float) -> bool:
    """Whether only a space parts this word from the next."""
    return index + 1 < len(words) and words[index + 1].bbox.x0 - words[index].bbox.x1 < JOINED * size


def _ends_here(words: Sequence[Word], index: int, size: float) -> bool:
    return index + 1 == len(words) or words[index + 1].bbox.x0 - words[index].bbox.x1 > JOINED * size


def _readable(word: Word) -> str:
    """The word, with what OCR takes for digits, separators or dirt put right where it is a number otherwise."""
    text = word.text
    if word.confidence >= 1.0 or text.isdigit():
        return text
    digits = sum(c.isdigit() for c in text)
    if not digits or (digits == 1 and not _ROUND & set(text)):
        return text
    for fixed in (text.strip(_DIRT), text.translate(_CONFUSED).strip(_DIRT)):
        if _NUMBER.fullmatch(fixed):
            return _THOUSANDS.sub(lambda found: re.sub(r"[.,]", "", found[1]) + found[3], fixed)
    return text
