"""`rechercher/fournisseur` and `rechercher/recipiendaire`: invoices found by those who issued or received them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fastapi import APIRouter

from api.chorus.objects.searches import (
    FactureRechercheRecipiendaire,
    InvoiceFilters,
    ParametresRechercherFactureParFournisseur,
    RechercherFactureParFournisseurParam,
    RechercherFactureRecipiendaireParam,
    RetourRechercherFactureParFournisseur,
    WsRetourRechercheFactureRecipiendaireRest,
    WsRetourRechercherFactureParFournisseur,
)
from api.chorus.objects.values import NO_PAGE, ParametresRetour, day, moment, number
from api.chorus.protocol import Call, operation
from worker.portal import searching
from worker.portal.criteria import INVOICES, Amounts, Criteria, Party, Period
from worker.portal.paging import Paging

router = APIRouter()
ASCENDING = "Ascendant"
SIRET = "SIRET"


@operation(
    router,
    "/cpro/factures/v1/rechercher/fournisseur",
    RechercherFactureParFournisseurParam,
    nothing=WsRetourRechercherFactureParFournisseur(parametresRetour=NO_PAGE, listeFactures=()),
)
def issued(call: Call, asked: RechercherFactureParFournisseurParam) -> WsRetourRechercherFactureParFournisseur:
    """Invoices that the account's structures issued."""
    criteria = Criteria(
        own=Party(asked.idFournisseur, (asked.idServiceFournisseur or 0,)),
        others=tuple(
            Party(one.idDestinataire, one.listeIdServiceExecutant or (), one.raisonSocialeStuctDmd)
            for one in asked.listeDestinataire or ()
        ),
        by_siren=bool(asked.rechercheSirenDestinataire),
        kinds=(asked.typeFacture,) if asked.typeFacture else (),
        account=asked.coordonneeBancaire,
        users=asked.idUtilisateurCreateur or (),
        preceding=asked.numeroFactureOrigine,
        mode=asked.modeDepot,
        flow_number=asked.numeroFluxDepot,
        rejection_handled=asked.rejetTraite,
        **_common(asked),
    )
    paging = _paging(asked.rechercheFactureParFournisseur)
    found = searching.issued(call.service, call.caller, criteria, paging, sized=bool(asked.recupererTaille))
    return WsRetourRechercherFactureParFournisseur(
        parametresRetour=ParametresRetour(
            pageCourante=found.page, pages=found.pages, nbResultatsParPage=found.length, total=found.total
        ),
        listeFactures=tuple(_issued(one) for one in found.items),
    )


@operation(
    router,
    "/cpro/factures/v1/rechercher/recipiendaire",
    RechercherFactureRecipiendaireParam,
    nothing=WsRetourRechercheFactureRecipiendaireRest(listeFactures=(), **NO_PAGE.model_dump()),
)
def received(call: Call, asked: RechercherFactureRecipiendaireParam) -> WsRetourRechercheFactureRecipiendaireRest:
    """Invoices that the account's structures received."""
    criteria = Criteria(
        own=Party(asked.idDestinataire, (asked.idServiceExecutant or 0,)),
        others=tuple(Party(one.idFournisseur, one.listeIdService or ()) for one in asked.listeFournisseurs or ()),
        by_siren=bool(asked.rechercheSirenFournisseur),
        request_kind=asked.typeDemandePaiement,
        kinds=asked.listeTypeFacture or (),
        downloaded=asked.factureTelechargeeParDestinataire,
        **_common(asked),
    )
    paging = _paging(asked.paramRecherche)
    found = searching.received(call.service, call.caller, criteria, paging, sized=bool(asked.recupererTaille))
    return WsRetourRechercheFactureRecipiendaireRest(
        listeFactures=tuple(_received(one) for one in found.items),
        pageCourante=found.page,
        pages=found.pages,
        nbResultatsParPage=found.length,
        total=found.total,
    )


