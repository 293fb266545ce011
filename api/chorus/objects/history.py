"""Objects of `consulter/historique`: an invoice's history in its three parts, each in pages of its own."""

from __future__ import annotations

from api.chorus.protocol import Answer, Asked, Told


class ParamRechercheHistoStatuts(Asked):
    """Which page of the statuses."""

    pageResultatDemandeeListeHistoStatut: int | None = None
    nbResultatsParPageListeHistoStatut: int | None = None
    triSensListeHistoStatut: str | None = None
    triColonneListeHistoStatut: str | None = None


class ParamRechercheHistoEvenementsComplementaires(Asked):
    """Which page of the further events."""

    pageResultatDemandeeListeHistoEvenement: int | None = None
    nbResultatsParPageListeHistoEvenement: int | None = None
    triSensListeHistoEvenement: str | None = None
    triColonneListeHistoEvenement: str | None = None


class ParamRechercheHistoActionsUtilisateurs(Asked):
    """Which page of what people did."""

    pageResultatDemandeeListeHistoAction: int | None = None
    nbResultatsParPageListeHistoAction: int | None = None
    triSensListeHistoAction: str | None = None
    triColonneListeHistoAction: str | None = None


class ConsulterHistoriqueFactureParam(Asked):
    """Whose history."""

    idUtilisateurCourant: int | None = None
    idFacture: int
    idEspace: int | None = None
    nbResultatsMaximum: int | None = None
    paramRechercheHistoStatuts: ParamRechercheHistoStatuts | None = None
    paramRechercheHistoEvenementsComplementaires: ParamRechercheHistoEvenementsComplementaires | None = None
    paramRechercheHistoActionsUtilisateurs: ParamRechercheHistoActionsUtilisateurs | None = None


class HistoriqueStatus(Told):
    """A status, since when, and by whom."""

    histoStatutId: int
    histoStatutCode: str
    histoStatutDatePassage: str | None
    histoStatutCommentaire: str | None
    histoStatutUtilisateurNom: str | None
    histoStatutUtilisateurEmail: str | None


class HistoriquesStatus(Told):
    """One page of statuses."""

    histoStatut: tuple[HistoriqueStatus, ...]
    pageCouranteHistoStatut: int
    pagesHistoStatut: int
    nbResultatsParPageHistoStatut: int
    totalHistoStatut: int


class HistoriqueEvenement(Told):
    """What else happened."""

    evenementId: int
    evenementLibelle: str
    evenementQui: str
    evenementDateHeure: str | None


class HistoriquesEvenements(Told):
    """One page of further events."""

    evenement: tuple[HistoriqueEvenement, ...]
    pageCouranteEvenement: int
    pagesEvenement: int
    nbResultatsParPageEvenement: int
    totalEvenement: int


class HistoriqueActionUtilisateur(Told):
    """What somebody did."""

    histoActionId: int
    histoActionCode: str
    histoActionDateHeure: str | None
    histoActionUtilisateurNom: str | None
    histoActionUtilisateurEmail: str | None


class HistoriquesActionsUtilisateurs(Told):
    """One page of what people did."""

    histoAction: tuple[HistoriqueActionUtilisateur, ...]
    pageCouranteHistoAction: int
    pagesHistoAction: int
    nbResultatsParPageHistoAction: int
    totalHistoAction: int


class DerniereAction(Told):
    """The last thing that somebody did."""

    derniereActionId: int
    derniereActionCode: str


class WsRetourConsulterHistoriqueFacture(Answer):
    """The history, and where the invoice stands."""

    idFacture: int
    numeroFacture: str
    modeDepot: str
    statutCourantCode: str
    historiquesDesStatuts: HistoriquesStatus
    historiquesDesEvenementsComplementaires: HistoriquesEvenements
    historiquesDesActionsUtilisateurs: HistoriquesActionsUtilisateurs
    derniereAction: DerniereAction | None
