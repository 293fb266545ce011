"""What a recipient demands of invoices: to be known and active, a service code, an engagement number, either of both.

Sources: AIFE, API Structures v1 (codeServiceDoitEtreRenseigne, numeroEJDoitEtreRenseigne, gestionNumeroEJOuCodeService;
of a service: numeroEngagement)
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.portal import refusals
from worker.store.tables import ServiceRow, StructureRow


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an invoice goes: a public body and, where one is named, its service."""

    structure_id: str
    service_id: str | None


def destination(session: Session, siret: str | None, service_code: str | None, engagement: str | None) -> Destination:
    """The recipient in the directory, all of whose demands are met. Raises Refused with the first that is not."""
    body = _recipient(session, siret)
    if body.service_code_required and not service_code:
        raise refusals.SERVICE_MISSING(siret=siret)
    if body.engagement_required and not engagement:
        raise refusals.ENGAGEMENT_MISSING(who=f"Le destinataire {siret}")
    if body.either_required and not (service_code or engagement):
        raise refusals.EITHER_MISSING(siret=siret)
    if not service_code:
        return Destination(body.id, None)
    found = select(ServiceRow).where(ServiceRow.structure_id == body.id, ServiceRow.code == service_code)
    service = session.scalar(found)
    if service is None or not service.active:
        raise refusals.SERVICE_UNKNOWN(siret=siret, code=service_code)
    if service.engagement_required and not engagement:
        raise refusals.ENGAGEMENT_MISSING(who=f"Le service {service_code} du destinataire {siret}")
    return Destination(body.id, service.id)


def _recipient(session: Session, siret: str | None) -> StructureRow:
    if not siret:
        raise refusals.FIELD_WRONG(field="codeDestinataire", why="donnez le SIRET du destinataire")
    body = session.scalar(select(StructureRow).where(StructureRow.siret == siret, StructureRow.public))
    if body is None:
        raise refusals.RECIPIENT_UNKNOWN(siret=siret)
    if not body.active:
        raise refusals.RECIPIENT_INACTIVE(siret=siret)
    return body
