"""What a recipient demands of an invoice, by the directory: that it is active, a service code, an engagement number.

Sources: BR-FR-CPRO-11 (service code), 12 (engagement), 13 (either) · Chorus Pro, structures/consulter and
consulter/service · XP Z12-013 directory: serviceCodeStatus, managesLegalCommitmentCode,
managesLegalCommitmentOrServiceCode
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from extractor.public_sector import is_public
from models.extraction import Extraction
from models.finding import Finding, Severity
from worker.sayings import finding
from worker.store.tables import BankAccountRow, ServiceRow, StructureRow


@dataclass(frozen=True, slots=True)
class _Case:
    """An invoice, its recipient, and the recipient's service that it names; `listed` when services are known."""

    extraction: Extraction
    recipient: StructureRow
    code: str | None
    engagement: str | None
    service: ServiceRow | None
    listed: bool


class Directory:
    """Structures, their services and accounts as a session's transaction sees them, each looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._structures: dict[str, StructureRow | None] = {}
        self._accounts: dict[str, Sequence[BankAccountRow]] = {}
        self._recipients: dict[str, StructureRow | None] = {}
        self._services: dict[tuple[str, str | None], tuple[ServiceRow | None, bool]] = {}

    def structure(self, structure_id: str) -> StructureRow | None:
        """A structure by its identifier."""
        if structure_id not in self._structures:  # the session itself forgets what nobody holds
            self._structures[structure_id] = self._session.get(StructureRow, structure_id)
        return self._structures[structure_id]

    def accounts(self, structure_id: str) -> Sequence[BankAccountRow]:
        """The bank accounts of a structure, by their labels."""
        if structure_id not in self._accounts:
            theirs = select(BankAccountRow).where(BankAccountRow.structure_id == structure_id)
            self._accounts[structure_id] = self._session.scalars(theirs.order_by(BankAccountRow.label)).all()
        return self._accounts[structure_id]

    def recipient(self, siret: str) -> StructureRow | None:
        """The public structure with this SIRET."""
        if siret not in self._recipients:
            asked = select(StructureRow).where(StructureRow.siret == siret, StructureRow.public)
            self._recipients[siret] = self._session.scalar(asked)
        return self._recipients[siret]

    def service(self, recipient: StructureRow, code: str | None) -> tuple[ServiceRow | None, bool]:
        """The recipient's service with this code, an active one first; and whether its services are known at all."""
        key = (recipient.id, code)
        if key not in self._services:
            self._services[key] = self._looked_up(ServiceRow.structure_id == recipient.id, code)
        return self._services[key]

    def _looked_up(self, ours: ColumnElement[bool], code: str | None) -> tuple[ServiceRow | None, bool]:
        if code is not None:
            same = select(ServiceRow).where(ours, func.upper(ServiceRow.code) == code.upper())
            found = self._session.scalar(same.order_by(ServiceRow.active.desc(), ServiceRow.code).limit(1))
            if found is not None:
                return found, True
        return None, self._session.scalar(select(ServiceRow.id).where(ours).limit(1)) is not None


def recipient_findings(directory: Directory, extraction: Extraction) -> tuple[Finding, ...]:
    """What stands against the recipient, or against the references that it demands."""
    buyer = extraction.invoice.buyer
    if buyer.siret is None:
        return ()  # a public buyer's missing SIRET is BR-FR-CPRO-10
    recipient = directory.recipient(buyer.siret)
    if recipient is None:
        return (_unknown(extraction, buyer.siret),) if is_public(buyer) else ()
    if not recipient.active:
        return (_inactive(extraction, recipient),)
    case = _case(directory, extraction, recipient)
    return tuple(told for told in (_service_finding(case), _engagement_finding(case), _either_finding(case)) if told)


def _case(directory: Directory, extraction: Extraction, recipient: StructureRow) -> _Case:
    invoice = extraction.invoice
    code = (invoice.buyer_reference or "").strip() or None
    service, listed = directory.service(recipient, code)
    return _Case(extraction, recipient, code, (invoice.purchase_order or "").strip() or None, service, listed)


def _unknown(extraction: Extraction, siret: str) -> Finding:
    return finding(
        extraction,
        ("PF-DIR-UNKNOWN", Severity.WARNING, "buyer_siret"),
        f"Le destinataire (SIRET {siret}) n'est pas dans l'annuaire enregistré ici : ce qu'il exige n'a pas pu être "
        "vérifié. Vérifiez le SIRET dans l'annuaire de Chorus Pro, ou faites importer l'annuaire à jour.",
        f"The recipient (SIRET {siret}) is not in the directory kept here: what it demands could not be checked. Check "
        "the SIRET in the Chorus Pro directory, or have the current directory imported.",
        reference="Chorus Pro, annuaire des structures publiques",
    )


