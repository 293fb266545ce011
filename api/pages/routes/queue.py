"""The stack of invoices: by piles, filtered and sorted, page by page. Every view of it has an address of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.asked import Asked
from api.deps import ServiceIn
from api.pages import language, rendering
from api.pages.visitors import Looking
from models.lifecycle import WAYS_OUT, State
from models.piles import Pile, StackLine
from models.service import BatchView
from worker import batches, events, neighbours, stack
from worker.listing import Slice

router = APIRouter(include_in_schema=False)

LINES: Final = 25
SORTS: Final = (
    "-created_at", "created_at", "-issue_date", "issue_date", "-total", "total", "number", "seller_name", "confidence",
)  # fmt: skip
_BATCHES: Final = 50
_DECIDABLE: Final = frozenset({State.TO_REVIEW, State.READY})
_WAITING: Final = (State.RECEIVED, State.READING, State.DEPOSITING)
_SCRIPTS: Final = ("queue.live.", "queue.bulk.", "queue.you")


class Shown(Asked):
    """What of the stack is asked for, and from where on."""

    pile: Pile = Pile.TO_REVIEW
    cursor: str | None = None


@router.get("/factures")
def queue(request: Request, service: ServiceIn, visitor: Looking, asked: Annotated[Shown, Query()]) -> Response:
    """A page of the stack; scripts ask for the same and take what has changed."""
    who = visitor.principal
    last = events.last(service, who)  # before the rest: what happens meanwhile is told then
    known = batches.page(service, who, limit=_BATCHES).items
    batch = _batch(known, asked.batch_id) or (batches.get(service, who, asked.batch_id) if asked.batch_id else None)
    found = stack.page(service, who, asked.filters, Slice(asked.sort, LINES, asked.cursor))
    return rendering.page(
        request,
        "queue.html",
        visitor,
        asked=asked,
        found=found,
        counts=neighbours.counts(service, who, asked.filters).piles,
        piles=tuple(Pile),
        sorts=SORTS,
        batches=known if batch is None or batch in known else (batch, *known),
        batch=batch,
        read=0 if batch is None else batch.total - sum(batch.states.get(one, 0) for one in _WAITING[:2]),
        last=last,
        address=lambda **changed: _address(asked, changed),
        query=_address(asked, {"pile": asked.pile.value}, to=""),
        narrowed=asked.text or asked.batch_id or asked.received_from or asked.received_to,
        can_go=_can_go,
        stopped=WAYS_OUT,
        field_name=lambda name: _field(language.of(request), name),
        platform=lambda code: _status(language.of(request), code),
        words=_words(request),
    )


def _can_go(line: StackLine) -> bool:
    """Whether it may be deposited unseen: what looks like another invoice is asked about one by one."""
    return line.document.state in _DECIDABLE and line.document.ready and not line.against and not line.doubled


def _batch(known: tuple[BatchView, ...], wanted: str | None) -> BatchView | None:
    return next((one for one in known if one.id == wanted), None)


def _field(spoken: language.Language, name: str) -> str:
    """What a field is called on the review page; a place in a table by its table."""
    return language.words(spoken).get(f"review.field.{name.partition('.')[0].partition('[')[0]}", name)


def _status(spoken: language.Language, code: str) -> str:
    """What the platform says, in words; what has none stays readable."""
    return language.words(spoken).get(f"deposit.code.{code}", code.replace("_", " ").capitalize())


def _address(asked: Shown, changed: Mapping[str, Any], to: str = "/factures") -> str:
    """The address of another view of the stack; of another page of it where a cursor is given."""
    kept = asked.model_dump(mode="json", exclude_defaults=True, exclude_none=True) | {"cursor": None} | dict(changed)
    told = urlencode({name: value for name, value in kept.items() if value not in {None, ""}}, doseq=True)
    return f"{to}?{told}" if told else to


def _words(request: Request) -> dict[str, str]:
    spoken = language.of(request)
    told = {**language.words("fr"), **language.words(spoken)}
    return {name: text for name, text in told.items() if name.startswith(_SCRIPTS)}
