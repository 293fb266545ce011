"""Lists of documents: filtered and sorted by the database, page by page.

A page begins after the last line of the one before, by that line's own values (keyset pagination), so that what comes
in meanwhile neither shifts lines nor shows them twice. What has no value in the sorted column stands last, either way.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from models.lifecycle import State
from models.piles import Pile
from models.service import DocumentPage, Principal
from models.service_errors import InvalidRequest
from worker import piles, views
from worker.store.tables import DocumentRow
from worker.visibility import is_id, mine

SORTS: dict[str, tuple[InstrumentedAttribute[Any], type]] = {
    "created_at": (DocumentRow.created_at, datetime),
    "updated_at": (DocumentRow.updated_at, datetime),
    "issue_date": (DocumentRow.issue_date, date),
    "total": (DocumentRow.total, Decimal),
    "number": (DocumentRow.number, str),
    "name": (DocumentRow.name, str),
    "seller_name": (DocumentRow.seller_name, str),
    "confidence": (DocumentRow.confidence, float),
    "state": (DocumentRow.state, str),
}
"""What a list may be sorted by, and what that is; `-` before it turns the order round."""

MOST = 200
"""Lines of a page."""

_LONGEST_TEXT = 200

_SEARCHED: ColumnElement[str] = reduce(
    lambda before, column: before + "\n" + func.coalesce(column, ""),
    (DocumentRow.number, DocumentRow.seller_name, DocumentRow.seller, DocumentRow.buyer_name),
    DocumentRow.name.expression,
)
"""All that text is looked for in, as one: no word that is looked for goes over a line's end."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for. `text` is looked for in names and numbers, `seller` is a number or part of a name."""

    state: tuple[State, ...] = ()
    pile: Pile = Pile.ALL
    text: str | None = None
    seller: str | None = None
    number: str | None = None
    batch_id: str | None = None
    ready: bool | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of the list: at most `limit` lines, from where `cursor` was given out."""

    sort: str = "-created_at"
    limit: int = 50
    cursor: str | None = None


def page(session: Session, principal: Principal, filters: Filters, part: Slice) -> DocumentPage:
    """The lines asked for. Raises InvalidRequest for an order, a limit or a cursor that there is not."""
    check_sort(part.sort)
    if not 1 <= part.limit <= MOST:
        raise InvalidRequest(f"limit de 1 à {MOST}")
    wanted = conditions(principal, filters)
    total = session.scalar(select(func.count()).select_from(DocumentRow).where(*wanted)) or 0
    query = in_order(select(DocumentRow).where(*wanted), part.sort)
    if part.cursor is not None:
        query = query.where(_after(part.sort, part.cursor))
    lean = query.options(defer(DocumentRow.extraction), defer(DocumentRow.first_extraction)).limit(part.limit + 1)
    rows = session.execute(lean).scalars().all()
    shown = rows[: part.limit]
    return DocumentPage(
        items=tuple(views.summary(row) for row in shown),
        total=total,
        next=_cursor(part.sort, shown[-1]) if len(rows) > part.limit else None,
    )


def check_sort(sort: str) -> None:
    """Refuse an order that there is not."""
    if sort.removeprefix("-") not in SORTS:
        raise InvalidRequest(f"tri « {sort[:40]} » ; choisissez parmi {', '.join(SORTS)}, avec - pour l'inverse")


def like(
    column: ColumnElement[Any] | InstrumentedAttribute[Any], text: str, *, start: bool = False
) -> ColumnElement[bool]:
    """Whether a column holds the text, or starts with it, in capitals or not; `%` and `_` stand for themselves."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return column.ilike(f"{'' if start else '%'}{escaped}%", escape="\\")


def conditions(principal: Principal, filters: Filters) -> list[ColumnElement[bool]]:
    """What the lines that a caller asked for have in common. Raises InvalidRequest."""
    told = [mine(principal)]
    if filters.pile is not Pile.ALL:
        told.append(piles.condition(filters.pile))
    if filters.state:
        told.append(DocumentRow.state.in_([state.value for state in filters.state]))
    told += [like(_SEARCHED, word) for word in _text(filters.text).split()]
    if seller := _text(filters.seller):
        number = "".join(seller.split()).upper()
        told.append(
            like(DocumentRow.seller, number, start=True)
            if number.lstrip("FR").isdecimal()
            else like(DocumentRow.seller_name, seller)
        )
    if number := _text(filters.number):
        told.append(func.lower(DocumentRow.number) == number.lower())
    if filters.batch_id is not None:
        if not is_id(filters.batch_id):
            raise InvalidRequest("batch_id")
        told.append(DocumentRow.batch_id == filters.batch_id)
    if filters.ready is not None:
        told.append(DocumentRow.ready.is_(filters.ready))
    if filters.created_from is not None:
        told.append(DocumentRow.created_at >= _moment(filters.created_from))
    if filters.created_to is not None:
        told.append(DocumentRow.created_at < _moment(filters.created_to))
    return told


