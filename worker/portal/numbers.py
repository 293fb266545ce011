"""The whole numbers by which the portal calls what the service knows by random identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.store.tables import PortalNumberRow

Kind: TypeAlias = Literal["structure", "service", "account", "user"]
_GREATEST = 2**31 - 1


def number_of(session: Session, kind: Kind, ref: str) -> int:
    """The number of one thing, given to it when it is first asked for: the session must be one that writes."""
    return numbers_of(session, kind, [ref])[ref]


def numbers_of(session: Session, kind: Kind, refs: Iterable[str]) -> Mapping[str, int]:
    """The numbers of several things, by their identifiers; as `number_of`."""
    wanted = list(dict.fromkeys(refs))
    asked = select(PortalNumberRow.ref, PortalNumberRow.id).where(PortalNumberRow.kind == kind)
    known = {row.ref: row.id for row in session.execute(asked.where(PortalNumberRow.ref.in_(wanted)))}
    fresh = [PortalNumberRow(kind=kind, ref=ref) for ref in wanted if ref not in known]
    if fresh:
        session.add_all(fresh)
        session.flush()
    return known | {row.ref: row.id for row in fresh}


def ref_of(session: Session, kind: Kind, number: int | None) -> str | None:
    """The identifier of what has this number; None where nothing has."""
    if number is None or not 0 < number <= _GREATEST:
        return None
    row = session.get(PortalNumberRow, number)
    return row.ref if row is not None and row.kind == kind else None
