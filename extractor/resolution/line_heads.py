"""The head of a table of lines: which row names its columns, and what each name says.

A head may stand in two or three rows, its names may be wrapped, and only a space may part two of them. The best split
of each row into names is found by dynamic programming over its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.resolution.line_rows import CELL_GAP, JOINED, Row
from extractor.resolution.line_vocabulary import (
    DECORATIONS,
    HEAD_WORDS,
    KINDS_OF_WORD,
    LONG_NAMES,
    Kind,
    head_tokens,
    kind_of,
)
from models.document import Word
from models.geometry import BBox, enclosing

LONGEST_NAME = 6
MOST_WORDS = 40
_NUMERIC = frozenset({Kind.QUANTITY, Kind.PRICE, Kind.GROSS_PRICE, Kind.AMOUNT, Kind.GROSS})


@dataclass(frozen=True, slots=True)
class Name:
    """One column's name. `kind` is OTHER where the words are not known."""

    kind: Kind
    words: tuple[str, ...]
    box: BBox


@dataclass(frozen=True, slots=True)
class Head:
    """Names from left to right; rows `first` to `last` of the page."""

    names: tuple[Name, ...]
    first: int
    last: int
    bottom: float

    def has(self, *kinds: Kind) -> bool:
        return any(name.kind in kinds for name in self.names)


def heads_of(rows: Sequence[Row]) -> list[Head]:
    """Every head of a page, top to bottom."""
    seeds = {
        index: names
        for index, row in enumerate(rows)
        if _may_be_head(row) and (names := _names_in(row)) and _is_head(names, row)
    }
    heads: list[Head] = []
    for index in sorted(seeds, key=lambda index: (-_worth(seeds[index]), index)):
        if any(head.first - 2 <= index <= head.last + 2 for head in heads):
            continue
        head = _grown(rows, index, seeds[index])
        if not head.has(Kind.BASE) or (head.has(Kind.DESCRIPTION) and head.has(Kind.QUANTITY)):
            heads.append(head)
    return sorted(heads, key=lambda head: head.first)


def _may_be_head(row: Row) -> bool:
    """A quick look, since few rows of a page are heads: two known words of different kinds, and a wide gap."""
    words = row.words
    if not 1 < len(words) <= MOST_WORDS:
        return False
    kinds: set[Kind] = set()
    for word in words:
        for token in head_tokens(word.text.strip(":;,")):
            kinds |= KINDS_OF_WORD.get(token, frozenset())
    if not kinds & _NUMERIC or len(kinds) < 2:  # noqa: PLR2004
        return False
    return any(b.bbox.x0 - a.bbox.x1 > row.size for a, b in zip(words, words[1:], strict=False))


def is_recap(row: Row) -> bool:
    """Whether a row names the columns of another table, such as the bases and amounts of VAT.

    Its names hold no description, quantity or price.
    """
    names = _names_before_figures(row)
    kinds = {name.kind for name in names}
    unknown = sum(name.kind is Kind.OTHER for name in names)
    vat = kinds & {Kind.BASE, Kind.TAX, Kind.RATE, Kind.AMOUNT, Kind.GROSS}
    return (
        len(vat) > 1
        and 2 * unknown < len(names)
        and not kinds & {Kind.DESCRIPTION, Kind.QUANTITY, Kind.PRICE, Kind.REFERENCE}
    )


def _names_before_figures(row: Row) -> list[Name]:
    """The names at the start of a row in which the totals may stand further right."""
    end = next((number.start for number in row.numbers if number.decimals and not number.percent), len(row.words))
    return _names_in(Row(row.page, row.words[:end])) if end > 1 else []


def _worth(names: Sequence[Name]) -> int:
    return len({name.kind for name in names if name.kind is not Kind.OTHER})


