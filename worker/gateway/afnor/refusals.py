"""What a platform says no to, in words that a person understands: what is wrong, and what to do.

Sources: AFNOR XP Z12-013, Flow Service 1.3.0 (ReasonCodeEnum, AcknowledgementDetail, Error)
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from models.finding import Message
from worker.gateway.afnor.flows import Acknowledgement, Detail
from worker.gateway.afnor.http import Denied
from worker.gateway.parcel import GatewayRefused

ALREADY: Final = "AlreadyExistingFlow"
"""The platform has this file already: nothing to correct where it is the same deposit."""

_REASONS: Final = MappingProxyType(
    {
        "EmptyAttachement": ("une pièce jointe est vide", "an attachment is empty"),
        "AttachmentTypeError": ("le type d'une pièce jointe n'est pas admis", "an attachment's type is not allowed"),
        "EmptyFlow": ("le fichier est vide", "the file is empty"),
        "OtherTechnicalError": ("erreur technique de la plateforme", "a technical error of the platform"),
        "InvalidSchema": ("le fichier ne respecte pas son schéma", "the file does not follow its schema"),
        "FileSizeExceeded": ("le fichier est trop volumineux", "the file is too large"),
        "FlowTypeError": ("le format du fichier n'est pas admis", "the file's format is not allowed"),
        ALREADY: (
            "la plateforme a déjà reçu cette facture : cherchez-la sur son site avant d'en déposer une autre",
            "the platform has this invoice already: look for it on its site before you deposit another",
        ),
        "VirusFound": (
            "l'antivirus de la plateforme a refusé le fichier",
            "the platform's virus scanner refused the file",
        ),
        "ChecksumMismatch": (
            "le fichier a été altéré en chemin : redéposez-le",
            "the file was damaged on its way: retry",
        ),
    }
)
_MOST_TOLD: Final = 5


def refused(acknowledgement: Acknowledgement) -> GatewayRefused:
    """The whole flow was given back after it had been taken: nothing of it is deposited."""
    errors = acknowledgement.errors()
    fr = " ; ".join(_said(errors, 0)) or "la plateforme n'en donne pas la raison"
    en = "; ".join(_said(errors, 1)) or "the platform gives no reason"
    return GatewayRefused(
        errors[0].reason_code if errors and errors[0].reason_code else "flow_refused",
        Message(
            fr=f"La plateforme n'a pas accepté la facture : {fr}. Corrigez-la et déposez-la à nouveau.",
            en=f"The platform did not accept the invoice: {en}. Correct it and deposit it again.",
        ),
    )


def warned(acknowledgement: Acknowledgement) -> str:
    """What the platform remarks of a flow that it took."""
    return " ; ".join(_said(acknowledgement.warnings(), 0))


def denied(error: Denied) -> GatewayRefused:
    """A request that the platform turned down at once."""
    words = {
        404: ("elle ne connaît pas ce dépôt", "it does not know this deposit"),
        413: ("le fichier est trop volumineux", "the file is too large"),
    }
    known = _REASONS.get(error.code) or words.get(error.status)
    own = f"« {error.said} »" if error.said else f"code {error.code}"
    fr = f"{known[0]} ({own})" if known else own
    en = f"{known[1]} ({own})" if known else own
    return GatewayRefused(
        error.code,
        Message(
            fr=f"La plateforme a refusé la demande : {fr}. Corrigez ce qu'elle indique, puis recommencez.",
            en=f"The platform turned the request down: {en}. Correct what it names, then try again.",
        ),
    )


def not_offered(fr: str, en: str) -> GatewayRefused:
    """There is no such step with these platforms."""
    return GatewayRefused("not_offered", Message(fr=fr, en=en))


def _said(details: Iterable[Detail], language: int) -> list[str]:
    told = []
    for detail in details:
        known = _REASONS.get(detail.reason_code)
        words = known[language] if known else detail.reason_code
        own = ", ".join(part for part in (detail.reason_message, detail.item) if part)
        told.append(f"{words} ({own})" if words and own else words or own)
    return list(dict.fromkeys(filter(None, told)))[:_MOST_TOLD]
