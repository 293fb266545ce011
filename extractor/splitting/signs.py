"""Which signs speak for a boundary, the weightiest first: what a reviewer is told beside it.

>>> signs_of({"says_first": 1.0, "new_number": 1.0, "like_edges": 0.9}, {"says_first": 2.0, "new_number": 3.0})
(<Sign.NEW_NUMBER: 'new_number'>, <Sign.NUMBERED_FIRST: 'numbered_first'>)
"""

from __future__ import annotations

from collections.abc import Mapping

from models.stack import Sign

_PRESENT = 0.45
_FOR = {
    Sign.NUMBERED_FIRST: ("says_first", "says_first_of", "says_only", "second_follows"),
    Sign.PAGES_COMPLETE: ("complete",),
    Sign.NEW_NUMBER: ("new_number", "new_number_cites", "own_after_none"),
    Sign.NEW_SELLER: ("other_identity", "other_house"),
    Sign.TITLE: ("title_invoice", "title_other"),
    Sign.TOTALS_BEFORE: ("given_just_before", "given_before"),
    Sign.OTHER_KIND: ("other_kind", "letter", "delivery_note", "other", "invoice_after_paper"),
    Sign.BLANK: ("blank_before",),
    Sign.OTHER_LAYOUT: ("other_size", "other_type", "other_left"),
}
_AGAINST = {
    Sign.NUMBERED_NEXT: ("says_next", "says_later"),
    Sign.SAME_NUMBER: ("same_number", "cites_number"),
    Sign.SAME_SELLER: ("same_identity",),
    Sign.NO_HEAD: ("headless",),
    Sign.NO_TOTALS_BEFORE: ("none_given", "unsummed_invoice"),
    Sign.CARRIED_FORWARD: ("carried_in", "carried_out_before"),
    Sign.SAME_LAYOUT: ("head_like_last", "foot_like", "copy"),
}


def signs_of(features: Mapping[str, float], weights: Mapping[str, float]) -> tuple[Sign, ...]:
    """The signs of a beginning that are present, by what they add to its log-odds."""
    return _present(features, weights, _FOR, 1)


def signs_against(features: Mapping[str, float], weights: Mapping[str, float]) -> tuple[Sign, ...]:
    """The signs that the page goes on with the one before."""
    return _present(features, weights, _AGAINST, -1)


def _present(
    features: Mapping[str, float], weights: Mapping[str, float], signs: Mapping[Sign, tuple[str, ...]], side: int
) -> tuple[Sign, ...]:
    there = {
        sign: side * sum(weights.get(name, 0.0) * features.get(name, 0.0) for name in names)
        for sign, names in signs.items()
        if any(features.get(name, 0.0) >= _PRESENT for name in names)
    }
    return tuple(sorted(there, key=lambda sign: -there[sign]))