def _inactive(extraction: Extraction, recipient: StructureRow) -> Finding:
    return finding(
        extraction,
        ("PF-DIR-INACTIVE", Severity.BLOCKING, "buyer_siret"),
        f"Le destinataire « {recipient.name} » (SIRET {recipient.siret}) n'est plus actif dans l'annuaire : Chorus Pro "
        "refusera la facture. Demandez au client le SIRET qui le remplace et saisissez-le.",
        f"The recipient '{recipient.name}' (SIRET {recipient.siret}) is no longer active in the directory: Chorus Pro "
        "will refuse the invoice. Ask the customer for the SIRET that replaces it and enter it.",
        reference="Chorus Pro, annuaire des structures publiques",
    )


def _service_finding(case: _Case) -> Finding | None:
    """Absent, unknown or inactive: it blocks where the recipient counts on the code, else it asks for a look."""
    recipient = case.recipient
    needed = recipient.service_code_required or (recipient.either_required and case.engagement is None)
    severity = Severity.BLOCKING if needed else Severity.WARNING
    if case.code is None:
        return _service_absent(case) if recipient.service_code_required else None
    if case.service is None and not case.listed:
        severity = Severity.WARNING
        if not needed:
            return None
    elif case.service is not None and case.service.active:
        return None
    fault_fr, fault_en = ("est inconnu", "is unknown") if case.service is None else ("est inactif", "is inactive")
    rule = "PF-DIR-SERVICE-UNKNOWN" if case.service is None else "PF-DIR-SERVICE-INACTIVE"
    return finding(
        case.extraction,
        (rule, severity, "buyer_reference"),
        f"Le code service « {case.code} » {fault_fr} chez le destinataire « {recipient.name} » selon l'annuaire "
        "enregistré ici. Demandez le bon code au service qui a commandé et saisissez-le.",
        f"The service code '{case.code}' {fault_en} at the recipient '{recipient.name}' by the directory kept here. "
        "Ask the department that ordered for the right code and enter it.",
        reference="BR-FR-CPRO-11 ; XP Z12-012 annexe A (code service)",
    )


def _service_absent(case: _Case) -> Finding:
    return finding(
        case.extraction,
        ("PF-DIR-SERVICE", Severity.BLOCKING, "buyer_reference"),
        f"Le destinataire « {case.recipient.name} » exige un code service, et la facture n'en a pas. Demandez-le au "
        "service qui a commandé et saisissez-le.",
        f"The recipient '{case.recipient.name}' demands a service code, and the invoice has none. Ask the department "
        "that ordered for it and enter it.",
        reference="BR-FR-CPRO-11",
    )


def _engagement_finding(case: _Case) -> Finding | None:
    if case.engagement is not None:
        return None
    service = case.service if case.service is not None and case.service.engagement_required else None
    if not case.recipient.engagement_required and service is None:
        return None
    who_fr = f"Le service « {service.code} »" if service is not None else f"Le destinataire « {case.recipient.name} »"
    who_en = f"The service '{service.code}'" if service is not None else f"The recipient '{case.recipient.name}'"
    return finding(
        case.extraction,
        ("PF-DIR-ENGAGEMENT", Severity.BLOCKING, "purchase_order"),
        f"{who_fr} exige un numéro d'engagement, et la facture n'en a pas. Il figure sur le bon de commande : "
        "saisissez-le.",
        f"{who_en} demands an engagement number, and the invoice has none. It is printed on the order: enter it.",
        reference="BR-FR-CPRO-12",
    )


def _either_finding(case: _Case) -> Finding | None:
    if not case.recipient.either_required or case.code is not None or case.engagement is not None:
        return None
    return finding(
        case.extraction,
        ("PF-DIR-EITHER", Severity.BLOCKING, "buyer_reference"),
        f"Le destinataire « {case.recipient.name} » exige un code service ou un numéro d'engagement, et la facture n'a "
        "ni l'un ni l'autre. Saisissez celui que le bon de commande indique.",
        f"The recipient '{case.recipient.name}' demands a service code or an engagement number, and the invoice has "
        "neither. Enter the one that the order shows.",
        reference="BR-FR-CPRO-13",
    )
