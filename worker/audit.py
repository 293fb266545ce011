"""The record of who did what, to what, from where: sign-ins that failed as well.

Lines are only added. A structure's managers read its own; administrators also those of no structure, such as attempts
to sign in under an address that nobody has.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.accounts import AuditPage, AuditView
from models.lifecycle import Role
from models.service import Principal
from models.service_errors import Forbidden
from worker.service import Service
from worker.store.tables import AuditRow

LONGEST = 200  # of lines at once, and of a target's characters


def note(
    session: Session,
    action: str,
    *,
    actor: str | None,
    structure_id: str | None,
    target: str | None = None,
    address: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Add a line, in the transaction of what it records. Never hand it a secret."""
    session.add(
        AuditRow(
            actor=actor[:254] if actor else None,
            structure_id=structure_id,
            action=action,
            target=target[:LONGEST] if target else None,
            address=address[:45] if address else None,
            details=details,
        )
    )


def done(session: Session, principal: Principal, action: str, target: str, *, address: str | None = None) -> None:
    """Add a line about what a signed-in person or program did."""
    note(session, action, actor=principal.actor, structure_id=principal.structure_id, target=target, address=address)


def listed(service: Service, principal: Principal, *, before: int | None = None, limit: int = 50) -> AuditPage:
    """The structure's lines, latest first, those older than line `before`."""
    if not principal.may(Role.MANAGER):
        raise Forbidden
    limit = max(1, min(limit, LONGEST))
    seen = AuditRow.structure_id == principal.structure_id
    if principal.may(Role.ADMINISTRATOR):
        seen = or_(seen, AuditRow.structure_id.is_(None))
    query = select(AuditRow).where(seen).order_by(AuditRow.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(AuditRow.id < before)
    with service.store.reading() as session:
        rows = session.scalars(query).all()
    items = tuple(_view(row) for row in rows[:limit])
    return AuditPage(items=items, next=items[-1].id if len(rows) > limit else None)


def _view(row: AuditRow) -> AuditView:
    return AuditView(
        id=row.id,
        at=row.at,
        actor=row.actor,
        action=row.action,
        target=row.target,
        address=row.address,
        details=row.details,
    )
