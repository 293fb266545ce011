"""`soumettre`: an invoice typed in, or the fields that go with a PDF which was deposited before."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from api.chorus.objects import submitting as objects
from api.chorus.objects.values import day
from api.chorus.protocol import Call, operation
from models.portal import Status
from worker.portal.conformity import from_interface
from worker.portal.issuers import Issuer, issuer
from worker.portal.submitting import Attached, Submission, submit

router = APIRouter()


@operation(router, "/cpro/factures/v1/soumettre", objects.SoumettreFactureParam)
def soumettre(call: Call, asked: objects.SoumettreFactureParam) -> objects.WsRetourSoumettreFacture:
    """Take an invoice. The answer tells what it was taken as: by then the recipient may have it already."""
    from_interface(asked.modeDepot)
    told = asked.fournisseur
    with call.service.store.session() as session:
        named = (told.idFournisseur, told.idServiceFournisseur, told.codeCoordonneesBancairesFournisseur)
        by = issuer(session, call.caller, *named)
        row = submit(session, call.caller, _submission(asked, by))
        return objects.WsRetourSoumettreFacture(
            identifiantFactureCPP=row.id,
            numeroFacture=row.number,
            statutFacture=Status.DEPOSEE.value,
            dateDepot=day(row.deposited_at),
            identifiantStructure=by.siret,
            empreinteCertificatDepot=row.certificate,
        )


def attached(files: tuple[objects.PieceJointeComplementaire, ...]) -> tuple[Attached, ...]:
    """Files that go with an invoice."""
    return tuple(
        Attached(
            one.pieceJointeComplementaireId,
            one.pieceJointeComplementaireDesignation or "",
            one.pieceJointeComplementaireType,
            one.pieceJointeComplementaireNumeroLigneFacture,
        )
        for one in files
    )


def _submission(asked: objects.SoumettreFactureParam, by: Issuer) -> Submission:
    references, totals, main = asked.references, asked.montantTotal, asked.pieceJointePrincipale
    frame = asked.cadreDeFacturation
    return Submission(
        supplier_id=by.structure_id,
        supplier_service_id=by.service_id,
        account_id=by.account_id,
        recipient_siret=asked.destinataire.codeDestinataire,
        service_code=asked.destinataire.codeServiceExecutant,
        number=asked.numeroFactureSaisi,
        mode=asked.modeDepot,
        frame=frame.codeCadreFacturation,
        validator=_told(frame, "codeStructureValideur", "codeServiceValideur"),
        issue_date=asked.dateFacture,
        kind=references.typeFacture,
        currency=references.deviseFacture or "EUR",
        vat_kind=references.typeTva,
        exemption_reason=references.motifExonerationTva,
        contract=references.numeroMarche,
        engagement=references.numeroBonCommande,
        preceding=references.numeroFactureOrigine,
        payment_mode=references.modePaiement,
        net=totals.montantHtTotal,
        vat=totals.montantTVA,
        gross=totals.montantTtcTotal,
        discount=totals.montantRemiseGlobaleTTC,
        discount_reason=totals.motifRemiseGlobaleTTC,
        due=totals.montantAPayer,
        lines=tuple(_told(one) for one in asked.lignePoste),
        vat_rows=tuple(_told(one) for one in asked.ligneTva),
        main_file=main.pieceJointePrincipaleId if main else None,
        main_designation=(main.pieceJointePrincipaleDesignation or "") if main else "",
        attachments=attached(asked.pieceJointeComplementaire),
        comment=asked.commentaire,
    )


def _told(part: BaseModel, *names: str) -> dict[str, Any]:
    return part.model_dump(include=set(names) or None, exclude_none=True)
