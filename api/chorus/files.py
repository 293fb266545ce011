"""Files on the portal: added, given back, forgotten."""

from __future__ import annotations

from base64 import b64encode

from fastapi import APIRouter

from api.chorus.objects import files as objects
from api.chorus.protocol import Call, operation
from worker.portal import files, refusals
from worker.portal.packed import NO_BASE64, unpacked

router = APIRouter()


@operation(router, "/cpro/transverses/v1/ajouter/fichier", objects.AjouterFichierParam)
def ajouter_fichier(call: Call, asked: objects.AjouterFichierParam) -> objects.WsRetourAjouterFichier:
    """Keep a file for an invoice to come."""
    number = files.keep(
        call.service,
        call.caller,
        None,
        asked.pieceJointeNom,
        asked.pieceJointeTypeMime,
        asked.pieceJointeExtension,
        _bytes(asked),
    )
    return objects.WsRetourAjouterFichier(pieceJointeId=number)


@operation(router, "/cpro/transverses/v1/detacherPieceJointe", objects.DetacherPieceJointeParam)
def detacher(call: Call, asked: objects.DetacherPieceJointeParam) -> objects.WsRetourDetacherPieceJointe:
    """Forget a file that goes with no invoice."""
    with call.service.store.session() as session:
        files.detach(session, call.caller, asked.idPieceJointeObjet or asked.pieceJointeId or 0)
    return objects.WsRetourDetacherPieceJointe()


@operation(router, "/cpro/transverses/v1/telecharger/pieceJointe", objects.TelechargerPieceJointeParam)
def telecharger(call: Call, asked: objects.TelechargerPieceJointeParam) -> objects.WsRetourTelechargerPieceJointe:
    """Give a file back: one's own, or one of an invoice that one's structure issued or received."""
    if asked.pieceJointeId is None:
        why = "donnez le numéro du fichier ; pour toutes les pièces d'une facture, appelez telecharger/groupe"
        raise refusals.FIELD_WRONG(field="pieceJointeId", why=why)
    with call.service.store.reading() as session:
        row, data = files.read(call.service, session, call.caller, asked.pieceJointeId)
        return objects.WsRetourTelechargerPieceJointe(
            pieceJointe=b64encode(data).decode(),
            pieceJointeId=row.id,
            pieceJointeNom=row.name,
            pieceJointeDesignation=row.designation or None,
            pieceJointeTypeMime=row.media_type,
            pieceJointeExtension=row.extension.upper(),
            pieceJointeTaille=row.size,
        )


def _bytes(asked: objects.AjouterFichierParam) -> bytes:
    found = unpacked(asked.pieceJointeFichier)
    if found is None:
        raise refusals.FILE_WRONG(name=asked.pieceJointeNom, why=f"pieceJointeFichier : {NO_BASE64}")
    return found
