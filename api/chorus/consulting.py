"""`consulter/fournisseur` and `consulter/recipiendaire`: one invoice as a whole, for each of its two sides."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.chorus.objects.consulting import (
    CadreDeFacturationOutput,
    ConsulterFactureParFournisseurParam,
    ConsulterFactureParRecipiendaireParam,
    Destinataire,
    DestinataireFactureEmise,
    FactureCpp,
    FactureCppEmise,
    Fournisseur,
    FournisseurFactureEmise,
    MontantTotal,
    PiecejointePrincipale,
    References,
    WsRetourFacturesEmises,
    WsRetourFacturesRecues,
)
from api.chorus.objects.invoice_lists import (
    LignePoste,
    LignesPostes,
    LignesTva,
    LigneTva,
    ParamRechercheLigneRecapTva,
    ParamRechercheLignesPoste,
    ParamRechercheListePiecesJointes,
    PiecesJointes,
    PJointe,
)
from api.chorus.objects.values import day, number
from api.chorus.protocol import Call, operation
from worker.portal import consulting
from worker.portal.consulting import Line, Pages, Whole, decimal, rate_of
from worker.portal.paging import Paging, Part
from worker.store.tables import PortalFileRow

router = APIRouter()
_SIRET = "SIRET"


@operation(router, "/cpro/factures/v1/consulter/fournisseur", ConsulterFactureParFournisseurParam)
def issued(call: Call, asked: ConsulterFactureParFournisseurParam) -> WsRetourFacturesEmises:
    """An invoice that one of the account's structures issued."""
    pages = _pages(asked.getpLignesPoste, asked.getpLigneRecapTva, asked.getpListePiecesJointes)
    whole = consulting.by_supplier(call.service, call.caller, asked.identifiantFactureCPP, pages)
    recipient = DestinataireFactureEmise(designationDestinataire=whole.parties.recipient.name, **_recipient(whole))
    supplier = FournisseurFactureEmise(raisonSocialeFournisseur=whole.parties.supplier.name, **_supplier(whole))
    handled = whole.invoice.rejection_handled
    return WsRetourFacturesEmises(
        facture=FactureCppEmise(destinataire=recipient, fournisseur=supplier, rejetTraite=handled, **_common(whole))
    )


@operation(router, "/cpro/factures/v1/consulter/recipiendaire", ConsulterFactureParRecipiendaireParam)
def received(call: Call, asked: ConsulterFactureParRecipiendaireParam) -> WsRetourFacturesRecues:
    """An invoice that one of the account's structures received."""
    pages = _pages(asked.rechercheLignePoste, asked.rechercheligneTvaRecap, asked.recherchePj)
    whole = consulting.by_recipient(call.service, call.caller, asked.identifiantFactureCPP, pages)
    active = "OUI" if whole.parties.recipient.active else "NON"
    recipient = Destinataire(destinataireEtat=active, **_recipient(whole))
    return WsRetourFacturesRecues(
        facture=FactureCpp(destinataire=recipient, fournisseur=Fournisseur(**_supplier(whole)), **_common(whole))
    )


def _pages(
    lines: ParamRechercheLignesPoste | None,
    vat: ParamRechercheLigneRecapTva | None,
    files: ParamRechercheListePiecesJointes | None,
) -> Pages:
    lines, vat = lines or ParamRechercheLignesPoste(), vat or ParamRechercheLigneRecapTva()
    files = files or ParamRechercheListePiecesJointes()
    return Pages(
        lines=Paging(lines.pageResultatDemandeeLignesPoste, lines.nbResultatsParPageLignesPoste),
        vat=Paging(vat.pageResultatDemandeeListeRecapitulatifTVA, vat.nbResultatsParPageListeListeRecapitulatifTVA),
        attachments=Paging(files.pageResultatDemandeeListePieceJointe, files.nbResultatsParPageListePieceJointe),
    )


def _recipient(whole: Whole) -> dict[str, Any]:
    recipient, service = whole.parties.recipient, whole.parties.service
    return {
        "idDestinataire": whole.numbers[recipient.id],
        "codeDestinataire": recipient.siret,
        "libelleDestinataire": recipient.name,
        "idServiceExecutant": whole.numbers[service.id] if service else None,
        "codeServiceExecutant": service.code if service else None,
        "libelleServiceExecutant": service.name if service else None,
    }


def _supplier(whole: Whole) -> dict[str, Any]:
    supplier, service, account = whole.parties.supplier, whole.parties.supplier_service, whole.parties.account
    return {
        "idFournisseur": whole.numbers[supplier.id],
        "typeIdentifiantFournisseur": _SIRET if supplier.siret else None,
        "codeFournisseur": supplier.siret,
        "designationFournisseur": supplier.name,
        "idServiceFournisseur": whole.numbers[service.id] if service else None,
        "codeServiceFournisseur": service.code if service else None,
        "libelleServiceFournisseur": service.name if service else None,
        "coordBancairesFournisseurId": whole.numbers[account.id] if account else None,
        "coordBancairesFournisseurType": "IBAN" if account else None,
        "coordBancairesFournisseurLibelle": account.label or None if account else None,
        "coordBancairesFournisseurCodePays": account.iban[:2] if account else None,
        "coordBancairesFournisseurCleIban": account.iban[2:4] if account else None,
        "coordBancairesFournisseurCompteBancaire": account.iban[4:] if account else None,
        "coordBancairesBicSwift": account.bic if account else None,
    }


