"""Structures: one's own, with its settings and services, and the public bodies that invoices are sent to.

A public body's sheet is for everybody to see; what a structure chose for itself is seen by its members only.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models.directory import RecipientList, RecipientView
from models.lifecycle import Role
from models.service import Principal, ServiceView, StructureView
from models.service_errors import Forbidden, InvalidRequest, NotFound
from models.structure import ServiceChanges, StructureChanges
from worker import audit
from worker.service import Service
from worker.store.tables import ServiceRow, StructureRow, now

_DEMANDS = ("service_code_required", "engagement_required", "either_required")
_LONGEST_CODE = 100
_MOST_FOUND = 50
_MOST_SERVICES = 1000
_MOST_WORDS = 8


def own(service: Service, principal: Principal) -> StructureView:
    """The caller's structure. Raises NotFound where it is gone."""
    with service.store.reading() as session:
        return _own_view(session, own_row(session, principal))


def change(service: Service, principal: Principal, changes: StructureChanges) -> StructureView:
    """The caller's structure with what its manager chose. What a recipient demands is a public body's to say."""
    may_manage(principal)
    told = {name: getattr(changes, name) for name in changes.model_fields_set}
    with service.store.session() as session:
        row = own_row(session, principal, lock=True)
        if not row.public and any(told.get(name) for name in _DEMANDS):
            raise InvalidRequest("seule une structure publique exige un code service ou un numéro d'engagement")
        for name, value in told.items():
            setattr(row, name, value)
        row.updated_at = now()
        audit.done(session, principal, "structure_changed", ", ".join(sorted(told)))
        session.flush()
        return _own_view(session, row)


def set_service(service: Service, principal: Principal, code: str, changes: ServiceChanges) -> ServiceView:
    """A service of the caller's public body, made where there is none of that code."""
    may_manage(principal)
    code = " ".join(code.split())
    if not code or len(code) > _LONGEST_CODE or not code.isprintable():
        raise InvalidRequest("un code service a de 1 à 100 caractères")
    _sayable(changes.name)
    with service.store.session() as session:
        structure = own_row(session, principal, lock=True)
        if not structure.public:
            raise InvalidRequest("seule une structure publique a des services destinataires")
        row = _service_row(session, structure.id, code)
        if row is None:
            row = ServiceRow(structure_id=structure.id, code=code)
            session.add(row)
        for name in changes.model_fields_set:
            setattr(row, name, getattr(changes, name))
        audit.done(session, principal, "service_changed", code)
        session.flush()
        return _service_view(row)


def remove_service(service: Service, principal: Principal, code: str) -> None:
    """Forget a service of the caller's structure. Raises NotFound."""
    may_manage(principal)
    with service.store.session() as session:
        row = _service_row(session, own_row(session, principal, lock=True).id, code)
        if row is None:
            raise NotFound
        session.delete(row)
        audit.done(session, principal, "service_removed", row.code)


def recipient(service: Service, siret: str, *, text: str = "") -> RecipientList:
    """The body of that SIRET with its services, those whose code or name holds every word of the text; or nothing."""
    number = re.sub(r"[\s.]", "", siret)
    with service.store.reading() as session:
        row = session.scalar(select(StructureRow).where(StructureRow.siret == number, StructureRow.public))
        if row is None:
            return RecipientList(items=())
        query = select(ServiceRow).where(ServiceRow.structure_id == row.id)
        for word in _words(text):
            query = query.where(or_(_holds(ServiceRow.code, word), _holds(ServiceRow.name, word)))
        found = session.scalars(query.order_by(ServiceRow.code).limit(_MOST_SERVICES + 1)).all()
    services = tuple(_service_view(one) for one in found[:_MOST_SERVICES])
    return RecipientList(items=(_view(row, services=services),), more=len(found) > _MOST_SERVICES)


def recipients(service: Service, text: str, *, limit: int = 20) -> RecipientList:
    """Bodies whose name holds every word of the text, active ones first; a SIRET or its beginning is found too."""
    limit = max(1, min(limit, _MOST_FOUND))
    query = select(StructureRow).where(StructureRow.public, StructureRow.siret.is_not(None))
    digits = "".join(text.split())
    if digits.isascii() and digits.isdigit():
        query = query.where(StructureRow.siret.between(digits, digits + "9" * 14))
    else:
        for word in _words(text):
            query = query.where(_holds(StructureRow.name, word))
    query = query.order_by(StructureRow.active.desc(), StructureRow.name, StructureRow.id).limit(limit + 1)
    with service.store.reading() as session:
        rows = session.scalars(query).all()
    return RecipientList(items=tuple(_view(row) for row in rows[:limit]), more=len(rows) > limit)


def own_row(session: Session, principal: Principal, *, lock: bool = False) -> StructureRow:
    """The row of the caller's structure; with `lock`, nobody else changes it meanwhile. Raises NotFound."""
    query = select(StructureRow).where(StructureRow.id == principal.structure_id)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def may_manage(principal: Principal) -> None:
    """Raises Forbidden for those who are no managers."""
    if not principal.may(Role.MANAGER):
        raise Forbidden


def _sayable(text: str) -> None:
    if not text.isprintable():
        raise InvalidRequest("un libellé tient sur une ligne, sans caractère de contrôle")


def _service_row(session: Session, structure_id: str, code: str) -> ServiceRow | None:
    return session.scalar(select(ServiceRow).where(ServiceRow.structure_id == structure_id, ServiceRow.code == code))


def _own_view(session: Session, row: StructureRow) -> StructureView:
    query = select(ServiceRow).where(ServiceRow.structure_id == row.id).order_by(ServiceRow.code)
    return StructureView(
        id=row.id,
        siret=row.siret,
        siren=row.siren,
        name=row.name,
        public=row.public,
        active=row.active,
        straight_through=row.straight_through,
        retention_days=row.retention_days,
        service_code_required=row.service_code_required,
        engagement_required=row.engagement_required,
        either_required=row.either_required,
        services=tuple(_service_view(one) for one in session.scalars(query.limit(_MOST_SERVICES))),
    )


def _service_view(row: ServiceRow) -> ServiceView:
    """A service as it leaves the worker."""
    return ServiceView(code=row.code, name=row.name, active=row.active, engagement_required=row.engagement_required)


def _view(row: StructureRow, services: tuple[ServiceView, ...] = ()) -> RecipientView:
    return RecipientView(
        siret=row.siret or "",
        siren=row.siren,
        name=row.name,
        active=row.active,
        service_code_required=row.service_code_required,
        engagement_required=row.engagement_required,
        either_required=row.either_required,
        services=services,
    )


def _words(text: str) -> list[str]:
    return [word for word in text.split() if word.isprintable()][:_MOST_WORDS]


def _holds(column: Any, word: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column of either table
    held: ColumnElement[bool] = column.icontains(word, autoescape=True)
    return held
