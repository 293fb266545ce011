"""An invoice's life on a portal like Chorus Pro: its statuses, who may bring it from one to the next, and the words.

    DEPOSEE → MISE_A_DISPOSITION → SERVICE_FAIT, MANDATEE … COMPTABILISEE → MISE_EN_PAIEMENT
                 ↓ recipient           ↓ recipient      ↓ recipient
              A_RECYCLER            SUSPENDUE         REJETEE
                 ↓ supplier            ↓ supplier        supplier: acknowledged; a new invoice has a new number
              DEPOSEE, same number  COMPLETEE

Sources: AIFE, API Factures v1 (statutFacture) · communaute.chorus-pro.gouv.fr, life cycle of an invoice
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final


class Status(StrEnum):
    """Statuses that invoices have here; the interface knows some that belong to ways not offered, as works invoices."""

    BROUILLON = "BROUILLON"
    INTERPRETEE_OCR = "INTERPRETEE_OCR"
    DEPOSEE = "DEPOSEE"
    EN_COURS_ACHEMINEMENT = "EN_COURS_ACHEMINEMENT"
    MISE_A_DISPOSITION = "MISE_A_DISPOSITION"
    A_RECYCLER = "A_RECYCLER"
    SUSPENDUE = "SUSPENDUE"
    COMPLETEE = "COMPLETEE"
    REJETEE = "REJETEE"
    SERVICE_FAIT = "SERVICE_FAIT"
    MANDATEE = "MANDATEE"
    MISE_A_DISPOSITION_COMPTABLE = "MISE_A_DISPOSITION_COMPTABLE"
    COMPTABILISEE = "COMPTABILISEE"
    MISE_EN_PAIEMENT = "MISE_EN_PAIEMENT"


_STOPS: Final = frozenset({Status.SUSPENDUE, Status.REJETEE, Status.A_RECYCLER})
_ONWARD: Final = (
    Status.SERVICE_FAIT,
    Status.MANDATEE,
    Status.MISE_A_DISPOSITION_COMPTABLE,
    Status.COMPTABILISEE,
    Status.MISE_EN_PAIEMENT,
)

RECIPIENT_MOVES: Final = MappingProxyType(
    {
        Status.MISE_A_DISPOSITION: frozenset(_ONWARD) | _STOPS,
        Status.COMPLETEE: frozenset(_ONWARD) | _STOPS,
        Status.SUSPENDUE: frozenset({Status.REJETEE}),
        Status.SERVICE_FAIT: frozenset(_ONWARD[1:]) | _STOPS,
        Status.MANDATEE: frozenset(_ONWARD[2:]) | {Status.SUSPENDUE, Status.REJETEE},
        Status.MISE_A_DISPOSITION_COMPTABLE: frozenset(_ONWARD[3:]) | {Status.SUSPENDUE, Status.REJETEE},
        Status.COMPTABILISEE: frozenset(_ONWARD[4:]),
    }
)
"""To where a recipient may bring an invoice (`traiter/recue`). The first onward step may be left out."""

NEEDS_REASON: Final = _STOPS
"""Statuses that a recipient gives only with a reason (`motif`), free text of at most 255 characters."""

FINAL: Final = frozenset({Status.REJETEE, Status.MISE_EN_PAIEMENT})
"""Nothing follows by itself: these need no more asking."""

FRENCH: Final = MappingProxyType(
    {
        Status.BROUILLON: "Brouillon",
        Status.INTERPRETEE_OCR: "Interprétée par OCR",
        Status.DEPOSEE: "Déposée",
        Status.EN_COURS_ACHEMINEMENT: "En cours d'acheminement",
        Status.MISE_A_DISPOSITION: "Mise à disposition",
        Status.A_RECYCLER: "À recycler",
        Status.SUSPENDUE: "Suspendue",
        Status.COMPLETEE: "Complétée",
        Status.REJETEE: "Rejetée",
        Status.SERVICE_FAIT: "Service fait",
        Status.MANDATEE: "Mandatée",
        Status.MISE_A_DISPOSITION_COMPTABLE: "Mise à disposition du comptable",
        Status.COMPTABILISEE: "Comptabilisée",
        Status.MISE_EN_PAIEMENT: "Mise en paiement",
    }
)


class FlowState(StrEnum):
    """Where a deposited flow stands (`etatCourantDepotFlux`)."""

    WAITING = "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP"
    PROCESSING = "IN_EN_COURS_TRAITEMENT_CPP"
    INTEGRATED = "IN_INTEGRE"
    PARTLY = "IN_INTEGRE_PARTIEL"
    REJECTED = "IN_REJETE"
    FAILED = "IN_INCIDENTE"


class EntryKind(StrEnum):
    """The three parts of an invoice's history on the portal."""

    STATUS = "status"
    EVENT = "event"
    ACTION = "action"


class Refused(Exception):
    """What the portal does not do, as its interface says it: HTTP 200 with `codeRetour` and `libelle`.

    `code` is the portal's number, `label` its own word where one is known; `said` what a person can do, in French.
    """

    status: ClassVar[int] = 200

    def __init__(self, code: int, label: str, said: str) -> None:
        self.code = code
        self.label = label
        self.said = said
        super().__init__(f"{code} {label}: {said}")

    @property
    def libelle(self) -> str:
        """What goes into the answer."""
        return f"{self.label} : {self.said}" if self.label else self.said


class NoneFound(Refused):
    """A search without results is an error of the interface."""

    def __init__(self) -> None:
        super().__init__(20000, "TRA_MSG_00.015", "Aucun résultat ne correspond aux critères de recherche.")


class TooLarge(Refused):
    """More bytes than the operation takes: one of the few refusals that have a status of HTTP."""

    status = 413

    def __init__(self, said: str) -> None:
        super().__init__(413, "", said)


class UnknownInvoice(Refused):
    """No such invoice, or not the caller's."""

    def __init__(self) -> None:
        super().__init__(
            20000, "GDP_MSG_11.008", "La facture est introuvable : vérifiez identifiantFactureCPP et votre structure."
        )


class NoRight(Refused):
    """The caller is no member of the structure whose turn it is, or not in a role that may."""

    def __init__(self, said: str = "Votre compte n'a pas le droit de faire cette action pour cette structure.") -> None:
        super().__init__(20001, "GDP_MSG_11.005", said)


class NoStructure(NoRight):
    """The caller is a member of none."""

    def __init__(self) -> None:
        super().__init__(
            "Votre compte n'est rattaché à aucune structure : demandez votre rattachement à l'une d'elles."
        )


class WrongStatus(Refused):
    """The invoice does not stand where this can be done."""

    def __init__(self, status: Status, said: str) -> None:
        super().__init__(20002, "GDP_MSG_11.033", f"La facture est au statut « {FRENCH[status]} » : {said}")
