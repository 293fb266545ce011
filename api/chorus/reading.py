"""`deposer/pdf`: a PDF goes in, what was read on it comes back."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from fastapi import APIRouter

from api.chorus.objects import reading as objects
from api.chorus.objects.values import number
from api.chorus.protocol import Call, operation
from extractor.identity import engine_version
from models import field as read
from models.finding import Finding, Severity
from worker.portal import reading, refusals
from worker.portal.packed import NO_BASE64, unpacked

router = APIRouter()

OFFICIAL: Final = {
    "invoice_number": "numeroFacture",
    "issue_date": "dateFacture",
    "buyer_siret": "codeDestinataire",
    "buyer_reference": "codeServiceExecutant",
    "seller_siret": "codeFournisseur",
    "currency": "codeDeviseFacture",
    "type_code": "typeFacture",
    "purchase_order": "numeroBonCommande",
    "total_without_vat": "montantHtTotal",
    "total_vat": "montantTVA",
    "total_with_vat": "montantTtcAvantRemiseGlobalTTC",
    "amount_due": "montantAPayer",
}
"""Our fields, and those of the interface that they fill."""


@operation(router, "/cpro/factures/v1/deposer/pdf", objects.DeposerPdfFactureParam)
def deposer_pdf(call: Call, asked: objects.DeposerPdfFactureParam) -> objects.WsRetourDeposerPdfFacture:
    """Read a PDF and keep it for `soumettre`."""
    signed = asked.formatDepot == "PDF_SIGNE_PADES"
    found = reading.recognise(call.service, call.caller, asked.nomFichier, _bytes(asked), signed=signed)
    return objects.WsRetourDeposerPdfFacture(
        numeroFacture=found.number,
        dateFacture=found.issue_date.isoformat() if found.issue_date else None,
        codeDestinataire=found.recipient,
        codeServiceExecutant=found.service_code,
        codeFournisseur=found.supplier,
        codeDeviseFacture=found.currency,
        typeFacture=found.kind,
        typeTva=found.vat_kind,
        numeroBonCommande=found.engagement,
        montantHtTotal=number(found.net),
        montantTVA=number(found.vat),
        montantTtcAvantRemiseGlobalTTC=number(found.gross),
        montantAPayer=number(found.due),
        pieceJointeId=found.file_id,
        prefacture=_whole(found),
    )


def _bytes(asked: objects.DeposerPdfFactureParam) -> bytes:
    found = unpacked(asked.fichierFacture)
    if found is None:
        raise refusals.FILE_WRONG(name=asked.nomFichier, why=f"fichierFacture : {NO_BASE64}")
    return found


def _whole(found: reading.Recognised) -> objects.Prefacture:
    extraction = found.extraction
    return objects.Prefacture(
        engine=engine_version(),
        reading=extraction.reading.value,
        pages=extraction.pages,
        invoices=found.invoices,
        ready=not any(one.severity is Severity.BLOCKING for one in found.findings),
        iban=extraction.invoice.payment.iban,
        fields={name: _field(name, one) for name, one in extraction.fields.items()},
        vat_breakdown=tuple(map(_vat, extraction.vat_breakdown)),
        lines=tuple(map(_line, extraction.lines)),
        findings=tuple(map(_finding, found.findings)),
    )


def _field(name: str, one: read.Field) -> objects.ReadField:
    return objects.ReadField(
        value=one.value,
        confidence=one.confidence,
        term=one.term,
        origin=one.origin.value,
        official=OFFICIAL.get(name),
        place=_place(one.provenance),
        alternatives=len(one.alternatives),
    )


def _vat(row: read.VatRow) -> objects.ReadVat:
    return objects.ReadVat(
        rate=str(row.rate),
        base=_text(row.base),
        tax=str(row.tax),
        category=row.category,
        confidence=row.confidence,
        place=_place(row.provenance),
    )


def _line(line: read.LineItem) -> objects.ReadLine:
    return objects.ReadLine(
        description=line.description,
        reference=line.reference,
        quantity=_text(line.quantity),
        unit=line.unit,
        unit_price=_text(line.unit_price),
        discount=_text(line.discount),
        net_amount=_text(line.net_amount),
        vat_rate=_text(line.vat_rate),
        confidence=line.confidence,
        place=_place(line.provenance),
    )


def _finding(one: Finding) -> objects.ReadFinding:
    return objects.ReadFinding(
        rule=one.rule,
        severity=one.severity.value,
        field=one.field,
        message=one.message.fr,
        reference=one.reference,
    )


def _place(place: read.Place | None) -> objects.Place | None:
    return None if place is None else objects.Place(page=place.page, box=place.bbox, text=place.text)


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
