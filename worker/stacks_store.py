"""What the store knows of files that are split: sent as a stack, proposed by the engine, moved by a person.

A document that has a part is read from its pages alone. All others are read from their whole file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from models.finding import Message
from models.lifecycle import EventKind, State
from models.service import DocumentView
from models.stack import Part, StackPlan
from worker import history, stacks_papers, states
from worker.leases import Lease, held, prolong
from worker.service import Service
from worker.stacks_papers import Paper
from worker.stacks_tasks import Proposed
from worker.store.tables import DocumentRow, SplitPartRow, SplitRow, new_id


@dataclass(frozen=True, slots=True)
class Asked:
    """How a document is to be read: from these pages only; else, from a stack or an ordinary file."""

    pages: tuple[int, ...] = ()
    stack: bool = False


ORDINARY = Asked()
ALL_THERE = Message(
    fr="Toutes les factures de ce fichier ont déjà leur document : cherchez-les par le nom du fichier.",
    en="All invoices of this file have their document already: look for them by the file's name.",
)


def asked(service: Service, document_ids: Sequence[str]) -> dict[str, Asked]:
    """Of documents that are no ordinary ones."""
    parts = select(SplitPartRow.document_id, SplitPartRow.pages).where(SplitPartRow.document_id.in_(document_ids))
    waits = SplitRow.stack | SplitRow.plan.is_not(None)  # sent again after its first document was deleted
    stacks = select(DocumentRow.id).join(SplitRow, same_file(DocumentRow)).where(waits)
    with service.store.reading() as session:
        found = {one: Asked(stack=True) for one in session.scalars(stacks.where(DocumentRow.id.in_(document_ids)))}
        return found | {row.document_id: Asked(tuple(row.pages)) for row in session.execute(parts)}


def same_file(row: type[DocumentRow] | DocumentRow) -> ColumnElement[bool]:
    """The condition that a split is of this document's file."""
    return and_(SplitRow.structure_id == row.structure_id, SplitRow.sha256 == row.sha256, SplitRow.member == row.member)


def split_of(session: Session, row: DocumentRow, *, lock: bool = False) -> SplitRow | None:
    """The split of a document's file, if there is one."""
    query = select(SplitRow).where(same_file(row))
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def part_of(session: Session, document_id: str) -> SplitPartRow | None:
    """The pages that a document is read from, where they are not the whole file."""
    return session.get(SplitPartRow, document_id)


def note_stacks(session: Session, rows: Iterable[DocumentRow]) -> None:
    """Remember that these files, which are new, come from a scanner with several invoices in each."""
    for row in rows:
        if split_of(session, row) is None:
            session.add(SplitRow(structure_id=row.structure_id, sha256=row.sha256, member=row.member, stack=True))


def is_stack(session: Session, row: DocumentRow) -> bool:
    """Whether a file was sent as a stack; of an archive, whether its members were."""
    of = split_of(session, row)
    return of is not None and of.stack


def keep(session: Session, row: DocumentRow, found: Proposed) -> None:
    """Keep how a file was split, with the document that stands on each invoice's pages; they are stored already.

    What persons confirmed stays.
    """
    split = split_of(session, row, lock=True)
    if split is not None and split.plan is not None:
        return
    if split is None:
        split = SplitRow(structure_id=row.structure_id, sha256=row.sha256, member=row.member)
        session.add(split)
    split.plan, split.traits = json.loads(found.plan), json.loads(found.traits)
    session.flush()
    ids = {one.part: one.id for one in documents_of(session, row)}
    for number, part in enumerate(plan_of(split).invoices, row.part):
        if number in ids:
            session.add(part_row(ids[number], split, part))


def progress(service: Service, lease: Lease, read: int, of: int) -> bool:
    """Note how many pages of a stack are read; its lease is prolonged. False where it is somebody else's by now."""
    with service.store.session() as session:
        row = prolong(service, session, lease)
        if row is None:
            return False
        split = split_of(session, row)
        if split is not None:
            split.pages_read, split.pages = read, of
        return True