def _moment(asked: datetime) -> datetime:
    try:
        return (asked if asked.tzinfo else asked.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise InvalidRequest("date hors du calendrier") from error


def _text(asked: str | None) -> str:
    return (asked or "").replace("\x00", " ").strip()[:_LONGEST_TEXT]


def in_order(query: Select[Any], sort: str, *, reverse: bool = False) -> Select[Any]:
    """The lines in an order, or in that order from its end."""
    column, _ = SORTS[sort.removeprefix("-")]
    down = sort.startswith("-") is not reverse
    lacking = column.is_(None)
    last = () if not _may_lack(column) else (lacking.desc() if reverse else lacking,)  # else an index gives the order
    if down:
        return query.order_by(*last, column.desc(), DocumentRow.id.desc())
    return query.order_by(*last, column, DocumentRow.id)


def _may_lack(column: InstrumentedAttribute[Any]) -> bool:
    return bool(column.property.columns[0].nullable)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands in an order: its value there, and its identifier among those of the same value."""

    sort: str
    value: object
    id: str


def place(sort: str, row: DocumentRow) -> Place:
    """Where a row stands."""
    return Place(sort, getattr(row, sort.removeprefix("-")), row.id)


def beyond(here: Place) -> ColumnElement[bool]:
    """Whether a line comes after a place."""
    column, _ = SORTS[here.sort.removeprefix("-")]
    down = here.sort.startswith("-")
    if here.value is None:
        return and_(column.is_(None), DocumentRow.id < here.id if down else DocumentRow.id > here.id)
    line, at = tuple_(column, DocumentRow.id), tuple_(literal(here.value, column.type), literal(here.id))
    after = line < at if down else line > at
    return or_(after, column.is_(None)) if _may_lack(column) else after


def ahead(here: Place) -> ColumnElement[bool]:
    """Whether a line comes before a place."""
    column, _ = SORTS[here.sort.removeprefix("-")]
    down = here.sort.startswith("-")
    if here.value is None:
        same = DocumentRow.id > here.id if down else DocumentRow.id < here.id
        return or_(column.is_not(None), and_(column.is_(None), same))
    line, at = tuple_(column, DocumentRow.id), tuple_(literal(here.value, column.type), literal(here.id))
    return line > at if down else line < at


def _cursor(sort: str, row: DocumentRow) -> str:
    value = place(sort, row).value
    kept = value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
    return urlsafe_b64encode(json.dumps([sort, kept, row.id]).encode()).decode().rstrip("=")


def _after(sort: str, cursor: str) -> ColumnElement[bool]:
    _, kind = SORTS[sort.removeprefix("-")]
    try:
        told = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        made_for, kept, last = json.loads(told, parse_constant=Decimal)  # NaN and its like are no confidence
        if made_for != sort or not isinstance(last, str) or not is_id(last):
            raise InvalidRequest("cursor d'une autre liste : reprenez au début, sans cursor")
        value = None if kept is None else _typed(kind, kept)
    except (ValueError, TypeError, InvalidOperation, OverflowError, RecursionError) as error:
        raise InvalidRequest("cursor : rendez celui de la page précédente, tel quel") from error
    return beyond(Place(sort, value, last))


def _typed(kind: type, kept: object) -> object:
    if kind is datetime and isinstance(kept, str):
        return datetime.fromisoformat(kept).astimezone(UTC)
    if kind is date and isinstance(kept, str):
        return date.fromisoformat(kept)
    if kind is Decimal and isinstance(kept, str) and abs(amount := Decimal(kept)) <= views.MOST_TOTAL:
        return amount
    if kind in {str, float} and isinstance(kept, kind) and "\x00" not in str(kept):
        return kept
    raise TypeError(kept)
