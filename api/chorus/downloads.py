"""`telecharger/groupe`: one or several invoices as one file."""

from __future__ import annotations

from base64 import b64encode

from fastapi import APIRouter

from api.chorus.objects.downloads import TelechargerGroupeFactureParam, WsRetourTelechargerGroupeFacture
from api.chorus.protocol import Call, operation
from worker.portal import bundles

router = APIRouter()
_YES = "OUI"


@operation(router, "/cpro/factures/v1/telecharger/groupe", TelechargerGroupeFactureParam)
def group(call: Call, asked: TelechargerGroupeFactureParam) -> WsRetourTelechargerGroupeFacture:
    """Invoices that the account's structures issued or received."""
    attachments = (asked.avecPiecesJointesComplementaires or "").upper() == _YES
    numbers = [one.idFacture for one in asked.listeFacture]
    data = bundles.bundle(call.service, call.caller, numbers, asked.format, attachments=attachments)
    return WsRetourTelechargerGroupeFacture(fichierResultat=b64encode(data).decode("ascii"))
