"""What was read becomes documents: one per invoice, with what a person had corrected before, checked with the store.

A document goes straight to its deposit only where its structure asked for that, nothing speaks against it, it looks
like no other, and the least sure of the values that identify it is sure enough.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.correction import correct
from extractor.identity import engine_version
from models.correction import Correction
from models.errors import InvalidCorrection
from models.extraction import Extraction
from models.field import LineItem, VatRow
from models.lifecycle import EventKind, State
from worker import checks, deposits, duplicates, history, recipients, stacks_store, states, views
from worker.settings import ServiceSettings
from worker.store.tables import CorrectionRow, DocumentRow, new_id

_OPEN = frozenset({State.READING, State.TO_REVIEW, State.READY})


@dataclass(frozen=True, slots=True)
class _Settled:
    """A document that was read, the move that follows, and how to deposit it where nobody need look at it."""

    row: DocumentRow
    move: states.Move
    straight: dict[str, Any] | None

    def to_be_seen(self) -> _Settled:
        """The same, for a person to look at first."""
        return _Settled(self.row, replace(self.move, new=State.TO_REVIEW), None)


def store(
    session: Session, settings: ServiceSettings, read: Iterable[tuple[DocumentRow, tuple[Extraction, ...]]]
) -> tuple[str, ...]:
    """Keep the invoices of files, the first of each with the row that was read; the deposits asked for at once.

    The rows are locked by this transaction.
    """
    settled: list[_Settled] = []
    directory = recipients.Directory(session)
    for row, extractions in read:
        for part, extraction in enumerate(extractions, row.part):
            mine = row if part == row.part else _other(session, row, part)
            if mine is not None and mine.state in _OPEN:
                if any(duplicates.may_be_one(extraction.invoice, mine, other.row) for other in settled):
                    session.flush()  # what looks like it must be found
                found = _settle(session, settings, directory, mine, extraction)
                guessed = found.straight is not None and (
                    len(extractions) > 1 or stacks_store.is_guessed(session, mine.id)
                )
                settled.append(found.to_be_seen() if guessed else found)  # where it ends is for a person to confirm
    states.move_held(session, [one.move for one in settled])
    return tuple(
        deposits.note(session, settings, one.row, one.straight).id for one in settled if one.straight is not None
    )


def _other(session: Session, row: DocumentRow, part: int) -> DocumentRow | None:
    """The row of another invoice of the same file, made where there is none; None where that is not this row's job."""
    if row.part != 1:
        return None
    same = {"structure_id": row.structure_id, "sha256": row.sha256, "member": row.member, "part": part}
    known = session.scalars(select(DocumentRow).filter_by(**same).with_for_update()).one_or_none()
    if known is not None:
        return known
    made = DocumentRow(
        id=new_id(),
        batch_id=row.batch_id,
        name=row.name,
        size=row.size,
        media_type=row.media_type,
        state=State.READING,
        **same,
    )
    session.add(made)
    session.flush()
    details = {"first": row.id}
    history.note(session, made.structure_id, made.id, EventKind.STATE, State.RECEIVED, details=details)
    return made


def _settle(
    session: Session, settings: ServiceSettings, directory: recipients.Directory, row: DocumentRow, read: Extraction
) -> _Settled:
    extraction = _corrected(session, row, read)
    options = deposits.options_of("facturx" if extraction.pages else "cii")  # data has no page that could hold it
    with session.no_autoflush:  # all of it is written once, with the move
        row.first_extraction = first = views.stored(read)
        row.extraction = first if extraction is read else views.stored(extraction)
        row.engine, row.error, row.leased_until = engine_version(), None, None
        found = checks.findings(session, row, extraction, directory)
        views.summarise(row, extraction, found)
        straight = (
            row.ready
            and (row.confidence or 0.0) >= settings.straight_through_confidence
            and not any(map(deposits.is_duplicate, found))
            and _wants_no_review(directory, row)
            and not deposits.gaps(extraction, options)
        )
    details: dict[str, Any] = {"confidence": row.confidence, "findings": len(extraction.findings) + len(found)}
    move = states.Move(row, State.READY if straight else State.TO_REVIEW, details=details)
    return _Settled(row, move, options if straight else None)


def _wants_no_review(directory: recipients.Directory, row: DocumentRow) -> bool:
    structure = directory.structure(row.structure_id)
    return structure is not None and structure.straight_through


def _corrected(session: Session, row: DocumentRow, read: Extraction) -> Extraction:
    """What was read anew, with what persons had corrected: the last word on each value is theirs."""
    if row.extraction is None:
        return read
    lines = session.scalars(select(CorrectionRow).where(CorrectionRow.document_id == row.id).order_by(CorrectionRow.id))
    last = {line.field: line.new for line in lines}
    if not last:
        return read
    rows = {name: json.loads(last.pop(name) or "[]") for name in ("vat_breakdown", "lines") if name in last}
    correction = Correction(
        fields=last,
        vat_breakdown=tuple(map(VatRow.model_validate, rows["vat_breakdown"])) if "vat_breakdown" in rows else None,
        lines=tuple(map(LineItem.model_validate, rows["lines"])) if "lines" in rows else None,
    )
    try:
        return correct(read, correction)
    except InvalidCorrection as error:  # taken by another version of the engine: told, and kept in the history
        details = {"detail": error.detail}
        history.note(session, row.structure_id, row.id, EventKind.COMPLEMENTARY, "corrections_lost", details=details)
        return read
