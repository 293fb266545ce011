"""Objects of `rechercher/fournisseur` and `rechercher/recipiendaire`: what is asked for, and the invoices found.

Fields of the swagger that no invoice here has (of works, of factoring companies, of persons who validate) are passed
over when asked, and left out when answered.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from api.chorus.objects.values import ParametresRetour
from api.chorus.protocol import Answer, Asked, Told

Amount = Annotated[Decimal, Field(ge=Decimal("-1e15"), le=Decimal("1e15"))]


class CritereDestinatairePojo(Asked):
    """A recipient, by its number or a part of its name, and services of it."""

    idDestinataire: int | None = None
    listeIdServiceExecutant: tuple[int, ...] | None = None
    raisonSocialeStuctDmd: str | None = None


class CritereFournisseurPojo(Asked):
    """A supplier, and services of it."""

    idFournisseur: int | None = None
    listeIdService: tuple[int, ...] | None = None


class ParametresRechercherFactureParFournisseur(Asked):
    """Which page of the results, in which order."""

    nbResultatsMaximum: int | None = None
    pageResultatDemandee: int | None = None
    nbResultatsParPage: int | None = None
    triSens: str | None = None
    triColonne: str | None = None


class ParamRechercheDemandeRecipiendaire(ParametresRechercherFactureParFournisseur):
    """The same, for who received the invoices."""


class InvoiceFilters(Asked):
    """What both sides can ask for."""

    idUtilisateurCourant: int | None = None
    numeroFacture: str | None = None
    periodeDateDepotDu: datetime | None = None
    periodeDateDepotAu: datetime | None = None
    idStructureValideur: int | None = None
    cadreFacturation: str | None = None
    statutCourant: tuple[str, ...] | None = None
    periodeDateFactureDu: datetime | None = None
    periodeDateFactureAu: datetime | None = None
    montantHTMin: Amount | None = None
    montantHTMax: Amount | None = None
    montantTTCMin: Amount | None = None
    montantTTCMax: Amount | None = None
    montantApayerMin: Amount | None = None
    montantApayerMax: Amount | None = None
    numeroMarche: str | None = None
    numeroBonCommande: str | None = None
    recupererTaille: bool | None = None
    periodeDateHeureEtatCourantDu: datetime | None = None
    periodeDateHeureEtatCourantAu: datetime | None = None


class RechercherFactureParFournisseurParam(InvoiceFilters):
    """Which of the invoices that were issued."""

    listeDestinataire: tuple[CritereDestinatairePojo, ...] | None = None
    rechercheSirenDestinataire: bool | None = None
    typeFacture: str | None = None
    idFournisseur: int | None = None
    idServiceFournisseur: int | None = None
    coordonneeBancaire: int | None = None
    idUtilisateurCreateur: tuple[int, ...] | None = None
    numeroFactureOrigine: str | None = None
    modeDepot: str | None = None
    numeroFluxDepot: str | None = None
    rejetTraite: bool | None = None
    rechercheFactureParFournisseur: ParametresRechercherFactureParFournisseur | None = None


class RechercherFactureRecipiendaireParam(InvoiceFilters):
    """Which of the invoices that were received."""

    typeDemandePaiement: str | None = None
    idDestinataire: int | None = None
    idServiceExecutant: int | None = None
    listeTypeFacture: tuple[str, ...] | None = None
    listeFournisseurs: tuple[CritereFournisseurPojo, ...] | None = None
    rechercheSirenFournisseur: bool | None = None
    factureTelechargeeParDestinataire: bool | None = None
    paramRecherche: ParamRechercheDemandeRecipiendaire | None = None


class FoundInvoice(Told):
    """What a list shows of an invoice to both sides."""

    typeDemandePaiement: str
    codeFournisseur: str | None
    typeIdentifiantFournisseur: str | None
    designationFournisseur: str
    codeServiceFournisseur: str | None
    nomServiceFournisseur: str | None
    idDestinataire: int
    codeDestinataire: str | None
    designationDestinataire: str
    idServiceExecutant: int | None
    codeServiceExecutant: str | None
    nomServiceExecutant: str | None
    typeFacture: str
    numeroFacture: str
    dateFacture: str | None
    dateDepot: str | None
    montantHT: float | None
    montantTTC: float | None
    montantAPayer: float | None
    devise: str
    statut: str
    numeroMarche: str | None
    numeroBonCommande: str | None
    taille: int | None
    dateHeureEtatCourant: str | None
    commentaireEtatCourant: str | None


class RetourRechercherFactureParFournisseur(FoundInvoice):
    """An invoice that was issued."""

    identifiantFactureCPP: int
    numeroFluxDepot: str | None
    typeIdentifiantValideur1: str | None
    codeValideur1: str | None
    numeroFactureOrigine: str | None
    modeDepot: str
    coordBancairesFournisseurCleIban: str | None
    coordBancairesFournisseurCodePays: str | None
    coordBancairesFournisseurCompteBancaire: str | None
    coordBancairesFournisseurNomCb: str | None
    nomPrenomUtilisateurCreateur: str | None
    rejetTraite: bool


class FactureRechercheRecipiendaire(FoundInvoice):
    """An invoice that was received."""

    idFacture: int
    factureTelechargeeParDestinataire: bool


class WsRetourRechercherFactureParFournisseur(Answer):
    """One page of invoices that were issued."""

    parametresRetour: ParametresRetour
    listeFactures: tuple[RetourRechercherFactureParFournisseur, ...]


class WsRetourRechercheFactureRecipiendaireRest(Answer):
    """One page of invoices that were received."""

    listeFactures: tuple[FactureRechercheRecipiendaire, ...]
    pageCourante: int
    pages: int
    nbResultatsParPage: int
    total: int