def _is_head(names: Sequence[Name], row: Row) -> bool:
    kinds = {name.kind for name in names}
    if Kind.BASE in kinds and Kind.QUANTITY not in kinds:
        return False
    known = [name for name in names if name.kind is not Kind.OTHER]
    if len(known) < 2 or len({name.kind for name in known}) < 2 or 2 * len(known) < len(names):  # noqa: PLR2004
        return False
    widest = max((b.box.x0 - a.box.x1 for a, b in zip(known, known[1:], strict=False)), default=0.0)
    if widest < row.size:
        return False
    if Kind.DESCRIPTION in kinds and kinds & _NUMERIC:
        return True
    return bool(kinds & {Kind.AMOUNT, Kind.GROSS}) and bool(
        kinds & {Kind.QUANTITY, Kind.PRICE} or (Kind.REFERENCE in kinds and len(kinds) > 2)  # noqa: PLR2004
    )


def _names_in(row: Row) -> list[Name]:
    """The row as names of columns, or nothing where it holds figures or hardly a known word."""
    words = row.words
    if not 1 < len(words) <= MOST_WORDS:
        return []
    folded = [head_tokens(word.text.strip(":;,")) for word in words]
    if sum(any(token in HEAD_WORDS for token in found) for found in folded) < 2:  # noqa: PLR2004
        return []
    if any(number.decimals and not number.percent for number in row.numbers):
        return []
    return _split(words, folded, row.size)


def _split(words: Sequence[Word], folded: Sequence[tuple[str, ...]], size: float) -> list[Name]:
    best: list[tuple[float, int, Kind | None]] = [(0.0, 0, None)]
    for stop in range(1, len(words) + 1):
        options: list[tuple[float, int, Kind | None]] = []
        for start in range(max(0, stop - LONGEST_NAME), stop):
            score = best[start][0] - (_cut(words[start].bbox.x0 - words[start - 1].bbox.x1, size) if start else 0.0)
            part = [token for found in folded[start:stop] for token in found]
            known = stop - start == 1 or all(token in HEAD_WORDS for token in part) or part[0] in LONG_NAMES
            kind = kind_of(tuple(part)) if part and known else None
            bare = kind is not None and all(token in DECORATIONS for token in part)
            gaps = [words[i].bbox.x0 - words[i - 1].bbox.x1 for i in range(start + 1, stop)]
            if kind is None:
                if stop - start == 1:
                    options.append((score - 0.5, start, None))
            elif not gaps or max(gaps) < 3 * size:
                wide = sum(1 for gap in gaps if gap > 1.2 * size)
                worth = 0.3 if bare else 2 + 0.5 * (stop - start - 1)
                options.append((score + worth - 0.9 * wide, start, kind))
        best.append(max(options, key=lambda option: option[0]))
    cuts: list[Name] = []
    stop = len(words)
    while stop:
        _, start, kind = best[stop]
        tokens = tuple(token for found in folded[start:stop] for token in found)
        cuts.append(Name(kind or Kind.OTHER, tokens, enclosing(word.bbox for word in words[start:stop])))
        stop = start
    return _joined(cuts[::-1], size)


def _cut(gap: float, size: float) -> float:
    """The cost of parting two words: high where only a space is between them."""
    return 2.0 if gap < JOINED * size else 0.8 if gap < CELL_GAP * size else 0.0


def _joined(names: list[Name], size: float) -> list[Name]:
    """Unknown words that follow each other closely are one unknown name."""
    joined: list[Name] = []
    for name in names:
        if not name.words:
            continue
        last = joined[-1] if joined else None
        follows = last is not None and name.box.x0 - last.box.x1 < 0.9 * size
        if last and follows and last.kind is Kind.OTHER and name.kind in (Kind.OTHER, Kind.DESCRIPTION):
            joined[-1] = Name(name.kind, last.words + name.words, last.box.union(name.box))
        else:
            joined.append(name)
    return joined


def _grown(rows: Sequence[Row], seed: int, names: list[Name]) -> Head:
    """The head with the rows above and below that complete its names."""
    first = last = seed
    found = list(names)
    for step, limit in ((-1, 3), (1, 3)):
        for index in range(seed + step, seed + step * (limit + 1), step):
            if not 0 <= index < len(rows) or not _completes(rows[index], rows[index - step]):
                break
            if step < 0 and len(rows[index].cells()) == 1 and _is_title(rows[index]):
                break
            found = _merged(found, rows[index], above=step < 0)
            first, last = min(first, index), max(last, index)
    settled = tuple(sorted((_settled(name) for name in found), key=lambda name: name.box.x_center))
    return Head(_distinct(settled), first, last, max(row.box.bottom for row in rows[first : last + 1]))


