"""Lists of the API Transverses that are codes alone: what the portal takes."""

from __future__ import annotations

from fastapi import APIRouter

from api.chorus.objects import codes as told
from api.chorus.objects.lists import StatutCourantParam, TypeDemandePaiementParam
from api.chorus.protocol import Answer, Asked, Call, operation
from models.portal import NoneFound, Status
from worker.portal import lists

router = APIRouter()

_AT = "/cpro/transverses/v1/recuperer"


@operation(router, f"{_AT}/typedp", Asked)
def types(_call: Call, _asked: Asked) -> told.WsRetourRecupererTypeDemandePaiement:
    """Kinds of requests for payment."""
    shown = [told.TypeDemandePaiement(typeDemandePaiement=one) for one in lists.PAYMENT_REQUESTS]
    return told.WsRetourRecupererTypeDemandePaiement(listeTypeDemandePaiement=shown)


@operation(router, f"{_AT}/etat/typedp", TypeDemandePaiementParam)
def states(_call: Call, asked: TypeDemandePaiementParam) -> told.WsRetourRecupererEtatParTypeDemandePaiement:
    """Statuses that an invoice may have here."""
    if asked.typeDemandePaiement not in {None, "", *lists.PAYMENT_REQUESTS}:
        raise NoneFound
    shown = [told.EtatDemandePaiement(etatDemandePaiement=one.value) for one in Status]
    return told.WsRetourRecupererEtatParTypeDemandePaiement(listeEtatDemandePaiement=shown)


@operation(router, f"{_AT}/etats/traitement", StatutCourantParam)
def next_states(_call: Call, asked: StatutCourantParam) -> told.WsRetourRecupererEtatsPossiblesPourTraitement:
    """To which statuses a recipient may bring an invoice from one."""
    found = lists.next_statuses(asked.statutCourant or "")
    if not found:
        raise NoneFound
    shown = [told.StatutPossiblePourTraitement(statutPossiblePourTraitement=one) for one in found]
    return told.WsRetourRecupererEtatsPossiblesPourTraitement(listeStatutsPossiblesPourTraitement=shown)


@operation(router, f"{_AT}/formatflux", Asked)
def formats(_call: Call, _asked: Asked) -> told.WsRetourRecupererFormatFlux:
    """Formats of flows."""
    shown = [told.FormatFlux(formatFlux=one) for one in lists.FLOW_FORMATS]
    return told.WsRetourRecupererFormatFlux(listeFormatFlux=shown)


@operation(router, f"{_AT}/syntaxeflux", Asked)
def syntaxes(_call: Call, _asked: Asked) -> told.WsRetourRecupererSyntaxeFlux:
    """Syntaxes of flows that are read."""
    shown = [told.SyntaxeFlux(syntaxeFlux=one) for one in lists.FLOW_SYNTAXES]
    return told.WsRetourRecupererSyntaxeFlux(listeSyntaxeFlux=shown)


@operation(router, f"{_AT}/modedepot", Asked)
def deposit_modes(_call: Call, _asked: Asked) -> told.WsRetourRecupererModeDepot:
    """Ways to deposit."""
    shown = [told.ModeDepot(modeDepot=one) for one in lists.DEPOSIT_MODES]
    return told.WsRetourRecupererModeDepot(listeModeDepot=shown)


@operation(router, f"{_AT}/modereglements", Asked)
def payment_modes(_call: Call, _asked: Asked) -> told.WsRetourRecupererModeReglements:
    """Means of payment."""
    shown = [told.ModePaiement(modePaiement=one) for one in lists.PAYMENT_MODES]
    return told.WsRetourRecupererModeReglements(listeModePaiement=shown)


@operation(router, f"{_AT}/cadrefacturation", TypeDemandePaiementParam)
def frames(_call: Call, asked: TypeDemandePaiementParam) -> told.WsRetourRecupererCadreFacturation:
    """Frames of invoicing."""
    if asked.typeDemandePaiement not in {None, "", *lists.PAYMENT_REQUESTS}:
        raise NoneFound
    shown = [told.CadreFacturation(codeCadreFacturation=one) for one in lists.FRAMES]
    return told.WsRetourRecupererCadreFacturation(listeCadreFacturation=shown)


@operation(router, f"{_AT}/typeidentifiant/structure", Asked)
def identifiers(_call: Call, _asked: Asked) -> told.WsRetourRecupererTypeIdentifiantStructure:
    """Kinds of identifiers of structures."""
    shown = [told.TypeIdentifiant(typeIdentifiantStructure=one) for one in lists.IDENTIFIERS]
    return told.WsRetourRecupererTypeIdentifiantStructure(listeTypeIdentifiant=shown)


@operation(router, f"{_AT}/motifs/refus/Facture/AValider", Asked)
def refusals(_call: Call, _asked: Asked) -> Answer:
    """Reasons by which a third party refuses: there are none, as third parties do not validate here."""
    raise NoneFound
