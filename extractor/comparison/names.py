"""Names, addresses and terms: texts that are printed in other words' company, cut differently, with other capitals.

They are compared word by word: a text is on the page where its words stand near each other, whatever their order. The
legal form and the country may be missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rapidfuzz import fuzz

from extractor.comparison.case import UNSEEN, Case, Verdict, different, plain, same
from extractor.comparison.places import Hit, hit_of
from extractor.comparison.printed import Printed
from extractor.text import PrintedLine, fold
from models.comparison import Agreement

_FORMS = frozenset(
    "sarl sas sasu sa eurl sci snc scop scp selarl ei eirl gie sca scea earl gaec gmbh ag kg ohg mbh co ug ev ltd "
    "limited llc llp inc plc corp bv nv sprl srl spa ab oy societe ste ets cie the le la les de du des et und and der "
    "die das".split()
)
_BELIEVED = 0.7
_WHOLE, _NEARLY, _MOST, _SOME = 1.0, 0.9, 0.75, 0.5
_WORD = re.compile(r"[^\W_]+")
_NEAR = 90.0
"""Rapidfuzz's score from which two words are one, misread or written otherwise."""
_WINDOW = 4
_CLOSE = 2.5
"""Line heights between a name and the street below it, at most."""


def judge_name(name: str, value: str, case: Case) -> Verdict:
    """One party's name in the XML against the page."""
    seen = case.field(name)
    if seen is not None and _akin(value, seen.value, scanned=case.printed.scanned):
        return same(seen.value, seen)
    party, other = name.split("_", maxsplit=1)[0], "buyer" if name.startswith("seller") else "seller"
    theirs = case.value(f"{other}_name")
    both = theirs is not None and words(theirs) == words(value)
    share, hit = coverage(value, case.printed)
    if hit is not None and share >= _WHOLE and not both:
        return same(value, hit)
    believed = seen is not None and seen.confidence >= _BELIEVED and not _elsewhere(seen.value, party, case)
    if (
        seen is not None
        and believed
        and not (both and theirs is not None and _akin(theirs, seen.value, scanned=case.printed.scanned))
    ):
        return different(seen.value, seen)
    if share < _SOME and seen is not None:
        rival = next((one for one in seen.alternatives if not _elsewhere(one.value, party, case)), None)
        if rival is not None and rival.provenance is not None and not _akin(value, rival.value, scanned=True):
            return Verdict(Agreement.DIFFERENT, rival.value, rival.provenance)
    above = _above_address(f"{party}_address", case)
    if above is not None and set(_significant(value)).isdisjoint(words(above.place.text)):
        return different(above.place.text, above)
    return same(value, hit) if share >= _MOST and hit is not None else UNSEEN


def _above_address(name: str, case: Case) -> Hit | None:
    """The line above the one that prints the street of an address, where a name stands as a rule."""
    address = case.value(name)
    street = words(address.split(",", maxsplit=1)[0]) if address is not None else ()
    if len(street) <= 1:
        return None
    for line in case.printed.lines:
        if set(street) <= set(words(line.text)) and len(words(line.text)) <= len(street) + 1:
            above = [
                one
                for one in case.printed.lines
                if one.page == line.page
                and 0 < line.bbox.top - one.bbox.top <= _CLOSE * max(line.bbox.height, one.bbox.height)
                and abs(one.bbox.x0 - line.bbox.x0) <= line.bbox.height
                and not any(character.isdigit() for character in one.text)
            ]
            if above:
                nearest = max(above, key=lambda one: one.bbox.top)
                return hit_of(nearest, 0, len(nearest.text))
    return None


def judge_address(name: str, value: str, case: Case) -> Verdict:
    """One address in the XML against the page: post code and street must be printed somewhere."""
    seen = case.field(name)
    wanted = _significant(value)
    printed = case.printed.vocabulary
    share = sum(word in printed for word in wanted) / len(wanted) if wanted else 0.0
    if share >= _MOST:
        _, hit = coverage(value, case.printed)
        return same(value, seen if seen is not None and _overlap(value, seen.value) >= _SOME else hit)
    figures = [word for word in wanted if word.isdigit()]
    foreign = figures and not any(word in printed for word in figures)
    if seen is not None and foreign and seen.confidence >= _BELIEVED and _overlap(value, seen.value) < _SOME:
        return different(seen.value, seen)
    return UNSEEN


