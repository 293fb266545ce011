"""Whose rows a caller may see: those of its own structure, or all of them for an administrator.

Every query that answers somebody starts here. What belongs to another structure is not there: NotFound, not Forbidden.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.lifecycle import Role
from models.service import Principal
from models.service_errors import NotFound
from worker.store.tables import DocumentRow

_LONGEST_ID = 36


def mine(
    principal: Principal, structure_id: InstrumentedAttribute[str] = DocumentRow.structure_id
) -> ColumnElement[bool]:
    """The condition that keeps other structures' rows out, on the column that tells a row's structure."""
    return true() if principal.role is Role.ADMINISTRATOR else structure_id == principal.structure_id


def document_row(session: Session, principal: Principal, document_id: str, *, lock: bool = False) -> DocumentRow:
    """The row of a document; with `lock`, nobody else changes it before this transaction ends. Raises NotFound."""
    if not is_id(document_id):
        raise NotFound
    query = select(DocumentRow).where(DocumentRow.id == document_id, mine(principal))
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound(document_id)
    return row


def is_id(text: str) -> bool:
    """Whether this may be an identifier of ours at all: what comes in an address can be anything.

    >>> is_id("7e0c1f4e-6c0b-4c5e-9c0a-0d5b1d3f2a11"), is_id("a" * 37), is_id("a\\x00b")
    (True, False, False)
    """
    return len(text) <= _LONGEST_ID and text.isascii() and text.isprintable()
