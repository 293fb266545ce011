"""CDAR messages: what a platform or a buyer says of an invoice, as XML.

A message speaks of one invoice or of several; each by its number and its seller's SIREN, with a status, and reasons
where the status asks for them. Times come without a zone; they are taken for legal time in France.

Sources: UN/CEFACT CrossDomainAcknowledgementAndResponse D22B · AFNOR XP Z12-012, MDT-4 to MDT-224 · FNFE-MPE,
Schematron BR-FR-CDV

>>> _moment("20261122101500", "204").isoformat()
'2026-11-22T09:15:00+00:00'
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from extractor.safe_xml import Element, local_name, nodes, parse_xml, text
from models.errors import EngineError
from models.reform import REASONS
from worker.portal.french import FRANCE

ROOT: Final = "CrossDomainAcknowledgementAndResponse"
_SIREN_SCHEME: Final = "0002"
_FORMATS: Final = {"204": "%Y%m%d%H%M%S", "203": "%Y%m%d%H%M", "102": "%Y%m%d"}
_ZONED: Final = "205"  # CCYYMMDDHHMMZHHMM, Z the sign
_ACTIONS: Final = {
    "PIN": "une information est demandée",
    "NIN": "une nouvelle facture est demandée",
    "CNF": "un avoir total est demandé",
    "CNP": "un avoir partiel est demandé",
    "CNA": "un avoir est demandé",
}
_ROLES: Final = {"BY": "acheteur", "SE": "vendeur", "WK": "plateforme", "DFH": "administration"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What a message says of one invoice: `status` is the code of three digits, `comment` all reasons in words."""

    number: str
    seller: str | None
    status: str
    at: datetime | None
    comment: str | None = None
    actor: str | None = None


def notices(data: bytes) -> tuple[Notice, ...]:
    """The invoices that a message speaks of; none where it is no CDAR message, or can't be read."""
    try:
        root = parse_xml("CDAR", data)
    except EngineError:
        return ()
    if local_name(root) != ROOT:
        return ()
    written = _when(root, "ExchangedDocument/IssueDateTime")
    actor = _actor(root)
    found = []
    for message in nodes(root, "AcknowledgementDocument"):
        at = _when(message, "IssueDateTime") or written
        for invoice in nodes(message, "ReferenceReferencedDocument"):
            number, status = text(invoice, "IssuerAssignedID"), text(invoice, "ProcessConditionCode")
            if number and status:
                found.append(Notice(number, _seller(invoice), status, at, _comment(invoice), actor))
    return tuple(found)


def _seller(invoice: Element) -> str | None:
    """The SIREN of who issued the invoice, where the message gives it as one."""
    for party in nodes(invoice, "IssuerTradeParty/GlobalID"):
        if party.get("schemeID") in {_SIREN_SCHEME, None}:
            return "".join((party.text or "").split()) or None
    return None


def _actor(root: Element) -> str | None:
    """Who gave the status: by name, else by what they are."""
    role = text(root, "ExchangedDocument/IssuerTradeParty/RoleCode")
    return text(root, "ExchangedDocument/IssuerTradeParty/Name") or (_ROLES.get(role, role) if role else None)


def _comment(invoice: Element) -> str | None:
    """Every reason: what its code means, the sender's own words, and what is asked for."""
    said = []
    for status in nodes(invoice, "SpecifiedDocumentStatus"):
        code = text(status, "ReasonCode")
        parts = [REASONS.get(code, code) if code else None, text(status, "Reason")]
        parts += [text(note, "Content") for note in nodes(status, "IncludedNote")]
        action = text(status, "RequestedActionCode")
        parts += [text(status, "RequestedAction") or _ACTIONS.get(action or "")]
        once = dict.fromkeys(part for part in parts if part)
        if once:
            said.append(" — ".join(once))
    return " ; ".join(said) or None


def _when(element: Element, path: str) -> datetime | None:
    for node in nodes(element, f"{path}/DateTimeString"):
        moment = _moment("".join((node.text or "").split()), node.get("format") or "204")
        if moment is not None:
            return moment
    return None


def _moment(told: str, form: str) -> datetime | None:
    try:
        if form == _ZONED:
            bare, sign, zone = told[:12], told[12:13], told[13:17]
            shift = timedelta(hours=int(zone[:2]), minutes=int(zone[2:]))
            local = datetime.strptime(bare, _FORMATS["203"]).replace(tzinfo=timezone(-shift if sign == "-" else shift))
            return local.astimezone(UTC)
        return datetime.strptime(told, _FORMATS[form]).replace(tzinfo=FRANCE).astimezone(UTC)
    except (KeyError, ValueError):
        return None
