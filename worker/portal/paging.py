"""Results of the portal come in pages, as its clients ask for them: from 1 on, ten to a page, sorted by a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

DEFAULT_SIZE: Final = 10
LARGEST: Final = 500
_LAST: Final = 2**31 - 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for: what is not told, or makes no sense, is the first, of ten, descending.

    `most` is how many results are wanted in all (`nbResultatsMaximum`), `largest` how many a page has at most.
    """

    page: int | None = None
    size: int | None = None
    most: int | None = None
    column: str | None = None
    ascending: bool = False
    largest: int = LARGEST

    @property
    def number(self) -> int:
        return min(self.page, _LAST) if self.page is not None and self.page > 0 else 1

    @property
    def length(self) -> int:
        return min(self.size, self.largest) if self.size is not None and self.size > 0 else DEFAULT_SIZE

    @property
    def start(self) -> int:
        """How many results come before the page."""
        return (self.number - 1) * self.length

    def counted(self, total: int) -> int:
        """How many results there are for who asks."""
        return min(total, self.most) if self.most is not None and self.most > 0 else total

    def room(self, total: int) -> int:
        """How many results the page has.

        >>> Paging(page=3, size=10, most=25).room(400), Paging(page=4, size=10, most=25).room(400)
        (5, 0)
        """
        return max(0, min(self.length, self.counted(total) - self.start))


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of results, of `total`."""

    items: tuple[T, ...]
    page: int
    length: int
    total: int

    @property
    def pages(self) -> int:
        return -(-self.total // self.length)


def part(items: Sequence[T], paging: Paging) -> Part[T]:
    """The page of a list that is known as a whole.

    >>> part("abcdefg", Paging(page=2, size=3)).items, part("abcdefg", Paging(page=2, size=3)).pages
    (('d', 'e', 'f'), 3)
    """
    shown = items[paging.start : paging.start + paging.room(len(items))]
    return Part(tuple(shown), paging.number, paging.length, paging.counted(len(items)))
