"""Lists of the API Transverses: codes that may be entered, and what the account that calls may choose from."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from fastapi import APIRouter

from api.chorus.objects.lists import (
    CodeLangueParam,
    CoordonneeBancaire,
    Devise,
    IdStructureParam,
    MotifExonerationTva,
    Pays,
    StructureActive,
    TauxTva,
    TypePieceJointe,
    WsRetourRecupererCoordonneesBancairesValides,
    WsRetourRecupererDevises,
    WsRetourRecupererMotifsExonerationTva,
    WsRetourRecupererPays,
    WsRetourRecupererServicesStructure,
    WsRetourRecupererStructure,
    WsRetourRecupererTauxTva,
    WsRetourRecupererTypesPieceJointe,
    WsRetourTelechargerAnnuaireDestinataire,
)
from api.chorus.protocol import Asked, Call, operation
from api.chorus.structures import exposed
from worker.portal import directory, directory_file, lists, membership
from worker.portal.directory import Listed

router = APIRouter()

_AT = "/cpro/transverses/v1"


@operation(router, f"{_AT}/recuperer/structures/actives/fournisseur", Asked)
def fournisseurs(call: Call, _asked: Asked) -> WsRetourRecupererStructure:
    """Structures that the account deposits for."""
    return _structures(membership.suppliers(call.service, call.caller))


@operation(router, f"{_AT}/recuperer/structures/actives/destinataire", Asked)
def destinataires(call: Call, _asked: Asked) -> WsRetourRecupererStructure:
    """Public bodies that the account receives for."""
    return _structures(membership.recipients(call.service, call.caller))


@operation(router, f"{_AT}/recuperer/coordbanc/valides", IdStructureParam)
def coordonnees_bancaires(call: Call, asked: IdStructureParam) -> WsRetourRecupererCoordonneesBancairesValides:
    """Bank accounts to choose from at a deposit."""
    found = membership.bank_accounts(call.service, call.caller, asked.idStructure)
    shown = [CoordonneeBancaire(idCoordonneeBancaire=one.number, nomCoordonneeBancaire=one.name) for one in found]
    return WsRetourRecupererCoordonneesBancairesValides(listeCoordonneeBancaire=shown)


@operation(router, f"{_AT}/recuperer/services/structure", IdStructureParam)
def services(call: Call, asked: IdStructureParam) -> WsRetourRecupererServicesStructure:
    """The active services of a structure, all of them."""
    found = directory.active_services(call.service, call.caller, asked.idStructure)
    return WsRetourRecupererServicesStructure(listeServices=[exposed(one) for one in found])


@operation(router, f"{_AT}/recuperer/devises", CodeLangueParam)
def devises(_call: Call, asked: CodeLangueParam) -> WsRetourRecupererDevises:
    """Currencies."""
    shown = [Devise(codeDevise=one.code, libelleDevise=one.name(asked.codeLangue)) for one in lists.currencies()]
    return WsRetourRecupererDevises(listeDevises=shown)


@operation(router, f"{_AT}/recuperer/pays", CodeLangueParam)
def pays(_call: Call, asked: CodeLangueParam) -> WsRetourRecupererPays:
    """Countries."""
    shown = [Pays(codePays=one.code, libellePays=one.name(asked.codeLangue)) for one in lists.countries()]
    return WsRetourRecupererPays(listePays=shown)


@operation(router, f"{_AT}/recuperer/tauxtva", CodeLangueParam)
def taux_tva(_call: Call, asked: CodeLangueParam) -> WsRetourRecupererTauxTva:
    """Rates of VAT."""
    shown = [
        TauxTva(codeTauxTva=one.code, libelleTauxTva=one.name(asked.codeLangue), valeurTauxTva=float(one.value))
        for one in lists.VAT_RATES
    ]
    return WsRetourRecupererTauxTva(listeTauxTva=shown)


@operation(router, f"{_AT}/recuperer/motifs/exonerationtva", CodeLangueParam)
def motifs_exoneration(_call: Call, asked: CodeLangueParam) -> WsRetourRecupererMotifsExonerationTva:
    """Reasons for charging no VAT."""
    shown = [
        MotifExonerationTva(codeMotifExonerationTva=one.code, libelleMotifExonerationTva=one.name(asked.codeLangue))
        for one in lists.EXEMPTIONS
    ]
    return WsRetourRecupererMotifsExonerationTva(listeMotifsExonerationTva=shown)


@operation(router, f"{_AT}/recuperer/typespj", CodeLangueParam)
def types_piece_jointe(_call: Call, asked: CodeLangueParam) -> WsRetourRecupererTypesPieceJointe:
    """Kinds of files that go with an invoice."""
    shown = [
        TypePieceJointe(
            codeTypePieceJointe=one.code, libelleTypePieceJointe=one.name(asked.codeLangue), idTypePieceJointe=number
        )
        for number, one in enumerate(lists.ATTACHMENTS, 1)
    ]
    return WsRetourRecupererTypesPieceJointe(listeTypePieceJointe=shown)


@operation(router, f"{_AT}/telecharger/annuaire/destinataire", Asked)
def annuaire(call: Call, _asked: Asked) -> WsRetourTelechargerAnnuaireDestinataire:
    """The directory of recipients: a CSV in a ZIP."""
    data = directory_file.zipped(call.service)
    return WsRetourTelechargerAnnuaireDestinataire(fichierResultat=b64encode(data).decode())


def _structures(found: Sequence[Listed]) -> WsRetourRecupererStructure:
    shown = [
        StructureActive(idStructureCPP=one.number, identifiant=one.siret, designationStructure=one.name)
        for one in found
    ]
    return WsRetourRecupererStructure(listeStructures=shown)
