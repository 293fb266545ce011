"""What becomes of an invoice: its supplier recycles, completes, takes note; its recipient decides."""

from __future__ import annotations

from fastapi import APIRouter

from api.chorus.objects import lifecycle as objects
from api.chorus.objects.values import day
from api.chorus.protocol import Call, operation
from api.chorus.submitting import attached
from models.portal import Status
from worker.gateway.parcel import Routing
from worker.portal.completing import complete
from worker.portal.recycling import recycle
from worker.portal.rejections import acknowledge
from worker.portal.treating import status_of, treat

router = APIRouter()


@operation(router, "/cpro/factures/v1/completer", objects.CompleterFactureParam)
def completer(call: Call, asked: objects.CompleterFactureParam) -> objects.WsRetourCompleterFacture:
    """Add what a suspended invoice lacked."""
    files = attached(asked.pieceJointeComplementaire)
    with call.service.store.session() as session:
        row = complete(session, call.caller, asked.identifiantFactureCPP, files, asked.commentaire)
        return objects.WsRetourCompleterFacture(
            identifiantFactureCPP=row.id, numeroFacture=row.number, dateTraitement=day(row.status_at)
        )


@operation(router, "/cpro/factures/v1/recycler", objects.RecyclerFactureParam)
def recycler(call: Call, asked: objects.RecyclerFactureParam) -> objects.WsRetourRecyclerFacture:
    """Send an invoice to where it should have gone."""
    routing = Routing(
        siret=asked.destinataire.codeDestinataire,
        service_code=asked.destinataire.codeServiceExecutant,
        engagement=asked.reference.numeroBonCommande,
        contract=asked.reference.numeroMarche,
        comment=asked.commentaire,
    )
    with call.service.store.session() as session:
        row = recycle(session, call.caller, asked.identifiantFactureCPP, routing)
        return objects.WsRetourRecyclerFacture(
            identifiantFactureCPP=row.id,
            numeroFacture=row.number,
            statutFacture=Status.DEPOSEE.value,
            dateDepot=day(row.deposited_at),
        )


@operation(router, "/cpro/factures/v1/traiterRejet", objects.TraiterFacturesRejeteesParam)
def traiter_rejet(call: Call, asked: objects.TraiterFacturesRejeteesParam) -> objects.WsRetour:
    """Take note of rejections."""
    with call.service.store.session() as session:
        acknowledge(session, call.caller, [one.idDemandePaiement for one in asked.listeDemandePaiement])
    return objects.WsRetour()


@operation(router, "/cpro/factures/v1/traiter/recue", objects.TraiterUneFactureRecueParam)
def traiter_recue(call: Call, asked: objects.TraiterUneFactureRecueParam) -> objects.WsRetourTraiterFacture:
    """Bring a received invoice to another status."""
    new = status_of(asked.nouveauStatut)
    with call.service.store.session() as session:
        row = treat(session, call.caller, asked.idFacture, new, asked.motif, asked.numeroDPMandat)
        return objects.WsRetourTraiterFacture(
            idFacture=row.id,
            numeroFacture=row.number,
            dateTraitement=day(row.status_at),
            nouveauStatut=row.status,
        )
