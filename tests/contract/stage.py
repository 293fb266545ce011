"""A portal with a supplier and a recipient, and requests to every operation offered: one that succeeds, one that fails.

Requests are what clients of the original send; invoices are brought where an operation takes them from by operations.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.lifecycle import Role
from tests import portal_kit as kit
from tests.api_kit import Client
from worker.portal import flows
from worker.service import Service
from worker.store.tables import PortalFlowRow

ROOT = Path(__file__).parents[2]
PDF = ROOT / "fixtures" / "invoices" / "mairie" / "invoice.pdf"
FACTURES, STRUCTURES = "/cpro/factures/v1/", "/cpro/structures/v1/"
Body = dict[str, Any]


@dataclass
class Stage:
    """The portal, whose people call by `ask`."""

    service: Service
    client: Client
    supplier: kit.Person = field(init=False)
    recipient: kit.Person = field(init=False)
    service_number: int = field(init=False)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        bodies = kit.qualification(self.service)
        self.supplier = kit.supplier(self.service)
        self.recipient = kit.member(self.service, bodies[kit.SERVICE_WANTED], Role.REVIEWER, "agent@commune.fr")
        found = self.ask("structures/v1/rechercher/services", {"idStructure": self.recipient.number})
        self.service_number = found["listeServices"][0]["idService"]

    def ask(self, path: str, body: Body, who: kit.Person | None = None) -> Body:
        """The answer to a supplier, or to whom is named."""
        path = path if path.startswith("/") else f"/cpro/{path}"
        answer = self.client.post(path, json=body, headers=(who or self.supplier).headers)
        assert answer.status_code == 200, answer.text
        told: Body = answer.json()
        return told

    def number(self) -> str:
        """A number that no invoice has."""
        return f"F-2026-{next(self._numbers)}"

    def file(self) -> int:
        """A file that goes with no invoice yet."""
        return kit.file_of(self.service, self.supplier)

    def submission(self, **changes: object) -> Body:
        """`soumettre` as clients send it, for a PDF that was deposited."""
        return {
            "idUtilisateurCourant": 0,
            "modeDepot": "DEPOT_PDF_API",
            "numeroFactureSaisi": self.number(),
            "dateFacture": "2026-10-01",
            "destinataire": {"codeDestinataire": kit.SERVICE_WANTED, "codeServiceExecutant": kit.SERVICE},
            "fournisseur": {"idFournisseur": self.supplier.number},
            "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
            "references": {
                "deviseFacture": "EUR",
                "typeFacture": "FACTURE",
                "typeTva": "TVA_SUR_DEBIT",
                "numeroMarche": "2026M12",
                "numeroBonCommande": "0000048295",
                "modePaiement": "VIREMENT",
            },
            "lignePoste": [
                {
                    "lignePosteNumero": 1,
                    "lignePosteReference": "R1",
                    "lignePosteDenomination": "Porte",
                    "lignePosteQuantite": 2,
                    "lignePosteUnite": "pièce",
                    "lignePosteMontantUnitaireHT": 50.0,
                    "lignePosteTauxTvaManuel": 20,
                }
            ],
            "ligneTva": [
                {"ligneTvaTauxManuel": 20, "ligneTvaMontantBaseHtParTaux": 100, "ligneTvaMontantTvaParTaux": 20}
            ],
            "montantTotal": {
                "montantHtTotal": 100.0,
                "montantTVA": 20.0,
                "montantTtcTotal": 120.0,
                "montantAPayer": 120.0,
            },
            "pieceJointePrincipale": [
                {"pieceJointePrincipaleDesignation": "Facture", "pieceJointePrincipaleId": self.file()}
            ],
            "pieceJointeComplementaire": [
                {
                    "pieceJointeComplementaireDesignation": "Bon de livraison",
                    "pieceJointeComplementaireType": "02",
                    "pieceJointeComplementaireId": self.file(),
                }
            ],
            **changes,
        }

    def invoice(self, *statuses: str) -> int:
        """An invoice that its recipient brought through these statuses."""
        told = self.ask("factures/v1/soumettre", self.submission())
        assert told["codeRetour"] == 0, told
        number: int = told["identifiantFactureCPP"]
        for status in statuses:
            asked = {"idFacture": number, "nouveauStatut": status, "motif": "Pièce manquante"}
            moved = self.ask("factures/v1/traiter/recue", asked, self.recipient)
            assert moved["codeRetour"] == 0, moved
        return number

    def flow(self, data: bytes | None = None) -> str:
        """A flow that was processed; its number."""
        asked = flow_of(self, data)
        told = self.ask("factures/v1/deposer/flux", asked)
        assert told["codeRetour"] == 0, told
        with self.service.store.reading() as session:
            (flow_id,) = session.query(PortalFlowRow.id).filter_by(number=told["numeroFluxDepot"]).one()
        flows.process(self.service, flow_id)
        number: str = told["numeroFluxDepot"]
        return number


def coded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def flow_of(_stage: Stage, data: bytes | None = None) -> Body:
    """A flow that holds no invoice, unless its content is given."""
    content = data if data is not None else b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>"
    return {
        "idUtilisateurCourant": 0,
        "fichierFlux": base64.b64encode(content).decode(),
        "nomFichier": "flux.xml",
        "syntaxeFlux": "IN_DP_E1_UBL_INVOICE",
        "avecSignature": False,
    }


def read_of(_stage: Stage) -> Body:
    return {
        "idUtilisateurCourant": 0,
        "fichierFacture": coded(PDF),
        "nomFichier": "facture.pdf",
        "formatDepot": "PDF_NON_SIGNE",
    }


def completed_of(stage: Stage) -> Body:
    enclosed = {"pieceJointeComplementaireDesignation": "Attestation", "pieceJointeComplementaireId": stage.file()}
    return {
        "identifiantFactureCPP": stage.invoice("SUSPENDUE"),
        "pieceJointeComplementaire": [enclosed],
        "commentaire": "Voici",
    }


def recycled_of(stage: Stage) -> Body:
    return {
        "identifiantFactureCPP": stage.invoice("A_RECYCLER"),
        "destinataire": {"codeDestinataire": kit.NOTHING_WANTED},
        "reference": {"numeroBonCommande": "0000048337"},
        "commentaire": "Nouveau destinataire",
    }


def suspended_of(stage: Stage) -> Body:
    """A search that finds one invoice at least."""
    stage.invoice("SUSPENDUE")
    return {"statutCourant": ["SUSPENDUE"], "recupererTaille": True}


@dataclass(frozen=True)
class Case:
    """An operation: a request that succeeds, one that is a business error, and who makes them."""

    happy: Callable[[Stage], Body]
    wrong: Callable[[Stage], Body]
    by_recipient: bool = False


def of(body: Body) -> Callable[[Stage], Body]:
    return lambda _stage: body


NOBODY = 99_999_999
CASES: dict[str, Case] = {
    f"{FACTURES}deposer/pdf": Case(read_of, of({"fichierFacture": "", "nomFichier": "facture.pdf"})),
    f"{FACTURES}soumettre": Case(Stage.submission, lambda stage: stage.submission(numeroFactureSaisi="n° 12")),
    f"{FACTURES}deposer/flux": Case(flow_of, lambda stage: flow_of(stage) | {"syntaxeFlux": "IN_INCONNUE"}),
    f"{FACTURES}completer": Case(completed_of, of({"identifiantFactureCPP": NOBODY, "commentaire": "Voici"})),
    f"{FACTURES}recycler": Case(recycled_of, lambda stage: recycled_of(stage) | {"identifiantFactureCPP": NOBODY}),
    f"{FACTURES}traiterRejet": Case(
        lambda stage: {"listeDemandePaiement": [{"idDemandePaiement": stage.invoice("REJETEE")}]},
        of({"listeDemandePaiement": [{"idDemandePaiement": NOBODY}]}),
    ),
    f"{FACTURES}rechercher/fournisseur": Case(
        suspended_of,
        of({"numeroFacture": "INCONNUE"}),
    ),
    f"{FACTURES}consulter/fournisseur": Case(
        lambda stage: {"identifiantFactureCPP": stage.invoice(), "codeLangue": "fr"},
        of({"identifiantFactureCPP": NOBODY}),
    ),
    f"{FACTURES}consulter/historique": Case(
        lambda stage: {"idFacture": stage.invoice("SUSPENDUE")}, of({"idFacture": NOBODY})
    ),
    f"{FACTURES}telecharger/groupe": Case(
        lambda stage: {
            "format": "ZIP",
            "avecPiecesJointesComplementaires": "OUI",
            "listeFacture": [{"idFacture": stage.invoice()}],
        },
        of({"format": "PDF", "listeFacture": [{"idFacture": NOBODY}]}),
        by_recipient=True,
    ),
    f"{FACTURES}rechercher/recipiendaire": Case(suspended_of, of({"numeroFacture": "INCONNUE"}), by_recipient=True),
    f"{FACTURES}consulter/recipiendaire": Case(
        lambda stage: {"identifiantFactureCPP": stage.invoice()},
        of({"identifiantFactureCPP": NOBODY}),
        by_recipient=True,
    ),
    f"{FACTURES}traiter/recue": Case(
        lambda stage: {"idFacture": stage.invoice(), "nouveauStatut": "MANDATEE", "numeroDPMandat": "M-12"},
        lambda stage: {"idFacture": stage.invoice(), "nouveauStatut": "REJETEE"},
        by_recipient=True,
    ),
    f"{STRUCTURES}rechercher": Case(
        of({"structure": {"identifiantStructure": kit.SERVICE_WANTED, "typeIdentifiantStructure": "SIRET"}}),
        of({"structure": {"identifiantStructure": "00000000000000", "typeIdentifiantStructure": "SIRET"}}),
    ),
    f"{STRUCTURES}consulter": Case(
        lambda stage: {"idStructureCPP": stage.recipient.number, "codeLangue": "fr"}, of({"idStructureCPP": NOBODY})
    ),
    f"{STRUCTURES}consulter/service": Case(
        lambda stage: {"idStructure": stage.recipient.number, "idService": stage.service_number},
        lambda stage: {"idStructure": stage.recipient.number, "idService": NOBODY},
    ),
    f"{STRUCTURES}rechercher/services": Case(
        lambda stage: {"idStructure": stage.recipient.number}, of({"idStructure": NOBODY})
    ),
}
"""Operations of the official swagger files that are offered."""
