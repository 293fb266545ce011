"""What speaks for or against a new paper beginning at a page, given the pages of the paper that it would end.

Every feature is a number between about -1 and 2. What pages share counts by how rare it is in the whole stack: the
buyer's SIREN on every page says nothing, a telephone number on two pages says a lot.
"""

from __future__ import annotations

import math

from extractor.splitting.kinds import KINDS
from extractor.splitting.seen import Open, Rarity, Seen
from models.stack import PartKind

GIVEN = 12
"""The bits of the sums that close an invoice: gross and due."""
_SAME_SAMPLE = 0.8
_LONG_NUMBER = 4


def features(paper: Open, page: Seen, after: Seen | None, rarity: Rarity) -> dict[str, float]:
    """All features of `page`, which follows the pages of `paper`; `after` is the page that comes next."""
    found = {"bias": 1.0, "blank_before": float(page.blank_before), "longer": float(len(paper.pages) > 1)}
    found |= _paging(paper, page, after)
    found |= _numbers(paper, page, after)
    found |= _parties(paper, page, rarity)
    found |= _headings(paper, page)
    found |= _sums(paper, page)
    found |= _shape(paper, page)
    found["headless"] = float(not page.title and not page.own and not page.traits.cue("head_address"))
    found["shorter_headless"] = found["headless"] * float(paper.last.traits.words > 1.5 * page.traits.words)
    found["another_summed"] = found["new_number"] * found["given_twice"]
    found["copy_untold"] = found["copy"] * (1 - found["says_next"]) * (1 - found["says_later"]) * found["given_twice"]
    found["few_headless"] = found["headless"] * float(page.traits.words < 60)
    found["headless_unsummed"] = found["headless"] * found["none_given"]
    found["new_number_titled"] = found["new_number"] * found["title_invoice"]
    found["new_number_given"] = found["new_number"] * (1 - found["none_given"])
    found["same_house_new_number"] = found["same_identity"] * found["new_number"]
    found["says_next_unlike"] = found["says_next"] * found["other_identity"] * (1 - found["head_like_last"])
    found["other_house"] = found["other_identity"] * (1 - found["head_like_last"])
    found["first_untold"] = (
        found["title_invoice"] * (1 - found["same_number"]) * (1 - found["says_next"]) * (1 - found["says_later"])
    )
    return found


def _paging(paper: Open, page: Seen, after: Seen | None) -> dict[str, float]:
    here, before = page.traits.paging, paper.last.traits.paging
    coming = after.traits.paging if after else None
    number, of = here or (0, 0)
    last, last_of = before or (0, 0)
    expected = last + 1 if last else len(paper.pages) + 1
    return {
        "says_first": float(number == 1),
        "says_first_of": float(number == 1 and of > 0),
        "says_only": float((number, of) == (1, 1)),
        "says_next": float(number > 1 and number == expected and (not of or not last_of or of == last_of)),
        "counted_on": float(number == expected > 1 and of == last_of > 0),
        "says_later": float(number > 1 and number != expected),
        "says_more_than_before": float(number > 1 and last > 0 and last_of != of and of > 0),
        "says_nothing_any_more": float(here is None and last > 0),
        "complete": float(last_of > 0 and last == last_of),
        "incomplete": float(0 < last < last_of),
        "incomplete_unless_first": float(0 < last < last_of and number != 1),
        "second_follows": float(coming is not None and coming[0] == 2 and number in (0, 1)),
        "third_follows": float(coming is not None and coming[0] == 3 and number in (0, 2)),
    }


def _numbers(paper: Open, page: Seen, after: Seen | None) -> dict[str, float]:
    own, theirs = page.own, paper.number
    both = bool(own and theirs)
    same = both and (own == theirs or own in _all(paper) or theirs in page.numbers)
    cited = (
        bool(theirs)
        and len(theirs) >= _LONG_NUMBER
        and (theirs in page.tokens or any(_ends(theirs, token) for token in page.tokens))
    )
    near = both and not same and len(own) == len(theirs) and sum(a != b for a, b in zip(own, theirs, strict=True)) == 1
    scanned = page.traits.scanned
    return {
        "same_number": float(same),
        "new_number": float(both and not same and not cited and not (near and scanned)),
        "new_number_cites": float(both and not same and cited),
        "near_number_scanned": float(near and scanned),
        "cites_number": float(cited and not same),
        "own_after_none": float(bool(own) and not theirs),
        "none_after_own": float(not own and bool(theirs) and not cited),
        "none_at_all": float(not own and not theirs),
        "number_follows": float(bool(own) and after is not None and own in after.numbers | after.tokens and not same),
        "many_numbers": float(len(page.numbers) > 3),
    }


