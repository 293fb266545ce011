"""The only place that changes a document's state: checks the move, counts the version up, writes the history.

Two who change the same version at once: the database lets one through, the other is told with StaleVersion.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models.lifecycle import EventKind, State, may_move
from models.service_errors import NotFound, StaleVersion, WrongState
from worker import history
from worker.store.tables import DocumentRow, now


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
    """Bring a document into another state. `code` is what the history tells, else the state's own name.

    Raises WrongState where no such move is, StaleVersion where somebody was faster.
    """
    old = State(row.state)
    if not may_move(old, new):
        raise WrongState(f"{old.value} → {new.value}")
    change(session, row, state=new.value)
    history.note(
        session,
        row.structure_id,
        row.id,
        EventKind.STATE,
        code or new.value,
        actor=actor,
        comment=comment,
        details={"from": old.value, "to": new.value, **(details or {})},
    )


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
