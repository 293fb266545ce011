"""What the portal refuses, in words that say what to do; with our field and rule where the refusal is recognised.

`codeRetour` is a number to which each operation gives a meaning of its own: it is the words that tell. What is not
recognised keeps the portal's words.

Sources: communaute.chorus-pro.gouv.fr (messages about deposits) · swagger of the API Factures v1 (AIFE)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from extractor.text import fold
from models.finding import Finding, Message, Severity
from worker.gateway.parcel import GatewayRefused

REFERENCE: Final = "Chorus Pro, réponse au dépôt"
NONE_FOUND: Final = 20000
"""`codeRetour` of a search without results (`TRA_MSG_00.015`)."""

_MOST: Final = 2000


class PortalRefused(GatewayRefused):
    """A refusal by `codeRetour`; `number` and `libelle` are the portal's."""

    def __init__(self, number: int, libelle: str) -> None:
        self.number, self.libelle = number, libelle
        meaning = meaning_of(libelle)
        super().__init__(
            meaning.code if meaning else "platform_refused", message_of((libelle,)), findings_of((libelle,))
        )


@dataclass(frozen=True, slots=True)
class Meaning:
    """One line of the table: what the portal's words are known by, and what they ask for."""

    pattern: str
    code: str
    rule: str
    field: str | None
    fr: str
    en: str


MEANINGS: Final = (
    Meaning(
        r"deja (?:ete )?(?:depose|transmis|enregistre|utilise|existant)|existe deja|doublon|already",
        "number_taken",
        "PF-DUP-DEPOSITED",
        "invoice_number",
        "Ce numéro de facture est déjà déposé : ne redéposez pas la facture, ou donnez-lui un autre numéro.",
        "This invoice number is already deposited: do not deposit it again, or give it another number.",
    ),
    Meaning(
        r"pieces?.? jointes?|(?:fichier|taille).*(?:volumineu|depass|maxim|mo\b)|gdp_msg_11\.022",
        "attachment",
        "PF-CPP-FILE",
        None,
        "Un fichier n'est pas accepté : 10 Mo au plus, un nom de 50 caractères au plus avec son extension.",
        "A file is not accepted: at most 10 MB, a name of at most 50 characters with its extension.",
    ),
    Meaning(
        r"(?:engagement|bon de commande|numerobonc|commande).*(?:code|service)|service.*\bou\b.*engagement",
        "service_or_engagement",
        "PF-DIR-EITHER",
        "buyer_reference",
        "Ce destinataire demande un code service ou un numéro d'engagement : demandez-lui l'un des deux et ajoutez-le.",
        "This recipient asks for a service code or a commitment number: ask for one of them and add it.",
    ),
    Meaning(
        r"engagement|numerobonc|bon de commande",
        "engagement",
        "PF-DIR-ENGAGEMENT",
        "purchase_order",
        "Le numéro d'engagement manque ou n'est pas le bon : demandez-le au destinataire et corrigez-le.",
        "The commitment number is missing or wrong: ask the recipient for it and correct it.",
    ),
    Meaning(
        r"code.?service|service (?:exec|actif)|performing service",
        "service",
        "PF-DIR-SERVICE",
        "buyer_reference",
        "Le code service manque, ou n'est pas actif chez ce destinataire : choisissez l'un de ses services.",
        "The service code is missing, or not active at this recipient: choose one of its services.",
    ),
    Meaning(
        r"destinataire|codedestinataire|recipient",
        "recipient",
        "PF-DIR-UNKNOWN",
        "buyer_siret",
        "Le destinataire est introuvable ou inactif : vérifiez son SIRET.",
        "The recipient is not found or not active: check its SIRET.",
    ),
    Meaning(
        r"coordonnees? bancaire|codecoordonnees|iban|\brib\b|\bcompte actif",
        "account",
        "PF-BANK-UNKNOWN",
        "iban",
        "Le compte bancaire n'est pas de ceux de la structure : enregistrez-le sur la plateforme, ou choisissez-en un.",
        "The bank account is not one of the structure's: register it on the platform, or choose one that is.",
    ),
    Meaning(
        r"fournisseur|supplier",
        "supplier",
        "PF-DIR-SELLER",
        "seller_siret",
        "Le fournisseur est inconnu, inactif, ou le compte technique n'y est pas rattaché : vérifiez son SIRET.",
        "The supplier is unknown, not active, or the technical account does not belong to it: check its SIRET.",
    ),
    Meaning(
        r"montant|total|\bht\b|\bttc\b|\btva\b|ligneposte|lignetva",
        "amounts",
        "PF-CPP-AMOUNT",
        "total_with_vat",
        "Les montants ne conviennent pas à la plateforme : vérifiez totaux, TVA et net à payer.",
        "The amounts do not suit the platform: check totals, VAT and the amount due.",
    ),
    Meaning(
        r"numero (?:de )?(?:la )?facture|numerofacture",
        "number",
        "BR-FR-CPRO-02",
        "invoice_number",
        "Le numéro de facture ne convient pas : 20 caractères au plus, lettres, chiffres et - _ / +.",
        "The invoice number does not suit: at most 20 characters, letters, digits and - _ / +.",
    ),
    Meaning(
        r"date",
        "date",
        "PF-CPP-DATE",
        "issue_date",
        "La date de la facture ne convient pas à la plateforme : vérifiez-la.",
        "The platform does not take the invoice's date: check it.",
    ),
)
"""First match counts: words of a wish for a service name the recipient as well."""


def meaning_of(said: str) -> Meaning | None:
    """What the portal's words ask for.

    >>> meaning_of("GDP_MSG_01.011 : Le code service exécutant est obligatoire pour ce destinataire").field
    'buyer_reference'
    >>> meaning_of("Erreur inattendue") is None
    True
    """
    plain = fold(said)
    return next((one for one in MEANINGS if re.search(one.pattern, plain)), None)


def message_of(said: Iterable[str]) -> Message:
    """A sentence for a person: what is to be done, then the portal's own words."""
    words = [one for one in said if one.strip()] or ["motif non communiqué"]
    known = list(dict.fromkeys(meaning for one in words if (meaning := meaning_of(one))))
    own = " ; ".join(words)
    fr = " ".join(one.fr for one in known) or "La plateforme n'a pas pris la facture : corrigez ce qu'elle indique."
    en = " ".join(one.en for one in known) or "The platform did not take the invoice: correct what it names."
    return Message(fr=f"{fr} Réponse : {own}"[:_MOST], en=f"{en} Answer: {own}"[:_MOST])


def findings_of(said: Iterable[str]) -> tuple[Finding, ...]:
    """The same as findings, by field, where the words are recognised."""
    return tuple(
        Finding(
            rule=meaning.rule,
            severity=Severity.BLOCKING,
            field=meaning.field,
            message=Message(fr=f"{meaning.fr} Réponse : {one}"[:_MOST], en=f"{meaning.en} Answer: {one}"[:_MOST]),
            reference=REFERENCE,
        )
        for one in said
        if (meaning := meaning_of(one))
    )


def flow_refused(said: tuple[str, ...]) -> GatewayRefused:
    """A flow that the portal gave back, with all that its report says."""
    return GatewayRefused("flow_rejected", message_of(said), findings_of(said))
