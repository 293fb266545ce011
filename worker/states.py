"""The only place that changes a document's state: checks the move, counts the version up, writes the history.

Two who change the same version at once: the database lets one through, the other is told with StaleVersion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models.lifecycle import EventKind, State, may_move
from models.service_errors import NotFound, StaleVersion, WrongState
from worker import history
from worker.store.tables import DocumentRow, now


@dataclass(frozen=True, slots=True)
class Move:
    """A document and the state it goes to. `code` is what the history tells, else the state's own name."""

    row: DocumentRow
    new: State
    actor: str | None = None
    code: str | None = None
    comment: str | None = None
    details: dict[str, Any] | None = None

    def line(self) -> history.Line:
        """What the history says of it, while the row still is in its old state. Raises WrongState for no move."""
        old, row = State(self.row.state), self.row
        if not may_move(old, self.new):
            raise WrongState(f"{old.value} → {self.new.value}")
        details = {"from": old.value, "to": self.new.value, **(self.details or {})}
        code = self.code or self.new.value
        return history.Line(row.structure_id, row.id, EventKind.STATE, code, self.actor, self.comment, details)


def move(
    session: Session,
    row: DocumentRow,
    new: State,
    *,
    actor: str | None = None,
    code: str | None = None,
    comment: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Bring a document into another state.

    Raises WrongState where no such move is, StaleVersion where somebody was faster.
    """
    line = Move(row, new, actor, code, comment, details).line()
    change(session, row, state=new.value)
    history.note_all(session, [line])


def move_held(session: Session, moves: Sequence[Move]) -> None:
    """Bring documents that this transaction has locked into other states, all in two statements.

    What was set on the rows before is written with it. Raises WrongState, and then has changed nothing.
    """
    lines = [move.line() for move in moves]
    for move in moves:
        move.row.state, move.row.updated_at = move.new.value, now()
        move.row.version += 1
    history.note_all(session, lines)


def change(session: Session, row: DocumentRow, **values: object) -> None:
    """Set columns of a document and count its version up, if it still is the version that the row was read with."""
    if row in session.new:
        session.flush()
    values |= {"version": row.version + 1, "updated_at": now()}
    same = (DocumentRow.id == row.id, DocumentRow.version == row.version)
    with session.no_autoflush:  # what the caller set on the row follows, once the row is this transaction's
        statement = update(DocumentRow).where(*same).values(**values).returning(DocumentRow.version)
        done = session.execute(statement, execution_options={"synchronize_session": False}).scalar_one_or_none()
        if done is None:
            raise _overtaken(session, row.id)
    for name, value in values.items():
        set_committed_value(row, name, value)


def _overtaken(session: Session, document_id: str) -> StaleVersion | NotFound:
    current = session.execute(select(DocumentRow.version).where(DocumentRow.id == document_id)).scalar_one_or_none()
    return NotFound(document_id) if current is None else StaleVersion(current)
