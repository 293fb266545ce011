"""The whole numbers by which the portal calls what the service knows by random identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from worker.service import Service
from worker.store.tables import PortalNumberRow

Kind: TypeAlias = Literal["structure", "service", "account", "user", "flow"]
_GREATEST = 2**31 - 1
_AT_ONCE = 500  # SQLite takes a limited number of parameters


def number_of(session: Session, kind: Kind, ref: str) -> int:
    """The number of one thing, given to it when it is first asked for: the session must be one that writes."""
    return numbers_of(session, kind, [ref])[ref]


def numbers_of(session: Session, kind: Kind, refs: Iterable[str]) -> Mapping[str, int]:
    """The numbers of several things, by their identifiers; as `number_of`.

    Two writers may meet at one thing: the second waits for the first, and takes the number that it gave. All take
    their things in one order, so that they do not wait for each other.
    """
    wanted = sorted(set(refs))
    known = _known(session, kind, wanted)
    missing = [{"kind": kind, "ref": ref} for ref in wanted if ref not in known]
    if missing:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(PortalNumberRow).on_conflict_do_nothing(), missing)
        known |= _known(session, kind, [one["ref"] for one in missing])
    return known


def given(service: Service, kind: Kind, refs: Iterable[str]) -> Mapping[str, int]:
    """The same without a session at hand: nothing is written where all have their numbers."""
    wanted = set(refs)
    with service.store.reading() as session:
        known = _known(session, kind, sorted(wanted))
    if wanted <= known.keys():
        return known
    with service.store.session() as session:
        return numbers_of(session, kind, wanted)


def ref_of(session: Session, kind: Kind, number: int | None) -> str | None:
    """The identifier of what has this number; None where nothing has."""
    if number is None or not 0 < number <= _GREATEST:
        return None
    row = session.get(PortalNumberRow, number)
    return row.ref if row is not None and row.kind == kind else None


def _known(session: Session, kind: Kind, wanted: list[str]) -> dict[str, int]:
    asked = select(PortalNumberRow.ref, PortalNumberRow.id).where(PortalNumberRow.kind == kind)
    parts = [wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE)]
    return {
        ref: number for part in parts for ref, number in session.execute(asked.where(PortalNumberRow.ref.in_(part)))
    }