def _completes(row: Row, neighbour: Row) -> bool:
    """Whether a row close to the head holds nothing but words of names of columns."""
    gap = max(row.box.top - neighbour.box.bottom, neighbour.box.top - row.box.bottom)
    if gap > 0.6 * max(row.size, neighbour.size) or len(row.words) > 12:  # noqa: PLR2004
        return False
    tokens = [token for word in row.words for token in head_tokens(word.text)]
    if any(token.isdigit() for token in tokens):
        return False
    return sum(token in HEAD_WORDS for token in tokens) > 0.7 * len(tokens) or not tokens


def _is_title(row: Row) -> bool:
    """Whether a row is the table's title: "Détail des prestations" alone above the head."""
    return kind_of(tuple(token for word in row.words for token in head_tokens(word.text))) is Kind.DESCRIPTION


def _merged(names: list[Name], row: Row, *, above: bool) -> list[Name]:
    result = list(names)
    for start, stop in row.cells():
        box = enclosing(word.bbox for word in row.words[start:stop])
        tokens = tuple(token for word in row.words[start:stop] for token in head_tokens(word.text))
        if not tokens:
            continue
        place = max(range(len(result)), key=lambda i: result[i].box.x_overlap(box), default=-1)
        if place >= 0 and result[place].box.x_overlap(box) > -0.2 * row.size:
            old = result[place]
            joined = tokens + old.words if above else old.words + tokens
            # A name that stands by itself is kept where the words beside it would make nonsense of it.
            kind = kind_of(joined) or old.kind
            result[place] = Name(kind, joined, old.box.union(box))
        else:
            result.append(Name(kind_of(tokens) or Kind.OTHER, tokens, box))
    return result


def _settled(name: Name) -> Name:
    kind = kind_of(name.words) or name.kind
    return Name(kind, name.words, name.box)


def _room(names: tuple[Name, ...], index: int) -> float:
    """The space from a name's left edge to the next name's."""
    return names[index + 1].box.x0 - names[index].box.x0 if index + 1 < len(names) else 0.0


def _distinct(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Names that say the same, told apart by the company they keep."""
    kinds = [name.kind for name in names]
    described = kinds.count(Kind.DESCRIPTION)
    if described > 1:
        for index, name in enumerate(names):
            if name.words[0] in ("article", "articles", "item", "produit", "code") and index == kinds.index(
                Kind.DESCRIPTION
            ):
                kinds[index] = Kind.REFERENCE
                break
    if not described and (
        unknown := [i for i, kind in enumerate(kinds) if kind is Kind.OTHER and _room(names, i) > 60]
    ):  # noqa: PLR2004
        kinds[max(unknown, key=lambda i: _room(names, i))] = Kind.DESCRIPTION
    elif not described and Kind.REFERENCE in kinds:
        last = len(kinds) - 1 - kinds[::-1].index(Kind.REFERENCE)
        kinds[last] = Kind.DESCRIPTION
    if Kind.AMOUNT not in kinds and kinds.count(Kind.PRICE) > 1:
        kinds[len(kinds) - 1 - kinds[::-1].index(Kind.PRICE)] = Kind.AMOUNT
    if Kind.AMOUNT not in kinds and Kind.GROSS not in kinds and Kind.PRICE in kinds and Kind.QUANTITY not in kinds:
        kinds[len(kinds) - 1 - kinds[::-1].index(Kind.PRICE)] = Kind.AMOUNT
    if kinds.count(Kind.RATE) > 1:
        marked = [i for i, kind in enumerate(kinds) if kind is Kind.RATE]
        rates = [i for i in marked if {"%", "taux", "tx", "rate", "code"} & set(names[i].words)] or marked[:1]
        for index in marked:
            if index not in rates:
                kinds[index] = Kind.TAX
    return tuple(Name(kind, name.words, name.box) for kind, name in zip(kinds, names, strict=True))
