"""The sentences of a reason, in its one wording, and how far what stands in them is from each other.

>>> from extractor.rejection.wording import words
>>> [one.text for one in sentences(words("Engagement correct, mais CS absent. Merci de corriger"))]
['engagement correct', 'mais code service absent', 'merci corriger']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.rejection.wording import Word

HARD: Final = frozenset(".;!?\n")
TURNING: Final = frozenset(
    "mais cependant toutefois pourtant neanmoins or merci veuillez priere revanche sauf hormis".split()
)
"""Words before which a sentence is cut: what follows them is another matter."""

ASKING: Final = frozenset({"merci", "veuillez", "priere"})

_AN_OPENING: Final = 2
"""So few words before a wish open it, and are no sentence: "par ailleurs, merci"."""

_BEFORE_TURN: Final = 3
"""Words that may stand between a comma and such a word: "le service fait est constaté, l'IBAN en revanche"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` in the one wording; `starts` where each word begins in it; `places` which word of the reason it is.

    `marks` are commas and the like, by the number of the word that follows them.
    """

    text: str
    starts: tuple[int, ...]
    places: tuple[int, ...]
    marks: tuple[int, ...]

    def at(self, position: int) -> int:
        """The number of the word that stands there."""
        return max(0, sum(start <= position for start in self.starts) - 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last word of a stretch."""
        return self.at(start), self.at(max(start, end - 1))

    def within(self, start: int, end: int) -> set[int]:
        """The words of the reason that a stretch covers."""
        first, last = self.span(start, end)
        return set(self.places[first : last + 1])

    def breaks(self, one: int, other: int) -> int:
        """How many commas stand between two words."""
        low, high = sorted((one, other))
        return sum(low < mark <= high for mark in self.marks)


def sentences(words: Sequence[Word]) -> Iterator[Sentence]:
    """The words cut at full stops and the like, and before words that turn to another matter."""
    held: list[tuple[int, Word]] = []
    marks: list[int] = []
    for place, word in enumerate(words):
        if word.text in HARD:
            if held:
                yield _sentence(held, marks)
            held, marks = [], []
        elif word.is_mark:
            marks.append(len(held))
        else:
            if held and _turns(held[-1][1], word) and not (word.text in ASKING and len(held) <= _AN_OPENING):
                cut = next((mark for mark in reversed(marks) if 0 < len(held) - mark <= _BEFORE_TURN), len(held))
                if cut:
                    yield _sentence(held[:cut], [mark for mark in marks if mark < cut])
                held, marks = held[cut:], []
            held.append((place, word))
    if held:
        yield _sentence(held, marks)


def _turns(before: Word, word: Word) -> bool:
    return word.text in TURNING or (before.text, word.text) == ("par", "contre")


def _sentence(held: Sequence[tuple[int, Word]], marks: Sequence[int]) -> Sentence:
    starts, at = [], 0
    for _, word in held:
        starts.append(at)
        at += len(word.text) + 1
    text = " ".join(word.text for _, word in held)
    return Sentence(text, tuple(starts), tuple(place for place, _ in held), tuple(marks))
