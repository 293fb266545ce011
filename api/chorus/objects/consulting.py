"""Objects of `consulter/fournisseur` and `consulter/recipiendaire`: an invoice as a whole.

The two sides' objects have the same parts under names of their own. Fields that no invoice here has (of works, of
factoring companies, of a second validator, addresses of structures) are left out.
"""

from __future__ import annotations

from api.chorus.objects.invoice_lists import (
    LignesPostes,
    LignesTva,
    ParamRechercheLigneRecapTva,
    ParamRechercheLignesPoste,
    ParamRechercheListePiecesJointes,
    PiecesJointes,
)
from api.chorus.protocol import Answer, Asked, Told


class ConsulterFactureParFournisseurParam(Asked):
    """Which invoice, and which pages of its lists."""

    idUtilisateurCourant: int | None = None
    identifiantFactureCPP: int
    codeLangue: str | None = None
    getpLigneRecapTva: ParamRechercheLigneRecapTva | None = None
    getpListePiecesJointes: ParamRechercheListePiecesJointes | None = None
    getpLignesPoste: ParamRechercheLignesPoste | None = None


class ConsulterFactureParRecipiendaireParam(Asked):
    """Which invoice, and which pages of its lists."""

    idUtilisateurCourant: int | None = None
    identifiantFactureCPP: int
    codeLangue: str | None = None
    rechercheligneTvaRecap: ParamRechercheLigneRecapTva | None = None
    recherchePj: ParamRechercheListePiecesJointes | None = None
    rechercheLignePoste: ParamRechercheLignesPoste | None = None


class RecipientOf(Told):
    """The recipient as both sides see it."""

    idDestinataire: int
    codeDestinataire: str | None
    libelleDestinataire: str
    idServiceExecutant: int | None
    codeServiceExecutant: str | None
    libelleServiceExecutant: str | None


class DestinataireFactureEmise(RecipientOf):
    """To whom an invoice was issued."""

    designationDestinataire: str


class Destinataire(RecipientOf):
    """Who received an invoice; `destinataireEtat` tells whether it is active."""

    destinataireEtat: str


class SupplierOf(Told):
    """The supplier as both sides see it, with the account to pay on."""

    idFournisseur: int
    typeIdentifiantFournisseur: str | None
    codeFournisseur: str | None
    designationFournisseur: str
    idServiceFournisseur: int | None
    codeServiceFournisseur: str | None
    libelleServiceFournisseur: str | None
    coordBancairesFournisseurId: int | None
    coordBancairesFournisseurType: str | None
    coordBancairesFournisseurLibelle: str | None
    coordBancairesFournisseurCodePays: str | None
    coordBancairesFournisseurCleIban: str | None
    coordBancairesFournisseurCompteBancaire: str | None
    coordBancairesBicSwift: str | None


class FournisseurFactureEmise(SupplierOf):
    """Who issued an invoice, for themselves."""

    raisonSocialeFournisseur: str


class Fournisseur(SupplierOf):
    """Who issued an invoice, for its recipient."""


class CadreDeFacturationOutput(Told):
    """The frame, and who was to validate."""

    codeCadreFacturation: str
    idValideur1: int | None
    typeIdentifiantValideur1: str | None
    codeValideur1: str | None
    raisonSocialeValideur1: str | None


class References(Told):
    """What the invoice refers to."""

    dateFacture: str | None
    dateDepot: str | None
    codeDeviseFacture: str
    typeFacture: str
    typeTva: str | None
    motifExonerationTva: str | None
    numeroMarche: str | None
    numeroBonCommande: str | None
    numeroFactureOrigine: str | None
    modePaiement: str | None
    tailleTotalePiecesJointes: int
    numeroDpMandat: str | None


class MontantTotal(Told):
    """The totals."""

    montantHtTotal: float | None
    montantTVA: float | None
    montantTtcAvantRemiseGlobalTTC: float | None
    montantRemiseGlobaleTTC: float | None
    motifRemiseGlobaleTTC: str | None
    montantTtcTotal: float | None
    montantAPayer: float | None


class PiecejointePrincipale(Told):
    """The invoice's own PDF."""

    idPieceJointePrincipale: int


class WholeInvoice(Told):
    """What both sides see of an invoice."""

    identifiantFactureCPP: int
    numeroFacture: str
    statutFacture: str
    modeDepot: str
    cadreDeFacturation: CadreDeFacturationOutput
    references: References
    recapitulatifDeTva: LignesTva
    montantTotal: MontantTotal
    pieceJointePrincipale: PiecejointePrincipale | None
    listeDesPiecesJointes: PiecesJointes
    lignesDePoste: LignesPostes
    commentaire: str | None


class FactureCppEmise(WholeInvoice):
    """An invoice for who issued it."""

    rejetTraite: bool
    destinataire: DestinataireFactureEmise
    fournisseur: FournisseurFactureEmise


class FactureCpp(WholeInvoice):
    """An invoice for who received it."""

    destinataire: Destinataire
    fournisseur: Fournisseur


class WsRetourFacturesEmises(Answer):
    """One invoice, for who issued it."""

    facture: FactureCppEmise


class WsRetourFacturesRecues(Answer):
    """One invoice, for who received it."""

    facture: FactureCpp
