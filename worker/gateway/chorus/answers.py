"""What the portal answers, as far as it is used: fields are named as the interface names them, all may be missing.

Real answers hold nulls where the swagger says `required`, and fields that no swagger names.

Sources: swagger of the APIs Factures and Structures v1 (AIFE)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from worker.portal.french import FRANCE

_NIGHT: Final = timedelta(hours=2)
_MILLISECONDS: Final = 1000


def _moment(said: object) -> object:
    """A moment as any portal writes it; what is none is as if it were not said.

    >>> _moment("2026-11-22T09:30:00.000+0000") == _moment("2026-11-22T10:30:00+01:00") == _moment(1795339800000)
    True
    >>> _moment("2026-11-22 10:30") == _moment("2026-11-22T10:30:00+01:00")
    True
    """
    try:
        if isinstance(said, (int, float)):
            return datetime.fromtimestamp(said / _MILLISECONDS, UTC)
        at = datetime.fromisoformat(str(said))
    except (ValueError, OverflowError, OSError):
        return None
    return at.replace(tzinfo=at.tzinfo or FRANCE)  # the original writes histories by the clock of France


def _listed(said: object) -> object:
    return () if said is None else said


Moment = Annotated[datetime | None, BeforeValidator(_moment)]
T = TypeVar("T")
Listed = Annotated[tuple[T, ...], BeforeValidator(_listed)]


def day_of(at: datetime | None) -> date | None:
    """The day in France of a moment that stands for a day: midnight there or in Greenwich.

    >>> day_of(datetime(2026, 11, 21, 23, tzinfo=UTC)), day_of(datetime(2026, 11, 22, tzinfo=UTC))
    (datetime.date(2026, 11, 22), datetime.date(2026, 11, 22))
    """
    return None if at is None else (at.astimezone(UTC) + _NIGHT).date()


class Told(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class Structure(Told):
    """A line of `structures/rechercher`."""

    idStructureCPP: int
    identifiantStructure: str = ""
    statut: str | None = None


class Structures(Told):
    """`structures/rechercher`."""

    listeStructures: Listed[Structure] = ()


class Account(Told):
    """A line of `recuperer/coordbanc/valides`; its name is what its owner called it."""

    idCoordonneeBancaire: int
    nomCoordonneeBancaire: str | None = None


class Accounts(Told):
    """`recuperer/coordbanc/valides`."""

    listeCoordonneeBancaire: Listed[Account] = ()


class Kept(Told):
    """`ajouter/fichier`."""

    pieceJointeId: int


class Reading(Kept):
    """`deposer/pdf`: what the portal recognised."""

    numeroFacture: str | None = None
    dateFacture: Moment = None
    codeDestinataire: str | None = None
    codeServiceExecutant: str | None = None
    codeFournisseur: str | None = None
    numeroBonCommande: str | None = None
    montantHtTotal: Decimal | None = None
    montantTVA: Decimal | None = None
    montantAPayer: Decimal | None = None


class Submitted(Told):
    """`soumettre`."""

    identifiantFactureCPP: int
    statutFacture: str | None = None
    dateDepot: Moment = None


class Flow(Told):
    """`deposer/flux`."""

    numeroFluxDepot: str
    dateDepot: Moment = None


class Found(Told):
    """A line of `rechercher/fournisseur`."""

    identifiantFactureCPP: int
    numeroFacture: str = ""
    codeFournisseur: str | None = None
    codeDestinataire: str | None = None
    dateFacture: Moment = None
    dateDepot: Moment = None
    montantTTC: Decimal | None = None
    montantAPayer: Decimal | None = None
    statut: str = ""
    modeDepot: str | None = None
    numeroFluxDepot: str | None = None
    rejetTraite: bool | None = None


class Search(Told):
    """`rechercher/fournisseur`."""

    listeFactures: Listed[Found] = ()


class Passage(Told):
    """A line of the statuses of `consulter/historique`."""

    histoStatutCode: str
    histoStatutDatePassage: Moment = None
    histoStatutCommentaire: str | None = None
    histoStatutUtilisateurPrenom: str | None = None
    histoStatutUtilisateurNom: str | None = None
    histoStatutUtilisateurEmail: str | None = None


class Event(Told):
    """A line of its events."""

    evenementLibelle: str
    evenementQui: str | None = None
    evenementDateHeure: Moment = None


class Action(Told):
    """A line of its actions of users."""

    histoActionCode: str
    histoActionDateHeure: Moment = None
    histoActionUtilisateurPrenom: str | None = None
    histoActionUtilisateurNom: str | None = None
    histoActionUtilisateurEmail: str | None = None


class Passages(Told):
    """The first part of a history."""

    histoStatut: Listed[Passage] = ()
    pagesHistoStatut: int | None = None


class Events(Told):
    """The second part."""

    evenement: Listed[Event] = ()
    pagesEvenement: int | None = None


class Actions(Told):
    """The third part."""

    histoAction: Listed[Action] = ()
    pagesHistoAction: int | None = None


class History(Told):
    """`consulter/historique`."""

    statutCourantCode: str
    historiquesDesStatuts: Passages | None = None
    historiquesDesEvenementsComplementaires: Events | None = None
    historiquesDesActionsUtilisateurs: Actions | None = None


class InvoiceError(Told):
    """What `consulterCRDetaille` says of one invoice of a flow."""

    numeroDP: str | None = None
    libelleErreurDP: str | None = None


class TechnicalError(Told):
    """What it says of the flow as a file."""

    codeErreur: str | None = None
    libelleErreur: str | None = None


class Report(Told):
    """`consulterCRDetaille`."""

    etatCourantDepotFlux: str = ""
    dateHeureEtatCourantFlux: Moment = None
    listeErreurDP: Listed[InvoiceError] = ()
    listeErreurTechnique: Listed[TechnicalError] = ()

    def said(self) -> tuple[str, ...]:
        """The errors' words, each once."""
        found: Iterable[Any] = (
            *(one.libelleErreurDP for one in self.listeErreurDP),
            *(one.libelleErreur for one in self.listeErreurTechnique),
        )
        return tuple(dict.fromkeys(" ".join(said.split()) for said in found if said))
