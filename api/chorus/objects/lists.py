"""Objects of the lists that the API Transverses serves. Their names are those clients read.

Source: clients of the API Transverses v1 (no swagger is published)
"""

from __future__ import annotations

from api.chorus.objects.structures import ServiceExpose
from api.chorus.protocol import Answer, Asked, Told


class CodeLangueParam(Asked):
    """The language of names: FR or EN."""

    codeLangue: str | None = None


class IdStructureParam(Asked):
    """Whose list is asked for."""

    idStructure: int | None = None


class StatutCourantParam(Asked):
    """From which status."""

    statutCourant: str | None = None


class TypeDemandePaiementParam(Asked):
    """For which kind of request."""

    typeDemandePaiement: str | None = None


class StructureActive(Told):
    """A structure that the account acts for."""

    idStructureCPP: int
    identifiant: str | None
    designationStructure: str


class WsRetourRecupererStructure(Answer):
    """Structures that the account acts for."""

    listeStructures: list[StructureActive]


class CoordonneeBancaire(Told):
    """A bank account to choose."""

    idCoordonneeBancaire: int
    nomCoordonneeBancaire: str


class WsRetourRecupererCoordonneesBancairesValides(Answer):
    """The bank accounts of a structure."""

    listeCoordonneeBancaire: list[CoordonneeBancaire]


class WsRetourRecupererServicesStructure(Answer):
    """The active services of a structure."""

    listeServices: list[ServiceExpose]


class Devise(Told):
    """A currency."""

    codeDevise: str
    libelleDevise: str


class WsRetourRecupererDevises(Answer):
    """Currencies."""

    listeDevises: list[Devise]


class Pays(Told):
    """A country."""

    codePays: str
    libellePays: str


class WsRetourRecupererPays(Answer):
    """Countries."""

    listePays: list[Pays]


class TauxTva(Told):
    """A rate of VAT."""

    codeTauxTva: str
    libelleTauxTva: str
    valeurTauxTva: float


class WsRetourRecupererTauxTva(Answer):
    """Rates of VAT."""

    listeTauxTva: list[TauxTva]


class MotifExonerationTva(Told):
    """A reason for charging no VAT."""

    codeMotifExonerationTva: str
    libelleMotifExonerationTva: str


class WsRetourRecupererMotifsExonerationTva(Answer):
    """Reasons for charging no VAT."""

    listeMotifsExonerationTva: list[MotifExonerationTva]


class TypePieceJointe(Told):
    """A kind of file that goes with an invoice."""

    codeTypePieceJointe: str
    libelleTypePieceJointe: str
    idTypePieceJointe: int
    typeObjet: str = "DEMANDE_PAIEMENT"


class WsRetourRecupererTypesPieceJointe(Answer):
    """Kinds of files that go with an invoice."""

    listeTypePieceJointe: list[TypePieceJointe]


class WsRetourTelechargerAnnuaireDestinataire(Answer):
    """The directory of recipients, a ZIP as base64."""

    fichierResultat: str
