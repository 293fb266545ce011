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

from extractor.reading.again import gist, rewritten
from extractor.second_look.agreement import told
from extractor.second_look.checks import checks_of, missing, points
from extractor.second_look.spots import KEY_FIELDS, spots_of
from models.document import Document, Word
from models.field import Field
from models.geometry import BBox
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
        if other.score > state.score and _keeps(state.resolution, other.resolution, _never):
            state = other
    for changes, agreed in _remaining(witnesses):
        if len(tried) == MOST_TRIES:
            break
        other = _State.of(_changed(state.document, changes), decide)
        tried.append(other.resolution)
        if agreed and other.score >= state.score and _keeps(state.resolution, other.resolution, _in_place):
            state = other
    return told(seen, state.resolution, tried, witnesses)


def _well(resolution: Resolution) -> bool:
    return not missing(resolution) and all(check.holds for check in checks_of(resolution))


def _keeps(before: Resolution, after: Resolution, allowed: Callable[[Field, Field], bool]) -> bool:
    """Whether no key field and no minus is lost, and those that no check speaks for change only as is allowed."""
    for name in KEY_FIELDS:
        old, new = before.fields.get(name), after.fields.get(name)
        if old is not None and new is None:
            return False
        if old is not None and new is not None and old.value == f"-{new.value}":
            return False  # a minus is ink that was seen: another reading takes it for a point or a speck
        if name in UNCHECKED and old and new and old.value != new.value and not allowed(old, new):
            return False
    return True


def _never(_old: Field, _new: Field) -> bool:
    return False


def _in_place(old: Field, new: Field) -> bool:
    """Whether the new value was read where the old one was."""
    if old.provenance is None or new.provenance is None or old.provenance.page != new.provenance.page:
        return False
    there, here = BBox(*old.provenance.bbox), BBox(*new.provenance.bbox)
    across, down = min(there.width, here.width), min(there.height, here.height)
    return 2 * there.x_overlap(here) > across and 2 * there.y_overlap(here) > down


def _proposals(witnesses: Seen) -> list[Change]:
    """What to try: first what most readers saw in all places at once, then each other reading of each place alone."""
    common: Change = {}
    single: list[tuple[int, Change]] = []
    for spot, seen in witnesses.items():
        first = gist(spot.text, spot.doubt)
        votes = Counter(gist(one.text, spot.doubt) for one in seen)
        votes[first] += 1
        words = _words(spot, seen)
        others = [text for text, _ in votes.most_common() if text != first]
        if others and votes[others[0]] > votes[first]:
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
        first = gist(spot.text, spot.doubt)
        votes = Counter(text for one in seen if (text := gist(one.text, spot.doubt)) != first)
        if not votes:
            continue
        text, count = votes.most_common(1)[0]
        engines = {one.engine for one in seen if gist(one.text, spot.doubt) == text}
        agreed = 2 * count > len(seen) and engines == set(Engine)
        if agreed or spot.doubt is Doubt.UNSURE:
            found.append(({spot: _words(spot, seen)[text]}, agreed))
    return found


def _words(spot: Spot, seen: tuple[Witness, ...]) -> dict[str, tuple[Word, ...]]:
    """The words of each reading, of those that say the same the one with the most spaces."""
    return {gist(one.text, spot.doubt): one.words for one in sorted(seen, key=lambda one: len(one.words))}


def _changed(document: Document, changes: Change) -> Document:
    pages = {page.number: page for page in document.pages}
    for spot, words in changes.items():
        pages[spot.page] = rewritten(pages[spot.page], spot.box, words)
    return replace(document, pages=tuple(pages[page.number] for page in document.pages))
