"""The head of a table of lines: which row names its columns, and what each name says.

A head may stand in two or three rows, and its names may be wrapped: the row that says most is found first, then those
above and below it that hold nothing but words of names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.resolution.line_kinds import DECORATIONS, Kind
from extractor.resolution.line_names import MOST_WORDS, Name, names_in
from extractor.resolution.line_rows import Row
from extractor.resolution.line_vocabulary import HEAD_WORDS, KINDS_OF_WORD, head_tokens, kind_of
from models.geometry import enclosing

WIDE = 60.0
"""Points from an unknown name to the next from which it may be that of the descriptions."""

_NUMERIC = frozenset({Kind.QUANTITY, Kind.PRICE, Kind.GROSS_PRICE, Kind.AMOUNT, Kind.GROSS})
_SUPPLY = frozenset((what, which) for what in ("nature", "categorie") for which in ("operation", "operations"))
"""How "Nature des opérations" begins, which beside another description is a reference of the invoice and no column."""

_ARTICLES = frozenset({"article", "articles", "item", "produit", "code"})
"""Names of descriptions that name the code where another column describes."""


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
        if _may_be_head(row) and (names := names_in(row)) and _is_head(names, row)
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
    if not kinds & _NUMERIC or len(kinds) < 2:
        return False
    return any(b.bbox.x0 - a.bbox.x1 > row.size for a, b in pairwise(words))


def _worth(names: Sequence[Name]) -> int:
    return len({name.kind for name in names if name.kind is not Kind.OTHER})


def _is_head(names: Sequence[Name], row: Row) -> bool:
    kinds = {name.kind for name in names}
    if Kind.BASE in kinds and Kind.QUANTITY not in kinds:
        return False
    known = [name for name in names if name.kind is not Kind.OTHER]
    if len(known) < 2 or len({name.kind for name in known}) < 2 or 2 * len(known) < len(names):
        return False
    widest = max((b.box.x0 - a.box.x1 for a, b in pairwise(known)), default=0.0)
    if widest < row.size:
        return False
    if Kind.DESCRIPTION in kinds and kinds & _NUMERIC:
        return True
    return bool(kinds & {Kind.AMOUNT, Kind.GROSS}) and bool(
        kinds & {Kind.QUANTITY, Kind.PRICE} or (Kind.REFERENCE in kinds and len(kinds) > 2)
    )


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
    if gap > 0.6 * max(row.size, neighbour.size) or len(row.words) > 12:
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


def _is_supply(name: Name) -> bool:
    said = tuple(word for word in name.words if word not in DECORATIONS)
    return said[:2] in _SUPPLY


def _distinct(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """Names that say the same, told apart by the company they keep."""
    kinds = [name.kind for name in names]
    if kinds.count(Kind.DESCRIPTION) > 1:
        kinds = [Kind.OTHER if _is_supply(name) else kind for kind, name in zip(kinds, names, strict=True)]
    described = kinds.count(Kind.DESCRIPTION)
    first = kinds.index(Kind.DESCRIPTION) if described else -1
    if described > 1 and names[first].words[0] in _ARTICLES:
        kinds[first] = Kind.REFERENCE
    unknown = [i for i, kind in enumerate(kinds) if kind is Kind.OTHER and _room(names, i) > WIDE]
    if not described and unknown:
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