def share_out(service: Service, lease: Lease, found: Proposed, papers: Iterable[Paper] = ()) -> tuple[str, ...]:
    """Make a document of each invoice of a stack that was read, the first of its own; those are to be read now.

    Where some have documents already, which were there when the file was sent again, the others get theirs. `papers`
    go with those that are new.
    """
    with service.store.session() as session:
        row = held(session, [lease]).get(lease.document_id)
        if row is None:
            return ()
        split = split_of(session, row, lock=True) or SplitRow(
            structure_id=row.structure_id, sha256=row.sha256, member=row.member, stack=True
        )
        if split.plan is None:
            split.plan, split.traits = json.loads(found.plan), json.loads(found.traits)
            split.unread = json.loads(found.unread) or None
        session.add(split)
        session.flush()
        there = set(session.scalars(select(SplitPartRow.first).where(SplitPartRow.split_id == split.id)))
        parts = [part for part in plan_of(split).invoices if part.kept and part.pages[0] not in there]
        row.leased_until = None
        if not parts:
            row.error = {"code": "all_there", "message": ALL_THERE.model_dump()}
            states.move(session, row, State.FAILED, code="all_there", comment=ALL_THERE.fr)
            return ()
        session.add(part_row(row.id, split, parts[0]))
        row.tries = 0
        details = {"parts": len(parts), "pages": list(parts[0].kept)}
        states.move(session, row, State.RECEIVED, code="shared_out", details=details)
        rows = [row, *(made(session, split, row, part) for part in parts[1:])]
        stacks_papers.enclose(session, papers, dict(zip((part.pages[0] for part in parts), rows, strict=True)))
        return tuple(one.id for one in rows)


def forget(service: Service) -> int:
    """Drop what is known of files of which no document is left; how many there were."""
    orphaned = ~select(DocumentRow.id).where(same_file(DocumentRow)).exists()
    with service.store.session() as session:
        return len(session.scalars(delete(SplitRow).where(orphaned).returning(SplitRow.id)).all())


def made(session: Session, split: SplitRow, like: DocumentRow, part: Part, actor: str | None = None) -> DocumentRow:
    """A document for another part of a file, which is to be read."""
    same = {"structure_id": like.structure_id, "sha256": like.sha256, "member": like.member}
    last = session.scalar(select(func.max(DocumentRow.part)).filter_by(**same)) or like.part
    row = DocumentRow(
        id=new_id(),
        **same,
        part=last + 1,
        batch_id=like.batch_id,
        name=like.name,
        size=like.size,
        media_type=like.media_type,
    )
    session.add(row)
    session.flush()
    session.add(part_row(row.id, split, part))
    details = {"first": like.id, "pages": list(part.kept)}
    history.note(session, row.structure_id, row.id, EventKind.STATE, State.RECEIVED, actor=actor, details=details)
    return row


def is_guessed(session: Session, document_id: str) -> bool:
    """Whether nobody has confirmed yet where a document begins and ends in its file, or pages of it were not read."""
    asked = select(SplitRow.confirmed_by, SplitRow.unread, SplitPartRow.pages)
    asked = asked.join(SplitPartRow, SplitPartRow.split_id == SplitRow.id)
    found = session.execute(asked.where(SplitPartRow.document_id == document_id)).first()
    return found is not None and (found[0] is None or any(str(page) in (found[1] or {}) for page in found[2]))


def documents_of(session: Session, row: DocumentRow, *, lock: bool = False) -> list[DocumentRow]:
    """All documents of a file, in the order in which they were made."""
    query = select(DocumentRow).where(
        DocumentRow.structure_id == row.structure_id,
        DocumentRow.sha256 == row.sha256,
        DocumentRow.member == row.member,
    )
    return list(session.scalars((query.with_for_update() if lock else query).order_by(DocumentRow.part)))


def count(service: Service, document: DocumentView) -> int:
    """How many documents the split file of a document gave; 1 of a file that is not split."""
    mine = select(SplitPartRow.split_id).where(SplitPartRow.document_id == document.id).scalar_subquery()
    asked = select(func.count()).select_from(SplitPartRow).where(SplitPartRow.split_id == mine)
    with service.store.reading() as session:
        return session.scalar(asked) or 1


def plan_of(split: SplitRow) -> StackPlan:
    """The plan of a file that was read."""
    return StackPlan.model_validate(split.plan)


def part_row(document_id: str, split: SplitRow, part: Part) -> SplitPartRow:
    """That a document is read from a part."""
    return SplitPartRow(document_id=document_id, split_id=split.id, first=part.pages[0], pages=list(part.kept))


def stored(plan: StackPlan) -> dict[str, Any]:
    """A plan as it is kept."""
    return plan.model_dump(mode="json", exclude_defaults=True)
