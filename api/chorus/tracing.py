"""`consulter/historique`: what became of an invoice, when, and by whom."""

from __future__ import annotations

from fastapi import APIRouter

from api.chorus.objects.history import (
    ConsulterHistoriqueFactureParam,
    DerniereAction,
    HistoriqueActionUtilisateur,
    HistoriqueEvenement,
    HistoriquesActionsUtilisateurs,
    HistoriquesEvenements,
    HistoriquesStatus,
    HistoriqueStatus,
    ParamRechercheHistoActionsUtilisateurs,
    ParamRechercheHistoEvenementsComplementaires,
    ParamRechercheHistoStatuts,
    WsRetourConsulterHistoriqueFacture,
)
from api.chorus.objects.values import minute
from api.chorus.protocol import Call, operation
from models.portal import EntryKind
from worker.portal import tracing
from worker.portal.paging import Paging, Part

router = APIRouter()
_ASCENDING = "Ascendant"
_NOBODY = "Traitement automatique"


@operation(router, "/cpro/factures/v1/consulter/historique", ConsulterHistoriqueFactureParam)
def history(call: Call, asked: ConsulterHistoriqueFactureParam) -> WsRetourConsulterHistoriqueFacture:
    """The history of an invoice that one of the account's structures issued or received."""
    told = tracing.trace(call.service, call.caller, asked.idFacture, _pages(asked))
    last = told.last_action
    return WsRetourConsulterHistoriqueFacture(
        idFacture=told.invoice.id,
        numeroFacture=told.invoice.number,
        modeDepot=told.invoice.mode,
        statutCourantCode=told.invoice.status,
        historiquesDesStatuts=_statuses(told.statuses),
        historiquesDesEvenementsComplementaires=_events(told.events),
        historiquesDesActionsUtilisateurs=_actions(told.actions),
        derniereAction=DerniereAction(derniereActionId=last.id, derniereActionCode=last.code) if last else None,
    )


def _pages(asked: ConsulterHistoriqueFactureParam) -> dict[EntryKind, Paging]:
    most = asked.nbResultatsMaximum
    statuses = asked.paramRechercheHistoStatuts or ParamRechercheHistoStatuts()
    events = asked.paramRechercheHistoEvenementsComplementaires or ParamRechercheHistoEvenementsComplementaires()
    actions = asked.paramRechercheHistoActionsUtilisateurs or ParamRechercheHistoActionsUtilisateurs()
    return {
        EntryKind.STATUS: Paging(
            statuses.pageResultatDemandeeListeHistoStatut,
            statuses.nbResultatsParPageListeHistoStatut,
            most,
            statuses.triColonneListeHistoStatut,
            statuses.triSensListeHistoStatut == _ASCENDING,
        ),
        EntryKind.EVENT: Paging(
            events.pageResultatDemandeeListeHistoEvenement,
            events.nbResultatsParPageListeHistoEvenement,
            most,
            events.triColonneListeHistoEvenement,
            events.triSensListeHistoEvenement == _ASCENDING,
        ),
        EntryKind.ACTION: Paging(
            actions.pageResultatDemandeeListeHistoAction,
            actions.nbResultatsParPageListeHistoAction,
            most,
            actions.triColonneListeHistoAction,
            actions.triSensListeHistoAction == _ASCENDING,
        ),
    }


def _statuses(part: Part[tracing.Traced]) -> HistoriquesStatus:
    return HistoriquesStatus(
        histoStatut=tuple(
            HistoriqueStatus(
                histoStatutId=one.entry.id,
                histoStatutCode=one.entry.code,
                histoStatutDatePassage=minute(one.entry.at),
                histoStatutCommentaire=one.entry.comment,
                histoStatutUtilisateurNom=one.name,
                histoStatutUtilisateurEmail=one.email,
            )
            for one in part.items
        ),
        pageCouranteHistoStatut=part.page,
        pagesHistoStatut=part.pages,
        nbResultatsParPageHistoStatut=part.length,
        totalHistoStatut=part.total,
    )


def _events(part: Part[tracing.Traced]) -> HistoriquesEvenements:
    return HistoriquesEvenements(
        evenement=tuple(
            HistoriqueEvenement(
                evenementId=one.entry.id,
                evenementLibelle=one.entry.comment or one.entry.code,
                evenementQui=one.name or _NOBODY,
                evenementDateHeure=minute(one.entry.at),
            )
            for one in part.items
        ),
        pageCouranteEvenement=part.page,
        pagesEvenement=part.pages,
        nbResultatsParPageEvenement=part.length,
        totalEvenement=part.total,
    )


def _actions(part: Part[tracing.Traced]) -> HistoriquesActionsUtilisateurs:
    return HistoriquesActionsUtilisateurs(
        histoAction=tuple(
            HistoriqueActionUtilisateur(
                histoActionId=one.entry.id,
                histoActionCode=one.entry.code,
                histoActionDateHeure=minute(one.entry.at),
                histoActionUtilisateurNom=one.name,
                histoActionUtilisateurEmail=one.email,
            )
            for one in part.items
        ),
        pageCouranteHistoAction=part.page,
        pagesHistoAction=part.pages,
        nbResultatsParPageHistoAction=part.length,
        totalHistoAction=part.total,
    )
