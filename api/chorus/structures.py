"""The API Structures: who invoices may be sent to and what they demand, and one's own structures."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

from fastapi import APIRouter

from api.chorus.objects.structures import (
    ConsulterServiceStructureParam,
    ConsulterStructureAvecTVAIntraComParam,
    InformationsGeneralesStructureCompleteTVAIntraCom,
    ParametresRechercherStructure,
    ParamModifierServiceInfoGeneral,
    ParamModifierStructure,
    ParamParametre,
    RechercherServicesStructureParam,
    RechercherStructureInput,
    RechercherStructureParam,
    ServiceExpose,
    StructureAAfficher,
    WsRetourConsulterServiceStructure,
    WsRetourConsulterStructureTVAIntraCom,
    WsRetourRechercherServicesStructure,
    WsRetourRechercherStructure,
)
from api.chorus.objects.values import NO_PAGE, ParametresRetour
from api.chorus.protocol import Call, operation
from models.portal import NoneFound
from worker.portal import directory
from worker.portal.directory import ServiceSheet, Wanted
from worker.portal.paging import Paging, Part

router = APIRouter()
T = TypeVar("T")

_SERVICES: Final = 10_000
"""Of a structure, on one page: programs ask for all of them at once and do not turn pages."""

SIRET: Final = "SIRET"
"""The only kind of identifier (`typeIdentifiantStructure`) that structures have here."""

_ELSEWHERE: Final = ("adresseCodePays", "adresseCodePostal", "adresseVille", "nomStructure", "prenomStructure")
"""The directory tells no addresses, and natural persons have no structure here: nothing meets these."""


@operation(
    router,
    "/cpro/structures/v1/rechercher",
    RechercherStructureParam,
    nothing=WsRetourRechercherStructure(listeStructures=[], parametresRetour=NO_PAGE),
)
def rechercher(call: Call, asked: RechercherStructureParam) -> WsRetourRechercherStructure:
    """Structures by their SIRET, name or state."""
    wanted = _wanted(asked.structure or RechercherStructureInput(), own=bool(asked.restreindreStructuresPrivees))
    found = directory.search(call.service, call.caller, wanted, paging_of(asked.parametres))
    if not found.items:
        raise NoneFound
    shown = [
        StructureAAfficher(
            designationStructure=one.name,
            idStructureCPP=one.number,
            identifiantStructure=one.siret,
            statut="ACTIVE" if one.active else "INACTIVE",
            typeIdentifiantStructure=SIRET if one.siret else None,
        )
        for one in found.items
    ]
    return WsRetourRechercherStructure(listeStructures=shown, parametresRetour=page_of(found))


@operation(router, "/cpro/structures/v1/consulter", ConsulterStructureAvecTVAIntraComParam)
def consulter(call: Call, asked: ConsulterStructureAvecTVAIntraComParam) -> WsRetourConsulterStructureTVAIntraCom:
    """The sheet of a structure: what it demands of invoices."""
    sheet = directory.sheet(call.service, call.caller, asked.idStructureCPP)
    return WsRetourConsulterStructureTVAIntraCom(
        informationGenerales=InformationsGeneralesStructureCompleteTVAIntraCom(
            idStructureCPP=sheet.number,
            identifiantStructure=sheet.siret,
            typeIdentifiantStructure=SIRET if sheet.siret else None,
            raisonSocialeStructure=sheet.name,
            structurePriveePublique="PUBLIQUE" if sheet.public else "PRIVEE",
        ),
        parametres=ParamModifierStructure(
            codeServiceDoitEtreRenseigne=sheet.service_code_required,
            numeroEJDoitEtreRenseigne=sheet.engagement_required,
            gestionNumeroEJOuCodeService=sheet.either_required,
        ),
    )


@operation(
    router,
    "/cpro/structures/v1/rechercher/services",
    RechercherServicesStructureParam,
    nothing=WsRetourRechercherServicesStructure(listeServices=[], parametresRetour=NO_PAGE),
)
def rechercher_services(call: Call, asked: RechercherServicesStructureParam) -> WsRetourRechercherServicesStructure:
    """The services of a structure."""
    paging = replace(paging_of(asked.parametresRechercherServicesStructure), largest=_SERVICES)
    found = directory.services(call.service, call.caller, asked.idStructure, paging)
    if not found.items:
        raise NoneFound
    shown = [exposed(one) for one in found.items]
    return WsRetourRechercherServicesStructure(listeServices=shown, parametresRetour=page_of(found))


@operation(router, "/cpro/structures/v1/consulter/service", ConsulterServiceStructureParam)
def consulter_service(call: Call, asked: ConsulterServiceStructureParam) -> WsRetourConsulterServiceStructure:
    """The sheet of a service."""
    found = directory.one_service(call.service, call.caller, asked.idStructure, asked.idService)
    return WsRetourConsulterServiceStructure(
        informationsGenerales=ParamModifierServiceInfoGeneral(
            codeService=found.code, descriptionService=found.name, nomService=found.name or found.code
        ),
        parametres=ParamParametre(numeroEngagement=found.engagement_required),
    )


def exposed(one: ServiceSheet) -> ServiceExpose:
    """A service in a list."""
    return ServiceExpose(
        codeService=one.code,
        estActif=one.active,
        idService=one.number,
        libelleService=one.name or one.code,
        statutService="ACTIF" if one.active else "INACTIF",
    )


def paging_of(asked: ParametresRechercherStructure | None) -> Paging:
    """The page that is asked for; lists of structures go up where nothing else is said."""
    if asked is None:
        return Paging(ascending=True)
    return Paging(
        page=asked.pageResultatDemandee,
        size=asked.nbResultatsParPage,
        column=asked.triColonne,
        ascending=asked.triSens != "Descendant",
    )


def page_of(found: Part[T]) -> ParametresRetour:
    """Which page of how many was found."""
    return ParametresRetour(
        pageCourante=found.page, pages=found.pages, nbResultatsParPage=found.length, total=found.total
    )


def _wanted(asked: RechercherStructureInput, *, own: bool) -> Wanted:
    states = {"ACTIF": True, "ACTIVE": True, "INACTIF": False, "INACTIVE": False}  # asked for, or as it is answered
    elsewhere = any(getattr(asked, name) for name in _ELSEWHERE) or asked.estMOA or asked.estMOAUniquement
    return Wanted(
        siret=asked.identifiantStructure,
        name=f"{asked.raisonSocialeStructure or ''} {asked.libelleStructure or ''}".strip() or None,
        active=states.get(asked.statutStructure or ""),
        public={"PUBLIQUE": True, "PRIVEE": False}.get(asked.typeStructure or ""),
        own_suppliers_only=own,
        nothing=bool(elsewhere) or asked.typeIdentifiantStructure not in {None, "", SIRET},
    )
