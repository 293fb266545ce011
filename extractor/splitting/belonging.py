"""Which invoice an attached paper goes with: the one whose number it cites, else the nearest of the same house.

A separator sheet is a wall. Without any sign a paper goes with the invoice before it, for papers are laid behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.splitting.seen import Rarity, Seen
from extractor.splitting.sketches import plain
from models.stack import ATTACHED, Part, PartKind, Sign

_SHORTEST = 4
_BEHIND = 0.35
"""What lying behind an invoice adds to the weight of what a paper shares with it."""


def with_belongings(parts: Sequence[Part], pages: Mapping[int, Seen], rarity: Rarity) -> tuple[Part, ...]:
    """The parts, attached ones with the first page of their invoice; `pages` are those with text, by number."""
    walls: list[int] = []
    wall = 0
    for part in parts:
        wall += part.kind is PartKind.SEPARATOR
        walls.append(wall)
    return tuple(
        _with(part, *_invoice_of(at, parts, walls, pages, rarity)) if part.kind in ATTACHED else part
        for at, part in enumerate(parts)
    )


def _with(part: Part, invoice: int | None, cited: bool) -> Part:  # noqa: FBT001 - what the function below tells
    signs = tuple(sign for sign in part.signs if sign is not Sign.CITES)
    return part.model_copy(update={"belongs_to": invoice, "signs": (*signs, Sign.CITES) if cited else signs})


def _invoice_of(
    at: int, parts: Sequence[Part], walls: Sequence[int], pages: Mapping[int, Seen], rarity: Rarity
) -> tuple[int | None, bool]:
    """The first page of a paper's invoice, and whether the paper names its number."""
    invoices = [
        other for other in range(len(parts)) if parts[other].kind is PartKind.INVOICE and walls[other] == walls[at]
    ]
    own = [pages[number] for number in parts[at].pages if number in pages]
    tokens = frozenset[str]().union(*(page.tokens | page.numbers for page in own))
    cited = [other for other in invoices if _is_cited(parts[other].number, tokens)]
    if len(cited) == 1 or (cited and len({parts[other].number for other in cited}) == 1):
        nearest = min(cited, key=lambda other: (abs(other - at), other > at))
        return parts[nearest].pages[0], True
    near = [other for other in invoices if other in (_last_before(invoices, at), _first_after(invoices, at))]
    if not near:
        return None, False
    best = max(near, key=lambda other: _bond(own, parts[other], pages, rarity) + _BEHIND * (other < at))
    return parts[best].pages[0], False


def _is_cited(number: str | None, tokens: frozenset[str]) -> bool:
    code = plain(number or "")
    return len(code) >= _SHORTEST and code in tokens


def _last_before(invoices: Sequence[int], at: int) -> int:
    return max((other for other in invoices if other < at), default=-1)


def _first_after(invoices: Sequence[int], at: int) -> int:
    return min((other for other in invoices if other > at), default=-1)


def _bond(own: Sequence[Seen], invoice: Part, pages: Mapping[int, Seen], rarity: Rarity) -> float:
    """What a paper shares with the first page of an invoice: parties, references, words of the head."""
    first = pages.get(invoice.pages[0])
    if first is None or not own:
        return 0.0
    here = own[0]
    shared = rarity.total(here.identities & first.identities) + rarity.total(here.tokens & first.tokens)
    return shared + 2 * rarity.likeness(here.head | here.foot, first.head | first.foot)
