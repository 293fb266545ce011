"""The portal's operations that a deposit needs, each a function with types; a refusal of any is PortalRefused.

What changes something on the portal is asked once: where its answer is lost, Lost tells so. Files that were put there
twice do no harm, as only those are an invoice's that it names.

Sources: swagger of the APIs Factures and Structures v1 (AIFE) · API Transverses v1 as public clients call it
"""

from __future__ import annotations

import mimetypes
from base64 import b64encode
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from models.output import OutputKind
from models.portal_terms import NAME_LENGTH
from worker.file_names import fitting
from worker.gateway.chorus.answers import (
    Account,
    Accounts,
    Flow,
    Found,
    History,
    Kept,
    Reading,
    Report,
    Search,
    Structures,
    Submitted,
    Told,
)
from worker.gateway.chorus.hitches import Lost
from worker.gateway.chorus.http import Errand
from worker.gateway.chorus.refusals import NONE_FOUND, PortalRefused
from worker.gateway.parcel import GatewayUnavailable, Routing

SYNTAXES: Final = {
    OutputKind.FACTURX.value: "IN_DP_E2_CII_FACTURX",
    OutputKind.CII.value: "IN_DP_E1_CII_16B",
    OutputKind.UBL.value: "IN_DP_E1_UBL_INVOICE",
}
_FACTURES, _STRUCTURES, _TRANSVERSES = "/cpro/factures/v1/", "/cpro/structures/v1/", "/cpro/transverses/v1/"
_PAGE: Final = 100
_MOST_PAGES: Final = 50

A = TypeVar("A", bound=Told)


