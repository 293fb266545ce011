"""Objects of what becomes of an invoice: `completer`, `recycler`, `traiterRejet` and `traiter/recue`."""

from __future__ import annotations

from api.chorus.objects.submitting import (
    PieceJointeComplementaire,
    SoumettreFactureDestinataire,
    SoumettreFactureReferences,
)
from api.chorus.protocol import Answer, Asked


class CompleterFactureParam(Asked):
    """What a suspended invoice lacked."""

    idUtilisateurCourant: int | None = None
    identifiantFactureCPP: int = 0
    pieceJointeComplementaire: tuple[PieceJointeComplementaire, ...] = ()
    commentaire: str | None = None


class WsRetourCompleterFacture(Answer):
    """Which invoice was completed, and when."""

    identifiantFactureCPP: int
    numeroFacture: str
    dateTraitement: str | None


class RecyclerFactureParam(Asked):
    """Where an invoice goes now; of its references only those that lead it there are looked at."""

    idUtilisateurCourant: int | None = None
    identifiantFactureCPP: int = 0
    destinataire: SoumettreFactureDestinataire = SoumettreFactureDestinataire()
    commentaire: str | None = None
    reference: SoumettreFactureReferences = SoumettreFactureReferences()


class WsRetourRecyclerFacture(Answer):
    """The invoice, on its way again under its own number."""

    identifiantFactureCPP: int
    numeroFacture: str
    statutFacture: str
    dateDepot: str | None


class TraiterFacturesRejeteesListeDemandePaiement(Asked):
    """A rejected invoice."""

    idDemandePaiement: int = 0


class TraiterFacturesRejeteesParam(Asked):
    """Invoices whose rejection was taken note of."""

    listeDemandePaiement: tuple[TraiterFacturesRejeteesListeDemandePaiement, ...] = ()


class WsRetour(Answer):
    """Done."""


class TraiterUneFactureRecueParam(Asked):
    """What the recipient decides."""

    idUtilisateurCourant: int | None = None
    idFacture: int = 0
    nouveauStatut: str | None = None
    motif: str | None = None
    numeroDPMandat: str | None = None


class WsRetourTraiterFacture(Answer):
    """Which invoice stands where now, and since when."""

    idFacture: int
    numeroFacture: str
    dateTraitement: str | None
    nouveauStatut: str