def _all(paper: Open) -> frozenset[str]:
    return frozenset().union(*(page.numbers for page in paper.pages))


def _ends(number: str, token: str) -> bool:
    return len(token) > _LONG_NUMBER and (number.endswith(token) or token.endswith(number))


def _parties(paper: Open, page: Seen, rarity: Rarity) -> dict[str, float]:
    before = paper.first.identities | paper.last.identities
    shared = rarity.total(page.identities & before)
    comparable = _comparable(page.identities, before)
    tokens = rarity.total(page.tokens & (paper.first.tokens | paper.last.tokens))
    fresh = rarity.total(page.tokens - paper.first.tokens - paper.last.tokens)
    return {
        "same_identity": min(1.0, shared),
        "other_identity": float(bool(comparable) and shared == 0),
        "no_identity": float(not page.identities),
        "shared_tokens": math.log1p(tokens) / 2,
        "fresh_tokens": math.log1p(fresh) / 2,
        "fresh_identities": math.log1p(rarity.total(comparable - before)) / 1.5,
        "head_like_last": rarity.likeness(page.head, paper.last.head),
        "head_like_first": rarity.likeness(page.head, paper.first.head),
        "foot_like": max(rarity.likeness(page.foot, paper.last.foot), rarity.likeness(page.foot, paper.first.foot)),
        "copy": float(_overlap(page.sample, paper.first.sample) > _SAME_SAMPLE),
    }


def _comparable(some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Those of a kind that the others have too: an account on the last page is not another than the SIREN before."""
    kinds = {one[0] for one in others}
    return frozenset(one for one in some if one[0] in kinds)


def _overlap(some: frozenset[int], others: frozenset[int]) -> float:
    return len(some & others) / max(1, len(some | others))


def _headings(paper: Open, page: Seen) -> dict[str, float]:
    traits, before = page.traits, paper.first
    return {
        "title_invoice": traits.title_of("invoice") if page.title == "invoice" else 0.0,
        "title_other": float(page.title not in ("", "invoice")),
        "same_title": float(page.title == before.title != ""),
        "no_title": float(not page.title),
        "other_kind": 1.0 - sum(page.kinds[kind] * before.kinds[kind] for kind in KINDS),
        "letter": page.kinds[PartKind.LETTER],
        "delivery_note": page.kinds[PartKind.DELIVERY_NOTE],
        "other": page.kinds[PartKind.OTHER],
        "after_paper": 1.0 - before.kinds[PartKind.INVOICE],
        "invoice_after_paper": (1.0 - before.kinds[PartKind.INVOICE]) * page.kinds[PartKind.INVOICE],
        "head_address": float(traits.cue("head_address") > 0),
        "greeting": float(traits.cue("greeting") > 0),
    }


def _sums(paper: Open, page: Seen) -> dict[str, float]:
    given = any(one.traits.sums & GIVEN for one in paper.pages)
    here = bool(page.traits.sums & GIVEN)
    return {
        "given_just_before": float(bool(paper.last.traits.sums & GIVEN)),
        "given_before": float(given),
        "none_given": float(not given),
        "given_twice": float(given and here),
        "given_here_first": float(here and not given),
        "carried_in": float(page.traits.cue("carried_in") > 0),
        "carried_out_before": float(paper.last.traits.cue("carried_out") > 0),
        "carried_out": float(page.traits.cue("carried_out") > 0),
        "payment_before": float(paper.last.traits.cue("payment") > 1),
        "unsummed_invoice": float(not given) * paper.first.kinds[PartKind.INVOICE],
    }


def _shape(paper: Open, page: Seen) -> dict[str, float]:
    one, other = page.traits.sketch, paper.last.traits.sketch
    dot = sum(a * b for a, b in zip(one.edges, other.edges, strict=True))
    norm = math.sqrt(sum(a * a for a in one.edges) * sum(b * b for b in other.edges))
    return {
        "other_size": float(abs(one.size[0] - other.size[0]) > 25 or abs(one.size[1] - other.size[1]) > 25),
        "other_type": min(1.0, abs(one.body - other.body) / 2),
        "other_left": min(1.0, abs(one.left - other.left) * 20),
        "like_edges": dot / norm if norm else 0.0,
        "other_reading": float(page.traits.scanned != paper.last.traits.scanned),
    }
