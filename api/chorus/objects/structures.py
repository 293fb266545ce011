"""Objects of the API Structures: searches for structures and services, and their sheets.

Source: swagger of the API Structures v1 (AIFE)
"""

from __future__ import annotations

from pydantic import AliasChoices, Field

from api.chorus.objects.values import ParametresRetour
from api.chorus.protocol import Answer, Asked, Told


class ParametresRechercherStructure(Asked):
    """The page of a search for structures."""

    nbResultatsParPage: int | None = None
    pageResultatDemandee: int | None = None
    triColonne: str | None = None
    triSens: str | None = None


class ParametresRechercherServicesStructure(ParametresRechercherStructure):
    """The page of a search for services."""


class RechercherStructureInput(Asked):
    """What is looked for."""

    adresseCodePays: str | None = None
    adresseCodePostal: str | None = None
    adresseVille: str | None = None
    estMOA: bool | None = None
    estMOAUniquement: bool | None = None
    identifiantStructure: str | None = None
    libelleStructure: str | None = None
    nomStructure: str | None = None
    prenomStructure: str | None = None
    raisonSocialeStructure: str | None = None
    statutStructure: str | None = None
    typeIdentifiantStructure: str | None = None
    typeStructure: str | None = None


class RechercherStructureParam(Asked):
    """A search for structures."""

    parametres: ParametresRechercherStructure | None = None
    restreindreStructuresPrivees: bool | None = None
    structure: RechercherStructureInput | None = None


class StructureAAfficher(Told):
    """A structure among those found."""

    designationStructure: str
    idStructureCPP: int
    identifiantStructure: str | None
    statut: str
    typeIdentifiantStructure: str | None


class WsRetourRechercherStructure(Answer):
    """Structures found."""

    listeStructures: list[StructureAAfficher]
    parametresRetour: ParametresRetour


class ConsulterStructureAvecTVAIntraComParam(Asked):
    """Which structure is to be shown."""

    codeLangue: str | None = None
    idStructureCPP: int | None = Field(None, validation_alias=AliasChoices("idStructureCPP", "idStructure"))


class InformationsGeneralesStructureCompleteTVAIntraCom(Told):
    """Who a structure is."""

    idStructureCPP: int
    identifiantStructure: str | None
    typeIdentifiantStructure: str | None
    raisonSocialeStructure: str
    structurePriveePublique: str
    estValideurDeleguee: bool = False


class ParamModifierStructure(Told):
    """What a structure demands of invoices. Works, EDI and delegated validation are not offered here."""

    codeServiceDoitEtreRenseigne: bool
    numeroEJDoitEtreRenseigne: bool
    gestionNumeroEJOuCodeService: bool
    statutMiseEnPaiementNestPasRemonte: bool = False
    connexionEDI: bool = False
    recevoirDonneesViaEDI: bool = False
    estMoaUniquement: bool = False
    getaMoa: bool = False
    estValideurDelegue: bool = False


class WsRetourConsulterStructureTVAIntraCom(Answer):
    """The sheet of a structure."""

    informationGenerales: InformationsGeneralesStructureCompleteTVAIntraCom
    parametres: ParamModifierStructure


class RechercherServicesStructureParam(Asked):
    """A search for the services of a structure."""

    idStructure: int | None = None
    parametresRechercherServicesStructure: ParametresRechercherServicesStructure | None = None


class ServiceExpose(Told):
    """A service among those found."""

    codeService: str
    estActif: bool
    idService: int
    libelleService: str
    statutService: str


class WsRetourRechercherServicesStructure(Answer):
    """Services found."""

    listeServices: list[ServiceExpose]
    parametresRetour: ParametresRetour


class ConsulterServiceStructureParam(Asked):
    """Which service is to be shown."""

    codeLangue: str | None = None
    idService: int | None = None
    idStructure: int | None = None


class ParamModifierServiceInfoGeneral(Told):
    """Who a service is."""

    codeService: str
    descriptionService: str
    nomService: str


class ParamParametre(Told):
    """What a service demands of invoices."""

    numeroEngagement: bool


class WsRetourConsulterServiceStructure(Answer):
    """The sheet of a service."""

    informationsGenerales: ParamModifierServiceInfoGeneral
    parametres: ParamParametre
