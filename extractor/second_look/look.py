"""Reading again what is in doubt, and deciding: a value changes only to what a reader saw, and only for a reason.

The reason is that the invoice fits itself better (a check digit that failed holds, an equation is true, a value that
was missing is there), or, where nothing can be computed, that two engines agree against the first, unsure reading.
Where readers disagree the confidence says so and every reading stays among the alternatives, with its place and the
text as it was read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from extractor.reading.again import rewritten, squeezed
from extractor.second_look.agreement import told
from extractor.second_look.checks import checks_of, missing, points
from extractor.second_look.spots import KEY_FIELDS, spots_of
from models.document import Document, Word
from models.resolution import Resolution
from models.second_look import Again, Doubt, Engine, Spot, Witness

MOST_TRIES = 12
"""Resolutions that are made of one document."""

UNCHECKED = ("invoice_number", "issue_date")
"""Key fields without arithmetic of their own: that another value fits better is no reason to change them."""

Resolver = Callable[[Document], Resolution]
Seen = dict[Spot, tuple[Witness, ...]]
Change = dict[Spot, tuple[Word, ...]]


@dataclass(frozen=True, slots=True)
class _State:
    """The document as it stands, and what is made of it."""

    document: Document
    resolution: Resolution
    score: int

    @classmethod
    def of(cls, document: Document, decide: Resolver) -> _State:
        resolution = decide(document)
        return cls(document, resolution, points(resolution))


def look_again(document: Document, seen: Resolution, *, again: Again, decide: Resolver) -> Resolution:
    """The resolution of a document after a second look at what is doubtful in it; the same where nothing is."""
    spots = spots_of(document, seen)
    if not spots:
        return seen
    witnesses: Seen = {spot: tuple(one for one in again(spot) if one.words) for spot in spots}
    state = _State(document, seen, points(seen))
    tried: list[Resolution] = []
    for changes in _proposals(witnesses):
        if len(tried) == MOST_TRIES or _well(state.resolution):
            break
        other = _State.of(_changed(state.document, changes), decide)
        tried.append(other.resolution)
        if other.score > state.score and _keeps(state.resolution, other.resolution, UNCHECKED):
            state = other
    for changes, agreed in _remaining(witnesses):
        if len(tried) == MOST_TRIES:
            break
        other = _State.of(_changed(state.document, changes), decide)
        tried.append(other.resolution)
        if agreed and other.score >= state.score and _keeps(state.resolution, other.resolution):
            state = other
    return told(seen, state.resolution, tried, witnesses)


def _well(resolution: Resolution) -> bool:
    return not missing(resolution) and all(check.holds for check in checks_of(resolution))


def _keeps(before: Resolution, after: Resolution, unchanged: tuple[str, ...] = ()) -> bool:
    """Whether no key field is lost, and those that no check speaks for are as they were."""
    lost = any(name in before.fields and name not in after.fields for name in KEY_FIELDS)
    known = [name for name in unchanged if name in before.fields]
    return not lost and all(before.fields[name].value == after.fields[name].value for name in known)


def _proposals(witnesses: Seen) -> list[Change]:
    """What to try: first what most readers saw in all places at once, then each other reading of each place alone."""
    common: Change = {}
    single: list[tuple[int, Change]] = []
    for spot, seen in witnesses.items():
        votes = Counter(squeezed(one.text) for one in seen)
        votes[squeezed(spot.text)] += 1
        words = _words(seen)
        others = [text for text, _ in votes.most_common() if text != squeezed(spot.text)]
        if others and votes[others[0]] > votes[squeezed(spot.text)]:
            common[spot] = words[others[0]]
        if spot.doubt is not Doubt.UNSURE:
            single += [(votes[text], {spot: words[text]}) for text in others]
    single.sort(key=lambda pair: -pair[0])
    return [*([common] if len(common) > 1 else []), *(changes for _, changes in single)]


def _remaining(witnesses: Seen) -> list[tuple[Change, bool]]:
    """What most readings say where it is not what was read first, and whether both engines say it.

    Where they do it counts without arithmetic; elsewhere it is made to be told as an alternative.
    """
    found: list[tuple[Change, bool]] = []
    for spot, seen in witnesses.items():
        votes = Counter(squeezed(one.text) for one in seen if squeezed(one.text) != squeezed(spot.text))
        if not votes:
            continue
        text, count = votes.most_common(1)[0]
        engines = {one.engine for one in seen if squeezed(one.text) == text}
        agreed = 2 * count > len(seen) and engines == set(Engine)
        if agreed or spot.doubt is Doubt.UNSURE:
            found.append(({spot: _words(seen)[text]}, agreed))
    return found


def _words(seen: tuple[Witness, ...]) -> dict[str, tuple[Word, ...]]:
    """The words of each text that was read, of equal ones those with the most spaces between them."""
    ordered = sorted(seen, key=lambda one: len(one.words))
    return {squeezed(one.text): one.words for one in ordered}


def _changed(document: Document, changes: Change) -> Document:
    pages = {page.number: page for page in document.pages}
    for spot, words in changes.items():
        pages[spot.page] = rewritten(pages[spot.page], spot.box, words)
    return replace(document, pages=tuple(pages[page.number] for page in document.pages))
