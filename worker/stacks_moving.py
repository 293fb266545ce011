"""Documents after a person moved boundaries: those on the same pages stay, the others are read from their new pages.

A document whose pages changed keeps its address and its history, and loses its corrections: they were made on other
pages. What no part is left for goes, and what hangs on it goes to the document that took over its first page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.finding import Message
from models.lifecycle import EventKind, State
from models.service import Principal
from models.service_errors import CannotSplit, StaleVersion
from models.stack import Part, StackPlan
from worker import history, states, views
from worker.stacks_store import documents_of, made, part_row, split_of, stored
from worker.store.tables import AttachmentRow, CorrectionRow, DocumentRow, SplitPartRow, SplitRow, now

FIXED = frozenset({State.DEPOSITING, State.DEPOSITED})
"""What the platform has, or is getting, stays on its pages."""

Stands = tuple[DocumentRow, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file was split in `version`, and how it is to be."""

    was: StackPlan
    wanted: StackPlan
    traits: list[Any]
    version: int


def move(session: Session, principal: Principal, row: DocumentRow, standing: Standing) -> tuple[str, ...]:
    """Split the file of a document as wanted; the documents that are to be read now.

    Raises StaleVersion where somebody was faster, CannotSplit where an invoice that was deposited would change.
    """
    rows = documents_of(session, row, lock=True)
    split = _split(session, row, standing)
    wanted = standing.wanted
    stand = pages_of(session, rows)
    same = {part.kept for part in wanted.invoices}
    changed = [one for one in stand if one[1] not in same]
    _refuse_fixed(changed)
    there = {numbers for _, numbers in stand} | {part.kept for part in standing.was.invoices}
    parts = [part for part in wanted.invoices if part.kept not in there]
    split.plan, split.version = stored(wanted), split.version + 1
    split.confirmed_by, split.confirmed_at = principal.actor, now()
    session.flush()
    _keep_parts(session, split, [one for one in stand if one[1] in same])
    return _Moving(session, principal, split, rows).all(changed, parts)


def pages_of(session: Session, rows: Sequence[DocumentRow]) -> list[Stands]:
    """Each document of a file with the pages that it stands on; without those that were never read."""
    asked = select(SplitPartRow).where(SplitPartRow.document_id.in_([row.id for row in rows]))
    parts = {one.document_id: tuple(one.pages) for one in session.scalars(asked)}
    found = [(row, parts.get(row.id) or _read_from(row)) for row in rows]
    return [(row, numbers) for row, numbers in found if numbers]


def _read_from(row: DocumentRow) -> tuple[int, ...]:
    extraction = views.extraction_of(row)
    return extraction.pages if extraction else ()


def _split(session: Session, row: DocumentRow, standing: Standing) -> SplitRow:
    split = split_of(session, row, lock=True)
    if split is None:
        split = SplitRow(structure_id=row.structure_id, sha256=row.sha256, member=row.member, version=standing.version)
        session.add(split)
    elif split.plan is not None and split.version != standing.version:
        raise StaleVersion(split.version)
    split.traits = standing.traits
    return split


def _refuse_fixed(changed: Sequence[Stands]) -> None:
    for row, numbers in changed:
        if State(row.state) in FIXED:
            of = f"{numbers[0]} à {numbers[-1]}" if len(numbers) > 1 else str(numbers[0])
            of_en = f"{numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else str(numbers[0])
            name = row.number or row.name
            raise CannotSplit(
                Message(
                    fr=f"La facture {name} (pages {of}) est déjà déposée : laissez ses limites où elles étaient, "
                    "puis enregistrez.",
                    en=f"The invoice {name} (pages {of_en}) is deposited already: leave its boundaries where they "
                    "were, then save.",
                )
            )


def _keep_parts(session: Session, split: SplitRow, same: Sequence[Stands]) -> None:
    """Documents that stay are from now on read from their own pages too."""
    for row, numbers in same:
        known = session.get(SplitPartRow, row.id)
        if known is None:
            session.add(SplitPartRow(document_id=row.id, split_id=split.id, first=numbers[0], pages=list(numbers)))


@dataclass(slots=True)
class _Moving:
    """One change of boundaries, in one transaction."""

    session: Session
    principal: Principal
    split: SplitRow
    rows: list[DocumentRow]

    def all(self, changed: list[Stands], parts: list[Part]) -> tuple[str, ...]:
        """Give each part a document; those are to be read."""
        left = list(changed)
        heirs: dict[int, DocumentRow] = {}
        for part in parts:
            best = max(left, key=lambda one: _shared(one[1], part), default=None)
            if best is not None and _shared(best[1], part):
                left.remove(best)
                row = self._read_anew(best[0], part, best[1])
            else:
                row = made(self.session, self.split, self.rows[0], part, self.principal.actor)
            heirs |= dict.fromkeys(part.kept, row)
        for row, numbers in left:
            self._gone(row, numbers, heirs.get(numbers[0]))
        self.session.flush()
        self._first(row for row, _ in left)
        return tuple(dict.fromkeys(row.id for row in heirs.values()))

    def _read_anew(self, row: DocumentRow, part: Part, before: tuple[int, ...]) -> DocumentRow:
        lost = self.session.scalars(
            delete(CorrectionRow).where(CorrectionRow.document_id == row.id).returning(CorrectionRow.field)
        ).all()
        self.session.execute(delete(SplitPartRow).where(SplitPartRow.document_id == row.id))
        self.session.add(part_row(row.id, self.split, part))
        row.extraction = row.first_extraction = row.error = row.leased_until = None
        row.number = row.seller = row.buyer = row.seller_name = row.buyer_name = None
        row.issue_date = row.total = row.confidence = None
        row.tries, row.ready = 0, False
        if State(row.state) is State.RECEIVED:
            states.change(self.session, row)
        else:
            states.move(self.session, row, State.RECEIVED, actor=self.principal.actor, details={"reread": True})
        details = {"pages": list(part.kept), "before": list(before), "corrections": sorted(set(lost))}
        self._note(row.id, "split", details)
        return row

    def _gone(self, row: DocumentRow, numbers: tuple[int, ...], heir: DocumentRow | None) -> None:
        """Nothing is left for this document."""
        if heir is not None:
            names = select(AttachmentRow.name).where(AttachmentRow.document_id == heir.id)
            theirs = (AttachmentRow.document_id == row.id, AttachmentRow.name.not_in(names))
            self.session.execute(update(AttachmentRow).where(*theirs).values(document_id=heir.id))
        told = {"document_id": row.id, "name": row.name, "sha256": row.sha256, "pages": list(numbers)}
        self._note(None, "deleted", told)
        if heir is not None:
            self._note(heir.id, "split_joined", {"pages": list(numbers), "number": row.number})
        self.session.delete(row)

    def _first(self, gone: Iterable[DocumentRow]) -> None:
        """A file that is sent again is known by its first document: there always is one."""
        ids = {row.id for row in gone}
        there = [row for row in self.rows if row.id not in ids]
        if there and all(row.part != 1 for row in there):
            there[0].part = 1

    def _note(self, document_id: str | None, code: str, details: dict[str, Any]) -> None:
        of, actor = self.split.structure_id, self.principal.actor
        history.note(self.session, of, document_id, EventKind.ACTION, code, actor=actor, details=details)


def _shared(numbers: tuple[int, ...], part: Part) -> int:
    """How many pages both have; the same first page counts most."""
    return len(set(numbers) & set(part.kept)) + (1000 if numbers[0] == part.kept[0] else 0)
