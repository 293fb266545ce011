"""Papers of a stack that go with an invoice, such as its delivery note: attached to it as PDF.

Those that are sure are attached when the stack is read, before anybody saw it: see `sure`. The others are once a person
confirmed the boundaries. They are told from what a person attached by their names, so that moved boundaries take them
along; one that a person took away stays away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lifecycle import EventKind
from models.portal_terms import FILE_LIMIT, TOTAL_LIMIT
from models.service import Principal
from models.service_errors import InvalidRequest, NotTaken
from models.split import SURE, SplitPart, SplitView
from models.stack import ATTACHED, Part, PartKind, Sign, StackPlan
from worker import attachments, history
from worker.attachments import Enclosure
from worker.page_files import PageFiles
from worker.reader import ReaderFailed, local_of, reader_of
from worker.service import Service
from worker.stacks_cutting import CutOut
from worker.store.tables import AttachmentRow, DocumentRow, EventRow, new_id
from worker.visibility import document_row

NAMES = MappingProxyType(
    {PartKind.DELIVERY_NOTE: "bon-de-livraison", PartKind.LETTER: "courrier", PartKind.OTHER: "papier"}
)
SAID = MappingProxyType(
    {PartKind.DELIVERY_NOTE: "Bon de livraison", PartKind.LETTER: "Courrier", PartKind.OTHER: "Autre papier"}
)
UNSEEN = frozenset({PartKind.DELIVERY_NOTE, PartKind.LETTER})
MOVED = "paper_moved"
"""What the history says where a paper goes because its boundary was moved."""
_OURS = re.compile(rf"(?:{'|'.join(NAMES.values())})-p\d+(?:-\d+)?\.pdf")
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper cut out and kept, and the first page of its invoice."""

    part: Part
    invoice: int
    sha256: str
    size: int


def sure(plan: StackPlan) -> Iterator[Part]:
    """Papers that are attached unseen: delivery notes and letters right behind their invoice that name its number.

    Only other papers of that invoice may lie between. Sure to SURE are the boundary and kind of the paper, of what
    follows it, and of the invoice. Statements and the like name many invoices: they wait for a person.

    >>> parts = (
    ...     Part(kind=PartKind.INVOICE, pages=(1,), number="F-12"),
    ...     Part(kind=PartKind.LETTER, pages=(2,), confidence=0.95, belongs_to=1, signs=(Sign.CITES,)),
    ...     Part(kind=PartKind.LETTER, pages=(3,), confidence=0.95, belongs_to=1),
    ... )
    >>> [part.pages for part in sure(StackPlan(pages=3, parts=parts))]
    [(2,)]
    """
    owner: Part | None = None
    for part, following in zip(plan.parts, (*plan.parts[1:], None), strict=True):
        if part.kind is PartKind.INVOICE:
            owner = part
        elif owner is None or part.belongs_to != owner.pages[0]:
            owner = None
        elif part.kind in UNSEEN and part.kept and Sign.CITES in part.signs and _sure(part, owner, following):
            yield part


def _sure(*parts: Part | None) -> bool:
    return all(part.confidence >= SURE for part in parts if part is not None)


def cut_sure(service: Service, name: str, path: Path, sha256: str, plan: StackPlan) -> tuple[Paper, ...]:
    """Cut the sure papers of a stack out, and keep them; none where that fails: a person may attach them later."""
    parts = tuple(sure(plan))
    if not parts:
        return ()
    task = CutOut(name, path, sha256, PageFiles.of(service.settings), tuple(part.kept for part in parts))
    try:
        cut = reader_of(service.settings).run(task)
    except ReaderFailed:
        return ()
    stored = [service.files.put(BytesIO(data), TOTAL_LIMIT) for data in cut]
    return tuple(
        Paper(part, part.belongs_to or 0, one.sha256, one.size) for part, one in zip(parts, stored, strict=True)
    )


def enclose(session: Session, papers: Iterable[Paper], made: Mapping[int, DocumentRow]) -> None:
    """Have papers go with the documents that were made of their invoices, by their first pages."""
    for paper in papers:
        row = made.get(paper.invoice)
        if row is None:
            continue
        name = name_of(paper.part)
        enclosed = AttachmentRow(
            id=new_id(),
            document_id=row.id,
            name=name,
            designation=SAID[paper.part.kind],
            media_type=_PDF,
            size=paper.size,
            sha256=paper.sha256,
        )
        if paper.size > FILE_LIMIT:
            _missed(session, row, name, NotTaken.larger_than(FILE_LIMIT).detail)
            continue
        try:
            attachments.add(session, row, enclosed, None)
        except InvalidRequest as error:
            _missed(session, row, name, error.detail)


