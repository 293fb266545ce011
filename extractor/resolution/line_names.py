"""A row of words as names of columns.

Only a space may part two names, and a name may be several words: the best split is found by dynamic programming.

>>> from extractor.testing import page_of
>>> from extractor.resolution.line_rows import rows_of
>>> (row,) = rows_of(1, page_of("Désignation    Qté  Prix unit. HT   Rem.   Montant HT").words)
>>> [name.kind.value for name in names_in(row)]
['description', 'quantity', 'price', 'discount', 'amount']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.resolution.line_kinds import DECORATIONS, LONG_NAMES, Kind
from extractor.resolution.line_rows import CELL_GAP, JOINED, Row
from extractor.resolution.line_vocabulary import HEAD_WORDS, head_tokens, kind_of
from models.document import Word
from models.geometry import BBox, enclosing

LONGEST_NAME = 6
MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Name:
    """One column's name. `kind` is OTHER where the words are not known."""

    kind: Kind
    words: tuple[str, ...]
    box: BBox


def names_in(row: Row) -> list[Name]:
    """The row as names of columns, or nothing where it holds figures or hardly a known word."""
    words = row.words
    if not 1 < len(words) <= MOST_WORDS:
        return []
    folded = [head_tokens(word.text.strip(":;,")) for word in words]
    if sum(any(token in HEAD_WORDS for token in found) for found in folded) < 2:
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
                # What stands under a wrapped name, such as its currency, says nothing by itself.
                if all(token in DECORATIONS for token in part) and max(gaps, default=0.0) < CELL_GAP * size:
                    options.append((score, start, None))
                elif stop - start == 1:
                    options.append((score - 0.5, start, None))
            elif not gaps or max(gaps) < 3 * size:
                wide = sum(0.9 if gap < 2 * size else 1.5 for gap in gaps if gap > 1.2 * size)
                worth = 0.3 if bare else 2 + 0.5 * (stop - start - 1)
                options.append((score + worth - wide, start, kind))
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


def is_recap(row: Row) -> bool:
    """Whether a row names the columns of another table, such as the bases and amounts of VAT.

    Its names hold no description, quantity or price.
    """
    names = _names_before_figures(row)
    kinds = {name.kind for name in names}
    unknown = sum(name.kind is Kind.OTHER for name in names)
    vat = kinds & {Kind.BASE, Kind.TAX, Kind.RATE, Kind.AMOUNT, Kind.GROSS}
    if Kind.BASE in kinds and kinds & {Kind.TAX, Kind.RATE} and not kinds & {Kind.QUANTITY, Kind.PRICE}:
        return True  # what is described are reasons to charge no VAT
    return (
        len(vat) > 1
        and 2 * unknown < len(names)
        and not kinds & {Kind.DESCRIPTION, Kind.QUANTITY, Kind.PRICE, Kind.REFERENCE}
    )


def _names_before_figures(row: Row) -> list[Name]:
    """The names at the start of a row in which the totals may stand further right."""
    end = next((number.start for number in row.numbers if number.decimals and not number.percent), len(row.words))
    return names_in(Row(row.page, row.words[:end])) if end > 1 else []
