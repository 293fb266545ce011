"""What is done from the command line, without signing in: accounts, keys, structures, failed documents."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from extractor.checkdigits import siret_valid
from models.accounts import UserView
from models.lifecycle import Role, State
from models.service import ApiKeyView, Principal, StructureView
from models.service_errors import InvalidRequest, NotFound
from worker import accounts, audit, keys, sessions, states
from worker.service import Service
from worker.store.tables import ApiKeyRow, DocumentRow, StructureRow, UserRow

BY = "prefacture admin"
MOST = 1000


def users(service: Service) -> tuple[UserView, ...]:
    """Everybody who has an account, by e-mail."""
    with service.store.reading() as session:
        return tuple(_user(session, row) for row in session.scalars(select(UserRow).order_by(UserRow.email)))


def switch_user(service: Service, email: str, *, active: bool) -> UserView:
    """Let somebody in no more, or again; their sessions end. Raises NotFound."""
    with service.store.session() as session:
        row = accounts.find(session, email)
        if row is None:
            raise NotFound(email)
        row.active = active
        if not active:
            sessions.end_of(session, row.id)
        action = "user_enabled" if active else "user_disabled"
        audit.note(session, action, actor=BY, structure_id=None, target=row.email)
        session.flush()
        return _user(session, row)


def tenants(service: Service) -> tuple[StructureView, ...]:
    """The structures that have members here, by name."""
    query = select(StructureRow).where(StructureRow.tenant).order_by(StructureRow.name)
    with service.store.reading() as session:
        return tuple(_structure(row) for row in session.scalars(query))


def add_structure(service: Service, siret: str, name: str) -> StructureView:
    """A structure that may have members; one that the directory brought becomes one."""
    if not siret_valid(siret):
        raise InvalidRequest(f"{siret} n'est pas un SIRET : quatorze chiffres, clé comprise")
    with service.store.session() as session:
        row = session.scalar(select(StructureRow).where(StructureRow.siret == siret))
        if row is None:
            row = StructureRow(siret=siret, siren=siret[:9], name=name.strip()[:200] or siret)
            session.add(row)
        row.tenant = True
        session.flush()
        audit.note(session, "structure_added", actor=BY, structure_id=row.id, target=siret)
        return _structure(row)


def structure(service: Service, wanted: str | None) -> str:
    """The identifier of a structure, by it or by its SIRET; without either, of the only one that has members."""
    with service.store.reading() as session:
        if wanted is not None:
            by = or_(StructureRow.id == wanted, StructureRow.siret == wanted)
            found = session.scalars(select(StructureRow.id).where(by)).all()
        else:
            found = session.scalars(select(StructureRow.id).where(StructureRow.tenant).limit(2)).all()
    if wanted is not None and not found:
        raise NotFound(f"structure {wanted}")
    if len(found) != 1:
        raise InvalidRequest("nommez la structure par son SIRET : --structure 12345678901234")
    return found[0]


def administrator(structure_id: str) -> Principal:
    """Who acts from the command line, in a structure."""
    return Principal(actor=BY, role=Role.ADMINISTRATOR, structure_id=structure_id)


def revoke(service: Service, start: str) -> ApiKeyView:
    """End the key that is shown as `start`, or has it for identifier. NotFound where there is none, or several."""
    with service.store.reading() as session:
        by = or_(ApiKeyRow.id == start, ApiKeyRow.prefix == start.rstrip("…"))
        found = session.execute(select(ApiKeyRow.id, ApiKeyRow.structure_id).where(by)).all()
    if len(found) != 1:
        raise NotFound(start)
    return keys.revoke(service, administrator(found[0].structure_id), found[0].id)


def requeue(service: Service, document_ids: Sequence[str] = ()) -> tuple[str, ...]:
    """Have failed documents read anew: those that are named, else all. The documents that now wait."""
    archive = aliased(DocumentRow)  # a member that could not be taken out has no file but its archive's
    is_archive_s = select(archive.id).where(
        archive.structure_id == DocumentRow.structure_id,
        archive.sha256 == DocumentRow.sha256,
        archive.state == State.EXPANDED,
    )
    wanted = select(DocumentRow).where(DocumentRow.state == State.FAILED, DocumentRow.part == 1, ~is_archive_s.exists())
    if document_ids:
        wanted = wanted.where(DocumentRow.id.in_(document_ids))
    waiting: list[str] = []
    while True:
        with service.store.session() as session:
            rows = session.scalars(wanted.limit(MOST).with_for_update(skip_locked=True)).all()
            for row in rows:
                states.move(session, row, State.RECEIVED, actor=BY, details={"reread": True})
                row.tries, row.leased_until, row.error = 0, None, None
        for row in rows:
            service.queue.put("read", row.id)
        waiting += [row.id for row in rows]
        if len(rows) < MOST:
            return tuple(waiting)


def _user(session: Session, row: UserRow) -> UserView:
    of = sessions.memberships(session, row.id)
    return UserView(id=row.id, email=row.email, name=row.name, active=row.active, structures=of)


def _structure(row: StructureRow) -> StructureView:
    return StructureView(id=row.id, siret=row.siret, siren=row.siren, name=row.name, public=row.public)