def judge_text(name: str, value: str, case: Case) -> Verdict:
    """A sentence of the XML (payment terms): other on the page where its words are printed, but not its numbers."""
    wanted = words(value)
    figures, letters = Counter(filter(_figured, wanted)), [word for word in wanted if not _figured(word)]
    share, hit = coverage(value, case.printed, lines=_WINDOW + len(wanted) // _WINDOW)
    if hit is None or not letters:
        return UNSEEN
    near = Counter(
        words(" ".join(line.text for line in _window(case.printed, hit.line, _WINDOW + len(wanted) // _WINDOW)))
    )
    missing = figures - near
    said = sum(word in near for word in letters) / len(letters)
    if not missing and max(share, said) >= _MOST:
        return same(value, hit)
    others = Counter(filter(_figured, near.elements())) - figures
    if said >= _NEARLY and len(letters) > 1 and others.total() >= missing.total() > 0:
        seen = case.field(name)
        return different(case.printed.lines[hit.line].text if seen is None else seen.value, hit)
    return UNSEEN


def _figured(word: str) -> bool:
    return any(character.isdigit() for character in word)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded.

    >>> words("L'Économie, 30 jours")
    ('l', 'economie', '30', 'jours')
    """
    return tuple(_WORD.findall(fold(text)))


def coverage(value: str, printed: Printed, *, lines: int = _WINDOW) -> tuple[float, Hit | None]:
    """The largest share of a text's significant words that stand within so many lines, and where."""
    wanted = _significant(value)
    best: tuple[float, Hit | None] = (0.0, None)
    if not wanted:
        return best
    starts = {word for word in wanted if word in printed.vocabulary}
    if printed.scanned:
        starts |= {near for word in wanted for near in printed.vocabulary if fuzz.ratio(word, near) >= _NEAR}
    for line in printed.lines:
        if starts.isdisjoint(words(line.text)):
            continue
        there = words(" ".join(one.text for one in _window(printed, line.index, lines)))
        joined = "".join(there)
        share = sum(_in(word, there, joined, scanned=printed.scanned) for word in wanted) / len(wanted)
        own = sum(word in words(line.text) for word in wanted)
        if share > best[0] or (share == best[0] and best[1] is not None and own > _own(best[1], wanted, printed)):
            best = (share, hit_of(line, 0, len(line.text)))
    return best


def _own(hit: Hit, wanted: Iterable[str], printed: Printed) -> int:
    there = words(printed.lines[hit.line].text)
    return sum(word in there for word in wanted)


def _in(word: str, there: tuple[str, ...], joined: str, *, scanned: bool) -> bool:
    if word in there or (len(word) >= _WINDOW and word in joined):
        return True
    return scanned and any(fuzz.ratio(word, one) >= _NEAR for one in there)


def _window(printed: Printed, index: int, count: int) -> tuple[PrintedLine, ...]:
    page = printed.lines[index].page
    return tuple(line for line in printed.lines[index : index + count] if line.page == page)


def _significant(value: str) -> tuple[str, ...]:
    found = words(value)
    kept = tuple(word for word in found if word not in _FORMS and (len(word) > 2 or word.isdigit()))  # noqa: PLR2004
    return kept or found


def _akin(value: str, read: str, *, scanned: bool) -> bool:
    """Whether two names are one: the same words but for legal forms, or the one within the other."""
    first, second = set(_significant(value)), set(_significant(read))
    if plain(value) == plain(read) or first == second:
        return True
    if first <= second or (second <= first and len(second) * 2 >= len(first)):
        return True  # what the XML says is part of what the page does, or at least half of it the other way round
    return scanned and fuzz.token_sort_ratio(value, read) >= _NEAR


def _overlap(value: str, read: str) -> float:
    first, second = set(_significant(value)), set(_significant(read))
    return len(first & second) / max(1, min(len(first), len(second)))


def _elsewhere(read: str, party: str, case: Case) -> bool:
    """Whether what was read as a name is something else in the XML: part of an address, the other party's name."""
    others = (
        "seller_address",
        "buyer_address",
        "buyer_reference",
        "buyer_name" if party == "seller" else "seller_name",
    )
    return any(
        set(_significant(read)) <= set(words(value)) for name in others if (value := case.value(name)) is not None
    )
