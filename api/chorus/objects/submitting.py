"""Objects of `soumettre`.

Programs in use do not all keep to the swagger: numbers come as text, the main file as an object or as a list of one,
days as days or as moments. All of these are understood.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator

from api.chorus.protocol import Answer, Asked
from worker.portal.french import FRANCE


def _day(told: object) -> object:
    """The day in France of a moment: midnight there is the evening before in UTC, as some programs write it.

    >>> _day("2026-11-22"), _day("2026-11-21T23:00:00.000Z"), _day("2026-11-22T00:00:00")
    ('2026-11-22', datetime.date(2026, 11, 22), datetime.date(2026, 11, 22))
    """
    if not isinstance(told, str) or "T" not in told:
        return told
    moment = datetime.fromisoformat(told)
    return (moment.astimezone(FRANCE) if moment.tzinfo else moment).date()


def _sole(told: object) -> object:
    """The one of a list of one."""
    if not isinstance(told, list):
        return told
    if len(told) > 1:
        raise ValueError("une seule pièce jointe principale")
    return told[0] if told else None


Day = Annotated[date, BeforeValidator(_day)]


class SoumettreFactureDestinataire(Asked):
    """To whom: a SIRET and the code of a service."""

    codeDestinataire: str | None = None
    codeServiceExecutant: str | None = None


class SoumettreFactureFournisseur(Asked):
    """From whom, by the portal's numbers of the structure, its service and its account."""

    idFournisseur: int | None = None
    idServiceFournisseur: int | None = None
    codeCoordonneesBancairesFournisseur: int | None = None


class SoumettreFactureCadreDeFacturation(Asked):
    """In which role it is issued, and who has to validate it."""

    codeCadreFacturation: str | None = None
    codeStructureValideur: str | None = None
    codeServiceValideur: str | None = None


class SoumettreFactureReferences(Asked):
    """Kind, currency, VAT, payment, and what the recipient finds the invoice by."""

    deviseFacture: str | None = None
    typeFacture: str | None = None
    typeTva: str | None = None
    motifExonerationTva: str | None = None
    numeroMarche: str | None = None
    numeroBonCommande: str | None = None
    numeroFactureOrigine: str | None = None
    modePaiement: str | None = None


class LignePosteSoumettreInput(Asked):
    """A line."""

    lignePosteNumero: int | None = None
    lignePosteReference: str | None = None
    lignePosteDenomination: str | None = None
    lignePosteQuantite: Decimal | None = None
    lignePosteUnite: str | None = None
    lignePosteMontantUnitaireHT: Decimal | None = None
    lignePosteMontantRemiseHT: Decimal | None = None
    lignePosteTauxTva: str | None = None
    lignePosteTauxTvaManuel: Decimal | None = None


class LigneTvaSoumettreInput(Asked):
    """A row of the VAT breakdown."""

    ligneTvaTaux: str | None = None
    ligneTvaMontantBaseHtParTaux: Decimal | None = None
    ligneTvaMontantTvaParTaux: Decimal | None = None
    ligneTvaTauxManuel: Decimal | None = None


class SoumettreFactureMontantTotal(Asked):
    """Totals: with VAT = without VAT + VAT - discount, and what remains to be paid."""

    montantHtTotal: Decimal | None = None
    montantTVA: Decimal | None = None
    montantTtcTotal: Decimal | None = None
    montantRemiseGlobaleTTC: Decimal | None = None
    motifRemiseGlobaleTTC: str | None = None
    montantAPayer: Decimal | None = None


class SoumettreFacturePieceJointePrincipale(Asked):
    """The invoice's own file, which was put on the portal before."""

    pieceJointePrincipaleDesignation: str | None = None
    pieceJointePrincipaleId: int | None = None


class PieceJointeComplementaire(Asked):
    """A file that goes along, which was put on the portal before."""

    pieceJointeComplementaireDesignation: str | None = None
    pieceJointeComplementaireType: str | None = None
    pieceJointeComplementaireNumeroLigneFacture: int | None = None
    pieceJointeComplementaireId: int


class PieceJointeComplentaireSoumettreInput(PieceJointeComplementaire):
    """As `soumettre` names it."""

    pieceJointeComplementaireIdLiaison: int | None = None


class SoumettreFactureParam(Asked):
    """An invoice."""

    idUtilisateurCourant: int | None = None
    modeDepot: str | None = None
    numeroFactureSaisi: str | None = None
    dateFacture: Day | None = None
    destinataire: SoumettreFactureDestinataire = SoumettreFactureDestinataire()
    fournisseur: SoumettreFactureFournisseur = SoumettreFactureFournisseur()
    cadreDeFacturation: SoumettreFactureCadreDeFacturation = SoumettreFactureCadreDeFacturation()
    references: SoumettreFactureReferences = SoumettreFactureReferences()
    lignePoste: tuple[LignePosteSoumettreInput, ...] = ()
    ligneTva: tuple[LigneTvaSoumettreInput, ...] = ()
    montantTotal: SoumettreFactureMontantTotal = SoumettreFactureMontantTotal()
    pieceJointePrincipale: Annotated[SoumettreFacturePieceJointePrincipale | None, BeforeValidator(_sole)] = None
    pieceJointeComplementaire: tuple[PieceJointeComplentaireSoumettreInput, ...] = ()
    commentaire: str | None = None


class WsRetourSoumettreFacture(Answer):
    """The receipt: the portal's number of the invoice, and the certificate of its deposit."""

    identifiantFactureCPP: int
    numeroFacture: str
    statutFacture: str
    dateDepot: str | None
    identifiantStructure: str | None
    empreinteCertificatDepot: str
