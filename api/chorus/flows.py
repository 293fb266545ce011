"""Flows: deposited, and what became of them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict

from fastapi import APIRouter

from api.chorus.objects import flows as objects
from api.chorus.objects.values import day, moment
from api.chorus.protocol import Call, operation
from worker.portal import flows, refusals, reports
from worker.portal.packed import NO_BASE64, unpacked

router = APIRouter()


@operation(router, "/cpro/factures/v1/deposer/flux", objects.DeposerFluxFactureParam)
def deposer_flux(call: Call, asked: objects.DeposerFluxFactureParam) -> objects.WsRetourDeposerFluxFacture:
    """Take a file of invoices; each goes to the supplier that it names."""
    row = flows.receive(
        call.service,
        call.caller,
        None,
        asked.nomFichier or "flux",
        asked.syntaxeFlux,
        signed=asked.avecSignature,
        data=_bytes(asked.fichierFlux),
    )
    return objects.WsRetourDeposerFluxFacture(
        numeroFluxDepot=row.number, dateDepot=day(row.received_at), syntaxeFlux=row.syntax
    )


@operation(router, "/cpro/transverses/v1/consulterCR", objects.ConsulterCRParam)
def consulter_cr(call: Call, asked: objects.ConsulterCRParam) -> objects.WsRetourConsulterCR:
    """The report on a flow, to print."""
    with call.service.store.reading() as session:
        told = reports.report(session, call.caller, asked.numeroFluxDepot)
    return objects.WsRetourConsulterCR(
        numeroFluxDepot=told.number,
        codeInterfaceFlux=told.interface,
        etatCourantFlux=told.state.value,
        dateDepotFlux=moment(told.received_at),
        dateHeureEtatCourantFlux=moment(told.state_at),
        nomFichierFlux=told.name,
        fichierCR=b64encode(reports.sheet(told)).decode(),
    )


@operation(router, "/cpro/transverses/v1/consulterCRDetaille", objects.ConsulterCRParam)
def consulter_cr_detaille(call: Call, asked: objects.ConsulterCRParam) -> objects.WsRetourConsulterCRDetaille:
    """The report on a flow, for programs."""
    with call.service.store.reading() as session:
        told = reports.report(session, call.caller, asked.numeroFluxDepot)
    return objects.WsRetourConsulterCRDetaille(
        codeInterfaceDepotFlux=told.interface,
        etatCourantDepotFlux=told.state.value,
        dateDepotFlux=moment(told.received_at),
        dateHeureEtatCourantFlux=moment(told.state_at),
        nomFichier=told.name,
        listeErreurDP=tuple(objects.ErreurDP(**asdict(one)) for one in told.invoices),
        listeErreurTechnique=tuple(objects.ErreurTechnique(**asdict(one)) for one in told.technical),
    )


def _bytes(told: str) -> bytes:
    found = unpacked(told)
    if found is None:
        raise refusals.FIELD_WRONG(field="fichierFlux", why=NO_BASE64)
    return found