class Portal:
    """The operations within one task."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand

    def supplier(self, siret: str) -> int | None:
        """The portal's number of a structure; None where it does not know one that is active."""
        asked = {
            "structure": {"identifiantStructure": siret, "typeIdentifiantStructure": "SIRET"},
            "parametres": {"pageResultatDemandee": 1, "nbResultatsParPage": _PAGE},
            "restreindreStructuresPrivees": False,
        }
        found = self._searched(_STRUCTURES + "rechercher", asked, Structures)
        lines = [one for one in found.listeStructures if one.identifiantStructure == siret and one.statut != "INACTIVE"]
        return lines[0].idStructureCPP if lines else None

    def accounts(self, structure: int) -> tuple[Account, ...]:
        """A structure's bank accounts."""
        path = _TRANSVERSES + "recuperer/coordbanc/valides"
        return self._searched(path, {"idStructure": structure}, Accounts).listeCoordonneeBancaire

    def add_file(self, name: str, data: bytes) -> int:
        """Put a file there; its number."""
        short = fitting(name, NAME_LENGTH)
        asked = {
            "idUtilisateurCourant": 0,
            "pieceJointeFichier": b64encode(data).decode(),
            "pieceJointeNom": short,
            "pieceJointeTypeMime": mimetypes.guess_type(short)[0] or "application/octet-stream",
            "pieceJointeExtension": PurePosixPath(short).suffix.lstrip(".").upper(),
        }
        return self._asked(_TRANSVERSES + "ajouter/fichier", asked, Kept).pieceJointeId

    def deposit_pdf(self, name: str, data: bytes) -> Reading:
        """Put an invoice's PDF there; what the portal recognised in it."""
        asked = {
            "idUtilisateurCourant": 0,
            "fichierFacture": b64encode(data).decode(),
            "nomFichier": fitting(name, NAME_LENGTH),
            "formatDepot": "PDF_NON_SIGNE",
        }
        return self._asked(_FACTURES + "deposer/pdf", asked, Reading)

    def submit(self, request: dict[str, Any]) -> Submitted:
        """Send an invoice, once. Raises Lost."""
        return self._asked(_FACTURES + "soumettre", request, Submitted, once=True)

    def deposit_flow(self, name: str, syntax: str, data: bytes) -> Flow:
        """Deposit an invoice as data, once. Raises Lost."""
        asked = {
            "idUtilisateurCourant": 0,
            "fichierFlux": b64encode(data).decode(),
            "nomFichier": name,
            "syntaxeFlux": syntax,
            "avecSignature": False,
        }
        return self._asked(_FACTURES + "deposer/flux", asked, Flow, once=True)

    def report(self, flow: str) -> Report:
        """What became of a flow."""
        return self._asked(_TRANSVERSES + "consulterCRDetaille", {"numeroFluxDepot": flow}, Report)

    def invoices(
        self, *, number: str | None = None, supplier: int | None = None, flow: str | None = None
    ) -> tuple[Found, ...]:
        """The supplier's invoices of that very number, or of that flow."""
        asked = {
            "idUtilisateurCourant": 0,
            "numeroFacture": number,
            "idFournisseur": supplier,
            "numeroFluxDepot": flow,
            "rechercheFactureParFournisseur": {
                "nbResultatsMaximum": _PAGE,
                "pageResultatDemandee": 1,
                "nbResultatsParPage": _PAGE,
            },
        }
        known = {name: value for name, value in asked.items() if value is not None}
        found = self._searched(_FACTURES + "rechercher/fournisseur", known, Search).listeFactures
        return tuple(one for one in found if number is None or one.numeroFacture == number)

    def history(self, invoice: int) -> tuple[History, ...]:
        """An invoice's history, by pages; the first tells the status."""
        pages: list[History] = []
        last = 1
        while len(pages) < last:
            pages.append(self._asked(_FACTURES + "consulter/historique", _page(invoice, len(pages) + 1), History))
            last = min(_pages(pages[0]), _MOST_PAGES)
        return tuple(pages)

    def status(self, invoice: int) -> str:
        """Where an invoice stands now."""
        return self._asked(_FACTURES + "consulter/historique", _page(invoice, 1), History).statutCourantCode

    def recycle(self, invoice: int, routing: Routing) -> None:
        """Send an invoice elsewhere, once. Raises Lost."""
        asked = {
            "idUtilisateurCourant": 0,
            "identifiantFactureCPP": invoice,
            "destinataire": _known(codeDestinataire=routing.siret, codeServiceExecutant=routing.service_code),
            "reference": _known(numeroBonCommande=routing.engagement, numeroMarche=routing.contract),
            "commentaire": routing.comment,
        }
        self._asked(_FACTURES + "recycler", _known(**asked), Told, once=True)

    def complete(self, invoice: int, files: Sequence[tuple[int, str]], comment: str | None) -> None:
        """Add files, by number and name, once. Raises Lost."""
        asked = {
            "idUtilisateurCourant": 0,
            "identifiantFactureCPP": invoice,
            "pieceJointeComplementaire": attachments(files),
            "commentaire": comment,
        }
        self._asked(_FACTURES + "completer", _known(**asked), Told, once=True)

    def acknowledge(self, invoice: int) -> None:
        """Take note of a rejection, once. Raises Lost."""
        asked = {"listeDemandePaiement": [{"idDemandePaiement": invoice}]}
        self._asked(_FACTURES + "traiterRejet", asked, Told, once=True)

    def _searched(self, path: str, asked: dict[str, Any], kind: type[A]) -> A:
        """As `_asked`; a search that found nothing is an empty one."""
        try:
            return self._asked(path, asked, kind)
        except PortalRefused as refused:
            if refused.number != NONE_FOUND:
                raise
            return kind.model_validate({})

    def _asked(self, path: str, asked: dict[str, Any], kind: type[A], *, once: bool = False) -> A:
        told = self.errand.call(path, asked, once=once)
        code = told.get("codeRetour") or 0
        if code:
            raise PortalRefused(
                int(code) if str(code).isdecimal() else -1, " ".join(str(told.get("libelle") or "").split())
            )
        try:
            return kind.model_validate(told)
        except ValidationError as error:
            named = ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_input=False))
            raise (Lost if once else GatewayUnavailable)(f"{path} : réponse sans {named}") from None


def attachments(files: Sequence[tuple[int, str]]) -> list[dict[str, Any]]:
    """Files that go with an invoice, as requests name them."""
    return [
        {"pieceJointeComplementaireId": number, "pieceJointeComplementaireDesignation": fitting(name, NAME_LENGTH)}
        for number, name in files
    ]


def _known(**fields: object) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _page(invoice: int, page: int) -> dict[str, Any]:
    status, event, action = (f"ListeHisto{part}" for part in ("Statut", "Evenement", "Action"))
    return {
        "idUtilisateurCourant": 0,
        "idFacture": invoice,
        "nbResultatsMaximum": _PAGE * _MOST_PAGES,
        "paramRechercheHistoStatuts": _paging(status, page),
        "paramRechercheHistoEvenementsComplementaires": _paging(event, page),
        "paramRechercheHistoActionsUtilisateurs": _paging(action, page),
    }


def _paging(part: str, page: int) -> dict[str, Any]:
    return {
        f"pageResultatDemandee{part}": page,
        f"nbResultatsParPage{part}": _PAGE,
        f"triSens{part}": "Ascendant",
    }


def _pages(first: History) -> int:
    statuses = first.historiquesDesStatuts
    events = first.historiquesDesEvenementsComplementaires
    actions = first.historiquesDesActionsUtilisateurs
    return max(
        1,
        (statuses and statuses.pagesHistoStatut) or 1,
        (events and events.pagesEvenement) or 1,
        (actions and actions.pagesHistoAction) or 1,
    )
