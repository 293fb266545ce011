"""A plan on its way to a file that people read and change, and back: where papers begin, how sure that is, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from models.finding import Message
from models.stack import LEFT_OUT, Part, PartKind, Sign, StackPlan
from worker.digitising.order import Starts
from worker.digitising.words import SIGNS

FILE = "plan.json"
ABOUT = (
    "Pour déplacer une limite, changez les pages des parties (seule la première de chacune compte) ou leur sorte, "
    f"puis relancez avec --plan. Sortes : {', '.join(PartKind)}."
)


class NotAPlan(ValueError):
    """A file that is no plan; the message says why, in French."""


def alone(pages: int) -> StackPlan:
    """A file that is one invoice, as its own data say."""
    part = Part(kind=PartKind.INVOICE, pages=tuple(range(1, pages + 1)), signs=(Sign.FIRST_PAGE,))
    return StackPlan(pages=pages, parts=(part,))


def with_unread(plan: StackPlan, unread: frozenset[int]) -> StackPlan:
    """The same, where pages that could not be read are not taken for blank ones: they are kept, to be looked at."""
    return plan.model_copy(update={"parts": tuple(_kept(part, unread) for part in plan.parts)})


def _kept(part: Part, unread: frozenset[int]) -> Part:
    if unread.isdisjoint(part.pages):
        return part
    kind = PartKind.OTHER if part.kind in LEFT_OUT else part.kind
    return part.model_copy(update={"kind": kind, "blank": tuple(page for page in part.blank if page not in unread)})


def written(name: str, sha256: str, plan: StackPlan) -> bytes:
    """The plan as a file for people and programs."""
    told = plan.model_dump(mode="json", exclude_none=True)
    for part, whole in zip(told["parts"], plan.parts, strict=True):
        part["reasons"] = [SIGNS[sign].fr for sign in whole.signs]
    shown = {"file": name, "sha256": sha256, "confidence": plan.confidence, **told, "about": ABOUT}
    return (json.dumps(shown, ensure_ascii=False, indent=2) + "\n").encode()


def read(data: bytes) -> tuple[str, Starts]:
    """The digest of the file that a plan is of, and its boundaries. Raises NotAPlan.

    >>> read(b'{"sha256": "ab", "pages": 3, "parts": [{"kind": "letter", "pages": [1, 2]}]}')
    ('ab', ((1, 'letter'),))
    """
    try:
        told: dict[str, Any] = json.loads(data)
        digest, pages = str(told["sha256"]), int(told["pages"])
        starts = tuple(_starts(told["parts"]))
    except NotAPlan:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise NotAPlan("ce n'est pas un plan.json") from error
    first = [page for page, _ in starts]
    if not first or first[0] != 1 or any(one >= other for one, other in pairwise(first)) or first[-1] > pages:
        raise NotAPlan(f"les premières pages des parties doivent se suivre, de 1 à {pages} : {first}")
    return digest, starts


def _starts(parts: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    for part in parts:
        pages = sorted(int(page) for page in part["pages"])
        if not pages:
            continue
        if part["kind"] not in set(PartKind):
            raise NotAPlan(f"sorte inconnue : {part['kind']} (au choix : {', '.join(PartKind)})")
        yield pages[0], str(part["kind"])


def unread_in(part: Part, failures: dict[int, dict[str, Any]]) -> Message | None:
    """What to say of the pages of a part that could not be read."""
    pages = [page for page in part.kept if page in failures]
    if not pages:
        return None
    which = ", ".join(map(str, pages))
    many = len(pages) > 1
    return Message(
        fr=f"{'Les pages' if many else 'La page'} {which} n'{'ont' if many else 'a'} pas pu être lue{'s' * many} : "
        f"{failures[pages[0]]['message']['fr']}",
        en=f"{'Pages' if many else 'Page'} {which} could not be read: {failures[pages[0]]['message']['en']}",
    )
