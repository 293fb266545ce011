"""From the traits of a stack's pages to its plan, and what a person's boundaries make of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from extractor.splitting.belonging import with_belongings
from extractor.splitting.features import features
from extractor.splitting.kinds import KINDS, is_blank, is_separator
from extractor.splitting.planning import Start, starts_of
from extractor.splitting.seen import Open, Rarity, Seen, seen
from extractor.splitting.signs import signs_of
from extractor.splitting.traits import PageTraits
from extractor.splitting.weights import boundary_weights
from models.stack import Part, PartKind, Sign, StackPlan

_LATER = 0.35
"""How much a page after the first says about the kind of its paper, against the first."""


def plan(traits: Sequence[PageTraits]) -> StackPlan:
    """How a stack is split: every page in one part, each beginning with its confidence and signs.

    `traits` are those of all pages of the file, in order, at least one; numbers count from 1.
    """
    pages = _seen(traits)
    rarity = Rarity.of(tuple(pages.values()))
    parts = [part for run in _runs(traits) for part in _parts(run, pages, rarity)]
    return StackPlan(pages=len(traits), parts=with_belongings(parts, pages, rarity))


def replanned(plan: StackPlan, starts: Sequence[tuple[int, PartKind]], traits: Sequence[PageTraits]) -> StackPlan:
    """The plan with parts that begin where a person says (page from 1, kind); the first page is always a beginning.

    Parts that stay as they were keep their signs and confidence, all others are the person's.
    """
    pages = _seen(traits)
    blank = {one.number for one in traits if is_blank(one)}
    told = dict(starts)
    told.setdefault(1, plan.parts[0].kind)
    firsts = sorted(told)
    before = {(part.pages, part.kind): part for part in plan.parts}
    parts = []
    for first, following in zip(firsts, [*firsts[1:], plan.pages + 1], strict=True):
        numbers, kind = tuple(range(first, following)), told[first]
        made = Part(
            kind=kind,
            pages=numbers,
            signs=(Sign.PERSON,),
            number=_number(numbers, kind, pages),
            blank=_blank(numbers, kind, blank),
        )
        parts.append(before.get((numbers, kind), made))
    return StackPlan(pages=plan.pages, parts=with_belongings(parts, pages, Rarity.of(tuple(pages.values()))))


def _seen(traits: Sequence[PageTraits]) -> dict[int, Seen]:
    """The pages with text by their number."""
    found, blank = {}, False
    for one in traits:
        if not is_blank(one) and not is_separator(one):
            found[one.number] = seen(one, blank_before=blank)
        blank = is_blank(one)
    return found


def _runs(traits: Sequence[PageTraits]) -> Iterator[list[PageTraits]]:
    """The pages between separator sheets, and each sheet with the blank pages behind it."""
    wall = False
    run: list[PageTraits] = []
    for one in traits:
        separates = is_separator(one)
        if run and (separates or (wall and not is_blank(one))):
            yield run
            run = []
        wall = separates or (wall and is_blank(one))
        run.append(one)
    if run:
        yield run


def _parts(run: Sequence[PageTraits], pages: dict[int, Seen], rarity: Rarity) -> Iterator[Part]:
    numbers = [one.number for one in run]
    blank = {one.number for one in run if is_blank(one)}
    if is_separator(run[0]):
        signs = (Sign.FIRST_PAGE,) if run[0].number == 1 else (Sign.SEPARATOR,)
        yield Part(kind=PartKind.SEPARATOR, pages=tuple(numbers), signs=signs, blank=tuple(sorted(blank)))
        return
    text = [number for number in numbers if number in pages]
    if not text or text[0] != numbers[0]:
        bare = [number for number in numbers if not text or number < text[0]]
        yield Part(kind=PartKind.BLANK, pages=tuple(bare), signs=(Sign.FIRST_PAGE,), blank=tuple(bare))
    if not text:
        return
    starts = starts_of([pages[number] for number in text], rarity)
    for start, following in zip(starts, [*starts[1:], Start(len(text), 1.0)], strict=True):
        first = text[start.index]
        last = text[following.index] - 1 if following.index < len(text) else numbers[-1]
        own = [pages[number] for number in text[start.index : following.index]]
        kind, sure = _kind(own)
        earlier = [pages[number] for number in text[_before(starts, start) : start.index]]
        covered = tuple(range(first, last + 1))
        yield Part(
            kind=kind,
            pages=covered,
            confidence=round(start.probability * sure, 4),
            signs=_signs(earlier, own, first, rarity),
            number=_number(covered, kind, pages),
            blank=tuple(number for number in covered if number in blank),
        )


def _before(starts: Sequence[Start], start: Start) -> int:
    return max((other.index for other in starts if other.index < start.index), default=0)


def _signs(earlier: list[Seen], own: Sequence[Seen], first: int, rarity: Rarity) -> tuple[Sign, ...]:
    if not earlier:
        return (Sign.FIRST_PAGE,) if first == 1 else (Sign.SEPARATOR,)
    found = features(Open(earlier), own[0], own[1] if len(own) > 1 else None, rarity)
    return signs_of(found, boundary_weights())


def _kind(own: Sequence[Seen]) -> tuple[PartKind, float]:
    """The likeliest kind of a paper and its probability, the first page counting most."""
    scores = {
        kind: sum(
            (1.0 if rank == 0 else _LATER) * math.log(max(1e-6, page.kinds[kind])) for rank, page in enumerate(own)
        )
        for kind in KINDS
    }
    highest = max(scores, key=lambda kind: scores[kind])
    return highest, 1 / sum(math.exp(score - scores[highest]) for score in scores.values())


def _number(numbers: Iterable[int], kind: PartKind, pages: dict[int, Seen]) -> str | None:
    """The invoice's number as it is printed, from its first page that has one of its own."""
    if kind is not PartKind.INVOICE:
        return None
    return next((page.traits.numbers[0] for number in numbers if (page := pages.get(number)) and page.own), None)


def _blank(numbers: tuple[int, ...], kind: PartKind, blank: set[int]) -> tuple[int, ...]:
    return numbers if kind is PartKind.BLANK else tuple(number for number in numbers if number in blank)