def settle(service: Service, principal: Principal, view: SplitView) -> bool:
    """Attach the papers of a split file to their invoices, and take away those that are no longer there.

    Whether anything was to be done. One that can't be attached is noted in its invoice's history with the reason.
    """
    with service.store.reading() as session:
        row = document_row(session, principal, view.document_id)
    papers = _papers(view)
    fresh: list[tuple[str, SplitPart]] = []
    moved = False
    for document_id in dict.fromkeys(part.document.id for part in view.parts if part.document and not part.fixed):
        wanted = {name_of(part): part for part in papers.get(document_id, ())}
        known = {one.name: one.id for one in attachments.of(service, principal, document_id)}
        for name in known.keys() - wanted.keys():
            if _OURS.fullmatch(name):
                attachments.detach(service, principal, document_id, known[name], MOVED)
                moved = True
        away = _taken_away(service, document_id)
        fresh += [(document_id, wanted[name]) for name in wanted if name not in known.keys() | away]
    if fresh:
        _attach(service, principal, row.sha256, row.name, fresh)
    return moved or bool(fresh)


def name_of(part: Part) -> str:
    """The file's name: what it is, and its pages.

    >>> name_of(Part(kind=PartKind.DELIVERY_NOTE, pages=(7, 8)))
    'bon-de-livraison-p7-8.pdf'
    """
    first, last = part.pages[0], part.pages[-1]
    return f"{NAMES[part.kind]}-p{first}{'' if first == last else f'-{last}'}.pdf"


def attached(session: Session, plan: StackPlan, made: Mapping[int, DocumentRow]) -> dict[int, bool]:
    """Whether each paper is attached to its invoice, by its first page; `made` are documents by theirs."""
    ids = [row.id for row in made.values()]
    asked = select(AttachmentRow.document_id, AttachmentRow.name).where(AttachmentRow.document_id.in_(ids))
    there = {(row.document_id, row.name) for row in session.execute(asked)}
    papers = (part for part in plan.parts if part.kind in ATTACHED and part.belongs_to in made)
    return {part.pages[0]: (made[part.belongs_to or 0].id, name_of(part)) in there for part in papers}


def _papers(view: SplitView) -> dict[str, list[SplitPart]]:
    """The papers of each document."""
    made = {part.pages[0]: part.document.id for part in view.parts if part.document and not part.fixed}
    found: dict[str, list[SplitPart]] = defaultdict(list)
    for part in view.parts:
        if part.kind in ATTACHED and part.belongs_to in made and part.kept:
            found[made[part.belongs_to]].append(part)
    return found


def _attach(
    service: Service, principal: Principal, sha256: str, name: str, fresh: Iterable[tuple[str, SplitPart]]
) -> None:
    papers = tuple(fresh)
    groups = tuple(part.kept for _, part in papers)
    try:
        with local_of(service.files, sha256) as path:
            task = CutOut(name, path, sha256, PageFiles.of(service.settings), groups)
            cut = reader_of(service.settings).run(task)
    except ReaderFailed as error:
        for document_id, part in papers:
            with service.store.session() as session:
                row = document_row(session, principal, document_id)
                _missed(session, row, name_of(part), error.message.fr, principal.actor)
        return
    for (document_id, part), data in zip(papers, cut, strict=True):
        try:
            enclosure = Enclosure(name_of(part), BytesIO(data), SAID[part.kind])
            attachments.attach(service, principal, document_id, enclosure)
        except (InvalidRequest, NotTaken) as error:
            with service.store.session() as session:
                row = document_row(session, principal, document_id)
                _missed(session, row, name_of(part), error.detail, principal.actor)


def _taken_away(service: Service, document_id: str) -> frozenset[str]:
    """Names of papers that somebody took from a document, and did not put back."""
    codes = ("attachment_added", "attachment_removed", MOVED)
    asked = select(EventRow.code, EventRow.comment).where(EventRow.document_id == document_id, EventRow.code.in_(codes))
    with service.store.reading() as session:
        last = {name: code for code, name in session.execute(asked.order_by(EventRow.id)) if name}
    return frozenset(name for name, code in last.items() if code == "attachment_removed")


def _missed(session: Session, row: DocumentRow, name: str, reason: str, actor: str | None = None) -> None:
    details = {"name": name, "reason": reason}
    history.note(
        session, row.structure_id, row.id, EventKind.COMPLEMENTARY, "paper_not_attached", actor=actor, details=details
    )
