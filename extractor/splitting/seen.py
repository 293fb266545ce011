"""A page as it is compared with others, the rarity of what pages share, and the paper that a page may go on with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from extractor.splitting.kinds import kinds_of
from extractor.splitting.sketches import plain
from extractor.splitting.traits import PageTraits
from models.stack import PartKind

_TITLE = 0.5
_FEW = 4
"""Pages thought to be added to every stack: in a pile of two, what both share is not worthless."""


@dataclass(frozen=True)
class Seen:
    """A page with what is worked out once: its kinds and its numbers as they are compared."""

    traits: PageTraits
    kinds: Mapping[PartKind, float]
    numbers: frozenset[str]
    tokens: frozenset[str]
    identities: frozenset[str]
    head: frozenset[int]
    foot: frozenset[int]
    sample: frozenset[int]
    blank_before: bool

    @cached_property
    def own(self) -> str:
        """Its own number as it is compared; a page that lists many has none."""
        return plain(self.traits.numbers[0]) if 0 < len(self.numbers) <= 3 else ""

    @cached_property
    def title(self) -> str:
        return self.traits.titles[0][0] if self.traits.titles and self.traits.titles[0][1] >= _TITLE else ""


def seen(traits: PageTraits, *, blank_before: bool = False) -> Seen:
    """The page with what is compared; `blank_before` where the page before it in the file is blank."""
    sketch = traits.sketch
    return Seen(
        traits=traits,
        kinds=kinds_of(traits),
        numbers=frozenset(map(plain, traits.numbers)),
        tokens=frozenset(traits.tokens),
        identities=frozenset(traits.identities),
        head=frozenset(sketch.head),
        foot=frozenset(sketch.foot),
        sample=frozenset(sketch.sample),
        blank_before=blank_before,
    )


@dataclass(frozen=True)
class Rarity:
    """On how many pages of the stack each word, code and identity stands."""

    pages: int
    counts: Counter[object]

    @classmethod
    def of(cls, pages: Sequence[Seen]) -> Rarity:
        counts: Counter[object] = Counter()
        for page in pages:
            counts.update(page.head | page.foot)
            counts.update(page.tokens | page.identities)
        return cls(max(1, len(pages)), counts)

    def weight(self, item: object) -> float:
        """Near 1 for what stands on a page or two of many, near 0 for what stands on all of many."""
        pages = self.pages + _FEW
        return math.log(pages / max(1, self.counts[item])) / math.log(pages)

    def total(self, items: Iterable[object]) -> float:
        return sum(map(self.weight, items))

    def likeness(self, some: frozenset[int], others: frozenset[int]) -> float:
        """Shared over all, by rarity; 0 where either is empty."""
        union = self.total(some | others)
        return self.total(some & others) / union if some and others and union else 0.0


@dataclass(slots=True)
class Open:
    """The paper that goes on: its pages so far."""

    pages: list[Seen] = field(default_factory=list)

    @property
    def first(self) -> Seen:
        return self.pages[0]

    @property
    def last(self) -> Seen:
        return self.pages[-1]

    @property
    def number(self) -> str:
        """The number of its first page that has one."""
        return next((page.own for page in self.pages if page.own), "")
