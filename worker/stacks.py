"""How a file is split into invoices: shown to a person, and changed by one.

The boundaries of a stack are the engine's until somebody confirms them. What is not split is one invoice, and shows
where the engine sees that another one may begin.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.document import Reading
from models.finding import Message
from models.lifecycle import State
from models.pages import PageList, PageView
from models.service import Principal
from models.service_errors import CannotSplit, InvalidRequest, NotSplitYet, StaleVersion, Unavailable
from models.split import SURE, SplitPage, SplitPart, SplitView, Start
from models.stack import Part, PartKind, Sign, StackPlan
from worker import pages, stacks_moving, stacks_papers, stacks_reading, views
from worker.digitising.plans import with_unread
from worker.service import Service
from worker.stacks_moving import FIXED, Standing, pages_of
from worker.stacks_reading import Unfinished
from worker.stacks_store import documents_of, plan_of, split_of
from worker.stacks_tasks import replanned
from worker.store.tables import DocumentRow, SplitRow
from worker.visibility import document_row

PATIENCE = 20.0
"""Seconds for which somebody waits while pages that were lost are read again; what was read stays."""
THUMBNAIL, PICTURE = 200, 1200
"""Widths in pixels."""
_WAITING = frozenset({State.RECEIVED, State.READING})

NO_PAGES = Message(
    fr="Ce fichier n'a pas de pages à répartir : c'est une facture électronique, une archive ou un fichier illisible.",
    en="This file has no pages to share out: it is an electronic invoice, an archive or a file that can't be read.",
)


@dataclass(frozen=True, slots=True)
class _Known:
    """A file as it is split now."""

    name: str
    plan: StackPlan
    traits: list[Any]
    version: int = 1
    stack: bool = False
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    suggested: tuple[Part, ...] = ()
    unread: Mapping[int, Message] = field(default_factory=dict)


def get(service: Service, principal: Principal, document_id: str) -> SplitView:
    """How the file of a document is split. Raises NotFound, CannotSplit, Unavailable, worker.reader.ReaderFailed."""
    known = _known(service, principal, document_id)
    listed = pages.pages(service, principal, document_id)
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        return _view(known, row, documents_of(session, row), listed, session)


def put(service: Service, principal: Principal, document_id: str, version: int, starts: Sequence[Start]) -> SplitView:
    """Split the file so. Invoices on other pages than before are read from their pages; the others stay as they are.

    The same again changes nothing, whatever the version. Raises NotFound, StaleVersion, InvalidRequest for boundaries
    that are none, CannotSplit where an invoice that was deposited would change; see `get`.
    """
    known = _known(service, principal, document_id)
    wanted = _planned(known, starts)
    if known.confirmed_by is None or not _alike(known.plan, wanted):
        if known.version != version:
            raise StaleVersion(known.version)
        with service.store.session() as session:
            row = document_row(session, principal, document_id)
            standing = Standing(known.plan, wanted, known.traits, known.version)
            fresh = stacks_moving.move(session, principal, row, standing)
            left = [one.id for one in documents_of(session, row)]
        service.queue.put_all("read", fresh)
        document_id = document_id if document_id in left else left[0]
    view = get(service, principal, document_id)
    return get(service, principal, document_id) if stacks_papers.settle(service, principal, view) else view


def _known(service: Service, principal: Principal, document_id: str) -> _Known:
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        split = split_of(session, row)
        if split is not None and split.plan is not None:
            return _Known(
                row.name, plan_of(split), split.traits or [], split.version, split.stack, split.confirmed_by,
                split.confirmed_at, unread=_messages(split.unread),
            )  # fmt: skip
        if State(row.state) in _WAITING:
            raise NotSplitYet(_how_far(split))
        stands = views.extraction_of(row)
    if stands is None or not stands.pages:
        raise CannotSplit(NO_PAGES)
    found = stacks_reading.propose(service, row.name, row.sha256, PATIENCE)
    if isinstance(found, Unfinished):
        raise Unavailable(f"les pages sont lues de nouveau : {found.read} sont prêtes")
    proposed = StackPlan.model_validate_json(found.plan)
    numbers = tuple(range(1, proposed.pages + 1))
    blank = tuple(number for number in numbers if number not in stands.pages)
    whole = Part(kind=PartKind.INVOICE, pages=numbers, blank=blank, number=row.number, signs=(Sign.FIRST_PAGE,))
    plan = StackPlan(pages=proposed.pages, parts=(whole,))
    return _Known(
        row.name,
        plan,
        json.loads(found.traits),
        suggested=proposed.parts[1:],
        unread=_messages(json.loads(found.unread)),
    )


def _how_far(split: SplitRow | None) -> Message:
    """How many pages of a file are read, as far as that is told."""
    if split is None or split.pages is None:
        return Message(
            fr="Le découpage se montre dès que c'est fini : cela peut prendre quelques minutes.",
            en="Its split shows as soon as that is done: it may take some minutes.",
        )
    read, of = split.pages_read, split.pages
    if read == of:
        return Message(
            fr=f"Les {of} pages sont lues ; les limites des factures sont cherchées.",
            en=f"All {of} pages are read; the boundaries of the invoices are looked for.",
        )
    return Message(
        fr=f"Pages lues : {read} sur {of}. Le découpage se montre dès que c'est fini.",
        en=f"Pages read: {read} of {of}. The split shows as soon as that is done.",
    )


def _messages(told: Mapping[str, Any] | None) -> Mapping[int, Message]:
    return {int(number): Message.model_validate(why) for number, why in (told or {}).items()}


def _planned(known: _Known, starts: Sequence[Start]) -> StackPlan:
    numbers = [start.page for start in starts]
    if not numbers or numbers[0] != 1:
        raise InvalidRequest("starts : la première partie commence à la page 1")
    if numbers != sorted(set(numbers)) or numbers[-1] > known.plan.pages:
        raise InvalidRequest(f"starts : des pages de 1 à {known.plan.pages}, dans l'ordre, chacune une fois")
    wanted = replanned(known.plan, tuple((start.page, start.kind) for start in starts), known.traits)
    wanted = with_unread(wanted, frozenset(known.unread))
    if not wanted.invoices:
        raise InvalidRequest("starts : au moins une partie est une facture ; supprimez le document s'il n'y en a pas")
    empty = next((part.pages[0] for part in wanted.invoices if not part.kept), None)
    if empty is not None:
        raise InvalidRequest(f"starts : rien n'est écrit sur la facture qui commence page {empty} ; dites « blank »")
    return wanted


def _alike(one: StackPlan, other: StackPlan) -> bool:
    """Whether they split the file in the same way."""
    return [(part.kind, part.kept) for part in one.parts] == [(part.kind, part.kept) for part in other.parts]


def _view(known: _Known, row: DocumentRow, rows: list[DocumentRow], listed: PageList, session: Session) -> SplitView:
    made = {numbers: one for one, numbers in pages_of(session, rows)}
    owners = {part.pages[0]: made[part.kept] for part in known.plan.invoices if part.kept in made}
    attached = stacks_papers.attached(session, known.plan, owners)
    parts = []
    for part in known.plan.parts:
        document = made.get(part.kept) if part.kind is PartKind.INVOICE else None
        told = SplitPart(
            **part.model_dump(),
            document=views.summary(document) if document else None,
            fixed=document is not None and State(document.state) in FIXED,
            doubtful=known.confirmed_by is None
            and (part.confidence < SURE or any(n in known.unread for n in part.pages)),
            attached=attached.get(part.pages[0]),
        )
        parts.append(told)
    return SplitView(
        document_id=row.id,
        name=row.name,
        version=known.version,
        stack=known.stack,
        confirmed_by=known.confirmed_by,
        confirmed_at=known.confirmed_at,
        pages=_pages(row.id, known, listed),
        parts=tuple(parts),
        suggested=() if known.confirmed_by else known.suggested,
    )


def _pages(document_id: str, known: _Known, listed: PageList) -> tuple[SplitPage, ...]:
    """All pages of the plan; one that can't be opened is shown as an empty sheet."""
    sizes = {one.number: one for one in listed.items}
    last = listed.items[-1] if listed.items else PageView(number=1, width=595.28, height=841.89, reading=Reading.OCR)
    there = f"/api/v1/documents/{document_id}/pages"
    return tuple(
        SplitPage(
            number=number,
            **sizes.get(number, last).model_dump(exclude={"number"}),
            thumbnail=f"{there}/{number}.png?width={THUMBNAIL}",
            picture=f"{there}/{number}.png?width={PICTURE}",
            unread=known.unread.get(number),
        )
        for number in range(1, known.plan.pages + 1)
    )