def _common(asked: InvoiceFilters) -> dict[str, Any]:
    """The criteria that both sides have."""
    net, gross, due = _amounts(asked)
    return {
        "number": asked.numeroFacture,
        "contract": asked.numeroMarche,
        "engagement": asked.numeroBonCommande,
        "frame": asked.cadreFacturation,
        "statuses": asked.statutCourant or (),
        "net": net,
        "gross": gross,
        "due": due,
        "issued": Period(asked.periodeDateFactureDu, asked.periodeDateFactureAu),
        "deposited": Period(asked.periodeDateDepotDu, asked.periodeDateDepotAu),
        "changed": Period(asked.periodeDateHeureEtatCourantDu, asked.periodeDateHeureEtatCourantAu),
        "validator": asked.idStructureValideur,
    }


def _amounts(asked: InvoiceFilters) -> tuple[Amounts, Amounts, Amounts]:
    """Without VAT, with VAT, to be paid. Programs that name all fields say 0 for all bounds: that asks for nothing."""
    told = (
        Amounts(asked.montantHTMin, asked.montantHTMax),
        Amounts(asked.montantTTCMin, asked.montantTTCMax),
        Amounts(asked.montantApayerMin, asked.montantApayerMax),
    )
    return (Amounts(),) * 3 if set(told) == {Amounts(Decimal(), Decimal())} else told


def _paging(asked: ParametresRechercherFactureParFournisseur | None) -> Paging:
    if asked is None:
        return Paging()
    return Paging(
        asked.pageResultatDemandee,
        asked.nbResultatsParPage,
        asked.nbResultatsMaximum,
        asked.triColonne,
        asked.triSens == ASCENDING,
    )


def _issued(found: searching.Found) -> RetourRechercherFactureParFournisseur:
    row, account = found.invoice, found.account
    return RetourRechercherFactureParFournisseur(
        identifiantFactureCPP=row.id,
        numeroFluxDepot=found.flow_number,
        typeIdentifiantValideur1=SIRET if found.validator else None,
        codeValideur1=found.validator,
        numeroFactureOrigine=row.preceding,
        modeDepot=row.mode,
        coordBancairesFournisseurCodePays=account.iban[:2] if account else None,
        coordBancairesFournisseurCleIban=account.iban[2:4] if account else None,
        coordBancairesFournisseurCompteBancaire=account.iban[4:] if account else None,
        coordBancairesFournisseurNomCb=account.label or None if account else None,
        nomPrenomUtilisateurCreateur=found.creator,
        rejetTraite=row.rejection_handled,
        **_shown(found),
    )


def _received(found: searching.Found) -> FactureRechercheRecipiendaire:
    return FactureRechercheRecipiendaire(
        idFacture=found.invoice.id,
        factureTelechargeeParDestinataire=found.invoice.downloaded,
        **_shown(found),
    )


def _shown(found: searching.Found) -> dict[str, Any]:
    row, service, supplier_service = found.invoice, found.service, found.supplier_service
    return {
        "typeDemandePaiement": INVOICES,
        "codeFournisseur": found.supplier.siret,
        "typeIdentifiantFournisseur": SIRET if found.supplier.siret else None,
        "designationFournisseur": found.supplier.name,
        "codeServiceFournisseur": supplier_service.code if supplier_service else None,
        "nomServiceFournisseur": supplier_service.name if supplier_service else None,
        "idDestinataire": found.recipient_number,
        "codeDestinataire": found.recipient.siret,
        "designationDestinataire": found.recipient.name,
        "idServiceExecutant": found.service_number,
        "codeServiceExecutant": service.code if service else None,
        "nomServiceExecutant": service.name if service else None,
        "typeFacture": row.kind,
        "numeroFacture": row.number,
        "dateFacture": day(row.issue_date),
        "dateDepot": day(row.deposited_at),
        "montantHT": number(row.net),
        "montantTTC": number(row.gross),
        "montantAPayer": number(row.due),
        "devise": row.currency,
        "statut": row.status,
        "numeroMarche": row.contract,
        "numeroBonCommande": row.engagement,
        "taille": found.size,
        "dateHeureEtatCourant": moment(row.status_at),
        "commentaireEtatCourant": found.comment,
    }
