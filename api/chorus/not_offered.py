"""Operations of the interface that nothing stands behind here: they say so, and what there is instead.

A third party that validates (`valideur`), works invoices and searches of what such a party has to do are not offered,
nor is what asks other registers (INSEE). Programs learn it from one code, `NOT_OFFERED`, under HTTP 200: to a caller it
is a business error like any other, and not a wrong address.

Sources: swagger of the APIs Factures and Structures v1 (AIFE); of Transverses, which has none, what clients call
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.chorus.protocol import Answer, Asked, Call, operation
from models.portal import Refused

NOT_OFFERED: Final = 20099
"""`codeRetour` of every operation that is known and not offered."""

LABEL: Final = "PREFACTURE_NON_OFFERT"

_FACTURES: Final = """
    deposer/pdf soumettre deposer/flux completer recycler traiterRejet rechercher/fournisseur consulter/fournisseur
    consulter/historique telecharger/groupe rechercher/recipiendaire consulter/recipiendaire traiter/recue
    rechercher/valideur rechercher/aTraiter/valideur consulter/valideur traiter/factureAValider
    corriger/valideur/facture recuperer/statutsFactureVisibles/valideur rechercher/demandePaiement
    rechercher/atraiter/fournisseur rechercher/atraiter/recipiendaire
""".split()
_STRUCTURES: Final = """
    rechercher consulter consulter/service rechercher/services rechercher/espaces lister/rattachementsutilisateur
""".split()
_TRANSVERSES: Final = """
    ajouter/fichier detacherPieceJointe telecharger/pieceJointe rechercher/pj/structure rechercher/pj/moncompte
    consulterCR consulterCRDetaille telecharger/annuaire/destinataire consulter/information/siret
    recuperer/structures/actives/fournisseur recuperer/structures/actives/destinataire
    recuperer/structures/actives/facturetravaux recuperer/coordbanc/valides recuperer/devises recuperer/tauxtva
    recuperer/motifs/exonerationtva recuperer/motifs/refus/Facture/AValider recuperer/typespj recuperer/typedp
    recuperer/etat/typedp recuperer/etats/traitement recuperer/formatflux recuperer/syntaxeflux recuperer/modedepot
    recuperer/modereglements recuperer/cadrefacturation recuperer/pays recuperer/typeidentifiant/structure
    recuperer/typefacturetravaux recuperer/services/structure rechercher/categorieSollicitation
    rechercher/sousCategorieSollicitation rechercher/destinataire rechercher/serviceexecutant
""".split()

KNOWN: Final = (
    *(f"/cpro/factures/v1/{name}" for name in _FACTURES),
    *(f"/cpro/structures/v1/{name}" for name in _STRUCTURES),
    *(f"/cpro/transverses/v1/{name}" for name in _TRANSVERSES),
    "/cpro/utilisateurs/v1/monCompte/recuperer/rattachements",
    "/cpro/engagementsJuridiques/v1/rechercher",
    "/cpro/facturesTravaux/v1/rechercher",
)
"""Every operation of the interface that is called by POST."""


def paths(offered: Iterable[APIRouter]) -> tuple[str, ...]:
    """Known operations that these routers leave out."""
    served = {route.path for router in offered for route in router.routes if isinstance(route, APIRoute)}
    return tuple(path for path in KNOWN if path not in served)


def rest(offered: Iterable[APIRouter]) -> APIRouter:
    """Their addresses."""
    router = APIRouter()
    for path in paths(offered):
        operation(router, path, Asked)(_refuse)
    return router


def _refuse(_call: Call, _asked: Asked) -> Answer:
    said = (
        "Ce service n'est pas offert par Prefacture. Les services offerts, et ce qui remplace les autres, sont décrits "
        "dans docs/chorus.md ; pour celui-ci, adressez-vous à Chorus Pro."
    )
    raise Refused(NOT_OFFERED, LABEL, said)
