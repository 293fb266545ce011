"""Certificates of deposit: when which platform took an invoice, under which number, and the hash of the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from models.service import DepositView, DocumentSummary, Principal
from models.service_errors import NotFound, WrongState
from worker import deposits, views
from worker.portal.french import FRANCE
from worker.portal.readable import amount
from worker.portal.sheets import Sheets
from worker.reader import content_of
from worker.service import Service
from worker.store.tables import DepositRow
from worker.visibility import document_row, is_id

PLATFORMS: Final = MappingProxyType(
    {
        "portal": "portail intégré à ce service",
        "chorus": "Chorus Pro",
        "afnor": "plateforme agréée (XP Z12-013)",
        "folder": "dossier de ce serveur",
    }
)


@dataclass(frozen=True, slots=True)
class SentFile:
    """What went to the platform."""

    name: str
    media_type: str
    sha256: str
    data: bytes


def certificate(service: Service, principal: Principal, deposit_id: str) -> DepositView:
    """The deposit with its certificate. Raises NotFound, and WrongState as long as it is not done."""
    with service.store.reading() as session:
        return _certified(_row(session, principal, deposit_id))


def sheet(service: Service, principal: Principal, deposit_id: str) -> tuple[str, bytes]:
    """The certificate as a PDF, and its name. Raises as `certificate`."""
    with service.store.reading() as session:
        row = _row(session, principal, deposit_id)
        told = _certified(row)
        document = views.summary(document_row(session, principal, row.document_id))
    return f"certificat {told.platform_id or told.id}.pdf", _drawn(told, document)


def sent_file(service: Service, principal: Principal, deposit_id: str) -> SentFile:
    """The file that was sent, or is about to be. Raises NotFound, and WrongState before it is written."""
    with service.store.reading() as session:
        row = _row(session, principal, deposit_id)
        if row.sha256 is None:
            raise WrongState(f"dépôt {row.state} : le fichier n'est pas encore écrit")
        name = str((row.options or {}).get("name") or (row.certificate or {}).get("name") or "facture")
        sha256 = row.sha256
    kind = "application/xml" if name.lower().endswith(".xml") else "application/pdf"
    return SentFile(name, kind, sha256, content_of(service.files, sha256))


def _row(session: Session, principal: Principal, deposit_id: str) -> DepositRow:
    if not is_id(deposit_id):
        raise NotFound
    row = session.get(DepositRow, deposit_id)
    if row is None:
        raise NotFound(deposit_id)
    try:
        document_row(session, principal, row.document_id)
    except NotFound:
        raise NotFound(deposit_id) from None  # of which document it is, is not told either
    return row


def _certified(row: DepositRow) -> DepositView:
    if row.certificate is None:
        raise WrongState(f"dépôt {row.state} : le certificat vient quand la plateforme l'a reçu")
    return deposits.view(row)


def _drawn(told: DepositView, document: DocumentSummary) -> bytes:
    certified = told.certificate or {}
    number = certified.get("number") or document.number
    sheets = Sheets(f"Certificat de dépôt - facture n° {number or 'inconnu'}", "Certificat de dépôt")
    sheets.text("Ce fichier a été remis à la plateforme nommée, au moment et sous le numéro indiqués.")
    sheets.heading("Dépôt")
    gateway = certified.get("gateway") or told.gateway
    facts = (
        ("Plateforme", PLATFORMS.get(gateway, gateway)),
        ("Numéro sur la plateforme", told.platform_id),
        ("Déposée le", _moment(certified.get("time"))),
        ("Déposée par", told.actor),
        ("Numéro de ce dépôt", told.id),
    )
    sheets.facts(facts)
    sheets.heading("Facture")
    sheets.facts(
        (
            ("Numéro", number),
            ("Date", f"{document.issue_date:%d/%m/%Y}" if document.issue_date else None),
            ("Vendeur", _party(document.seller_name, document.seller)),
            ("Destinataire", _party(document.buyer_name, document.buyer)),
            ("Total TTC", amount(document.total)),
        )
    )
    sheets.heading("Fichier déposé")
    size = certified.get("size")
    sheets.facts(
        (
            ("Nom", certified.get("name")),
            ("Taille", f"{size} octets" if size is not None else None),
            ("Empreinte SHA-256", told.sha256),
        )
    )
    return bytes(sheets)


def _party(name: str | None, number: str | None) -> str | None:
    return " - ".join(one for one in (name, number) if one) or None


def _moment(at: str | None) -> str | None:
    return f"{datetime.fromisoformat(at).astimezone(FRANCE):%d/%m/%Y à %H:%M:%S} (heure de Paris)" if at else None
