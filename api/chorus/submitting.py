"""`soumettre`: an invoice typed in, or the fields that go with a PDF which was deposited before."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.chorus.objects import submitting as objects
from api.chorus.objects.values import moment
from api.chorus.protocol import Call, operation
from models.portal import Status
from worker.portal import refusals
from worker.portal.callers import Caller
from worker.portal.conformity import from_interface
from worker.portal.numbers import Kind, ref_of
from worker.portal.submitting import Attached, Submission, submit
from worker.store.tables import StructureRow

router = APIRouter()


@operation(router, "/cpro/factures/v1/soumettre", objects.SoumettreFactureParam)
def soumettre(call: Call, asked: objects.SoumettreFactureParam) -> objects.WsRetourSoumettreFacture:
    """Take an invoice. The answer tells what it was taken as: by then the recipient may have it already."""
    from_interface(asked.modeDepot)
    with call.service.store.session() as session:
        row = submit(session, call.caller, _submission(session, call.caller, asked))
        return objects.WsRetourSoumettreFacture(
            identifiantFactureCPP=row.id,
            numeroFacture=row.number,
            statutFacture=Status.DEPOSEE.value,
            dateDepot=moment(row.deposited_at),
            identifiantStructure=session.get_one(StructureRow, row.supplier_id).siret,
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


def _submission(session: Session, caller: Caller, asked: objects.SoumettreFactureParam) -> Submission:
    references, totals, main = asked.references, asked.montantTotal, asked.pieceJointePrincipale
    frame, supplier = asked.cadreDeFacturation, asked.fournisseur
    return Submission(
        supplier_id=_supplier(session, caller, supplier.idFournisseur),
        supplier_service_id=_ref(session, "service", supplier.idServiceFournisseur),
        account_id=_ref(session, "account", supplier.codeCoordonneesBancairesFournisseur),
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


def _supplier(session: Session, caller: Caller, number: int | None) -> str:
    """The structure of that number; where none is told, the only one that the account has."""
    if number:
        return _ref(session, "structure", number) or ""
    if len(caller.roles) != 1:
        why = f"donnez-le, votre compte a {len(caller.roles)} structures"
        raise refusals.FIELD_WRONG(field="idFournisseur", why=why)
    return next(iter(caller.roles))


def _ref(session: Session, kind: Kind, number: int | None) -> str | None:
    """What has this number; an empty text, which nothing has, where none does. Some programs say 0 for none."""
    return ref_of(session, kind, number) or "" if number else None


def _told(part: BaseModel, *names: str) -> dict[str, Any]:
    return part.model_dump(include=set(names) or None, exclude_none=True)