def _common(whole: Whole) -> dict[str, Any]:
    row, main = whole.invoice, whole.main_file
    return {
        "identifiantFactureCPP": row.id,
        "numeroFacture": row.number,
        "statutFacture": row.status,
        "modeDepot": row.mode,
        "cadreDeFacturation": _frame(whole),
        "references": _references(whole),
        "recapitulatifDeTva": _vat(whole.vat),
        "montantTotal": _totals(whole),
        "pieceJointePrincipale": PiecejointePrincipale(idPieceJointePrincipale=main.id) if main else None,
        "listeDesPiecesJointes": _attachments(whole.attachments),
        "lignesDePoste": _lines(whole.lines),
        "commentaire": row.comment,
    }


def _frame(whole: Whole) -> CadreDeFacturationOutput:
    validator = whole.parties.validator
    return CadreDeFacturationOutput(
        codeCadreFacturation=whole.invoice.frame,
        idValideur1=whole.numbers[validator.id] if validator else None,
        typeIdentifiantValideur1=_SIRET if validator else None,
        codeValideur1=validator.siret if validator else None,
        raisonSocialeValideur1=validator.name if validator else None,
    )


def _references(whole: Whole) -> References:
    row = whole.invoice
    return References(
        dateFacture=day(row.issue_date),
        dateDepot=day(row.deposited_at),
        codeDeviseFacture=row.currency,
        typeFacture=row.kind,
        typeTva=row.vat_kind,
        motifExonerationTva=(row.request or {}).get("exemption_reason"),
        numeroMarche=row.contract,
        numeroBonCommande=row.engagement,
        numeroFactureOrigine=row.preceding,
        modePaiement=row.payment_mode,
        tailleTotalePiecesJointes=whole.size,
        numeroDpMandat=row.mandate_number,
    )


def _totals(whole: Whole) -> MontantTotal:
    row = whole.invoice
    before = row.gross + (row.discount or 0) if row.gross is not None else None
    return MontantTotal(
        montantHtTotal=number(row.net),
        montantTVA=number(row.vat),
        montantTtcAvantRemiseGlobalTTC=number(before),
        montantRemiseGlobaleTTC=number(row.discount),
        motifRemiseGlobaleTTC=(row.request or {}).get("discount_reason"),
        montantTtcTotal=number(row.gross),
        montantAPayer=number(row.due),
    )


def _vat(part: Part[Any]) -> LignesTva:
    return LignesTva(
        ligneTva=tuple(
            LigneTva(
                ligneTvaTauxRefCode=one.get("ligneTvaTaux"),
                ligneTvaTauxRefValeur=number(rate_of(one)) if one.get("ligneTvaTaux") else None,
                ligneTvaTauxManuel=number(decimal(one.get("ligneTvaTauxManuel"))),
                ligneTvaMontantBaseHtParTaux=number(decimal(one.get("ligneTvaMontantBaseHtParTaux"))),
                ligneTvaMontantTvaParTaux=number(decimal(one.get("ligneTvaMontantTvaParTaux"))),
            )
            for one in part.items
        ),
        pageCouranteLignesRecapitulativesTVA=part.page,
        pagesLignesRecapitulativesTVA=part.pages,
        nbResultatsParPageLignesRecapitulativesTVA=part.length,
        totalLignesRecapitulativesTVA=part.total,
    )


def _lines(part: Part[Line]) -> LignesPostes:
    return LignesPostes(
        lignePoste=tuple(_line(one) for one in part.items),
        pageCouranteLignesPoste=part.page,
        pagesLignesPoste=part.pages,
        nbResultatsParPageLignesPoste=part.length,
        totalLignesPoste=part.total,
    )


def _line(line: Line) -> LignePoste:
    told = line.told
    return LignePoste(
        lignePosteNumero=told.get("lignePosteNumero"),
        lignePosteReference=told.get("lignePosteReference"),
        lignePosteDenomination=told.get("lignePosteDenomination"),
        lignePosteQuantite=number(decimal(told.get("lignePosteQuantite"))),
        lignePosteUniteLibelle=told.get("lignePosteUnite"),
        lignePosteMontantUnitaireHT=number(decimal(told.get("lignePosteMontantUnitaireHT"))),
        lignePosteMontantRemiseHT=number(decimal(told.get("lignePosteMontantRemiseHT"))),
        lignePosteTauxTva=told.get("lignePosteTauxTva"),
        lignePosteTauxTvaManuel=number(decimal(told.get("lignePosteTauxTvaManuel"))),
        lignePosteMontantHtApresRemise=number(line.net),
        lignePosteMontantTva=number(line.vat),
        lignePosteMontantTtcApresRemise=number(line.gross),
    )


def _attachments(part: Part[PortalFileRow]) -> PiecesJointes:
    return PiecesJointes(
        pieceJointe=tuple(
            PJointe(
                pieceJointeTypeCode=one.kind,
                pieceJointeDesignation=one.designation or one.name,
                pieceJointeNumeroLigneFacture=one.line_number,
                pieceJointeId=one.id,
                pieceJointeExtension=one.extension,
            )
            for one in part.items
        ),
        pageCouranteListePiecesJointe=part.page,
        pagesListePiecesJointe=part.pages,
        nbResultatsParPageListePiecesJointe=part.length,
        totalListePiecesJointe=part.total,
    )
