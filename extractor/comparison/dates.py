"""The dates: each is searched on the page, and held against the dates that stand behind its label or in its sentence.

On a page for Americans the month comes first (`03/01/2026`). That is believed only where some date can't be meant
otherwise, or where an English page prints the XML's dates in no other way: day and month changed in the XML would else
be found.
"""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType

from extractor.comparison.case import UNSEEN, Case, Verdict, different, same
from extractor.comparison.days import hits_of, printed_days
from extractor.comparison.lookalikes import alike
from extractor.comparison.places import Hit
from extractor.comparison.printed import Printed
from models.field import Field

_BELIEVED = 0.5
"""Confidence from which another reading counts where the date of the XML is not printed at all."""
_CONTRADICTS = 0.9
"""Confidence from which it counts although the date is printed somewhere."""
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})(?![\d/])")
_MONTHS_A_YEAR = 12
_CERTAIN = 0.95
_NEAR, _BESIDE = 60, 26
"""Characters before a date in which the words stand that say what date it is."""
_HINTS = MappingProxyType(
    {
        "due_date": re.compile(
            r"zahlbar|fallig|uberweis|bis zum|spatestens|eingezogen|abbuch|belast|echeance|a payer|payable|avant le"
            r"|reglement|paiement|preleve|remit|\bdue\b|pay by|pay(?:ment)? (?:until|before)|au plus tard"
        ),
        "delivery_date": re.compile(r"livr|liefer|leistung|deliver|supply|prestation|execut|shipped|realis"),
    }
)
_AFTER = MappingProxyType(
    {"due_date": re.compile(r".{0,40}(?:eingezogen|abgebucht|konto|preleve|debite|debited|your account|votre compte)")}
)
_PERIOD = re.compile(r"zeitraum|periode|period|\b(?:vom|von|du|from) \d")
_DISCOUNT = re.compile(r"skonto|escompte|rabatt|discount|anticipe")
"""What may be paid less until a day earlier than the due date."""
_ELSEWHERE = frozenset({"issue_date", "print_date", "other_date", "period", "delivery_date"})


def judge(name: str, day: date, case: Case) -> Verdict:
    """One date of the XML against the page."""
    text = day.isoformat()
    american = _month_first(case)
    seen = case.field(name)
    hits = hits_of(day, case.printed, american=american)
    stated = next((hit for hit in hits if states(name, hit, case.printed)), None)
    if stated is not None:
        return same(text, stated)
    read = None if seen is None else _turned(seen.value) if american else seen.value
    if seen is not None and read == text and seen.confidence >= _CERTAIN:
        return same(text, seen)
    enough = _CONTRADICTS if hits else _BELIEVED
    rival = read is not None and read != text and not (hits and case.claimed(read, name))
    rival = rival and not (name == "due_date" and _of_discount(read or "", case.printed))
    if seen is not None and read is not None and rival and seen.confidence >= enough:
        return _other(read, seen, text, case)
    return _stated(name, text, hits, list(printed_days(case.printed, american=american)), case)


def _stated(name: str, text: str, hits: tuple[Hit, ...], days: list[tuple[date, Hit]], case: Case) -> Verdict:
    """What the page says by its labels, where the date of the XML is printed without one or not at all."""
    said = [one for one in days if states(name, one[1], case.printed)]
    labelled = [one for one in said if name in case.printed.roles(one[1])]
    said = labelled or said
    alone = len({other for other, _ in said}) == 1
    if said and (not hits or (alone and (labelled or case.claimed(text, name)))):
        other, hit = said[0]
        return _other(other.isoformat(), hit, text, case)
    return same(text, hits[0]) if hits else UNSEEN


def _of_discount(read: str, printed: Printed) -> bool:
    """Whether a date stands only in sentences on paying less for paying sooner."""
    hits = hits_of(date.fromisoformat(read), printed)
    return bool(hits) and all(_DISCOUNT.search(printed.lines[hit.line].folded[: hit.start]) for hit in hits)


def _turned(text: str) -> str | None:
    """A date read day first where the month stood there."""
    year, month, day = text.split("-")
    try:
        return date(int(year), int(day), int(month)).isoformat()
    except ValueError:
        return text


def _other(read: str, where: Hit | Field, text: str, case: Case) -> Verdict:
    doubtful = case.printed.scanned and alike(text.replace("-", ""), read.replace("-", ""))
    return different(read, where, doubtful=doubtful)


def states(name: str, hit: Hit, printed: Printed) -> bool:
    """Whether a date stands behind a label of this role, or in a sentence that speaks of it."""
    line = printed.lines[hit.line]
    before = line.folded[max(0, hit.start - _NEAR) : hit.start]
    roles = printed.roles(hit)
    if name == "due_date" and _DISCOUNT.search(before):
        return False
    if name in roles:
        return True
    if name not in _HINTS or roles & _ELSEWHERE or _PERIOD.search(before[-_BESIDE:]):
        return False
    after = _AFTER[name].match(line.folded, hit.start + len(hit.place.text)) if name in _AFTER else None
    return after is not None or _HINTS[name].search(before) is not None


def _month_first(case: Case) -> bool:
    """Whether the page writes the month before the day."""
    pairs = [(int(match[1]), int(match[2])) for line in case.printed.lines for match in _SLASHED.finditer(line.folded)]
    if not pairs or any(first > _MONTHS_A_YEAR for first, _ in pairs):
        return False
    if any(second > _MONTHS_A_YEAR for _, second in pairs):
        return True
    if not {"invoice", "date"} <= case.printed.vocabulary or case.printed.vocabulary & {"facture", "rechnung"}:
        return False
    days = [date.fromisoformat(value) for name in ("issue_date", "due_date") if (value := case.value(name)) is not None]
    so = [bool(hits_of(day, case.printed)) for day in days]
    not_so = [bool(hits_of(day, case.printed, american=True)) for day in days]
    return not any(so) and any(not_so)
