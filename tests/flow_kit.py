"""Flows for tests: invoices of our own engine as UBL, CII and Factur-X, lots of them, and a portal that knows both."""

from __future__ import annotations

import io
import tarfile
import zipfile
from base64 import b64encode
from functools import cache

from sqlalchemy import select

from extractor.deposit import write
from extractor.intake import open_source
from extractor.pipeline import read_source
from extractor.settings import Settings
from models.output import OutputKind, Supplements
from tests.integration.durability_papers import paper
from tests.portal_kit import add_service, recipient, supplier
from worker.portal import flows
from worker.store.tables import PortalFlowRow, PortalInvoiceRow

UBL, CII, FACTURX = "IN_DP_E1_UBL_INVOICE", "IN_DP_E1_CII_16B", "IN_DP_E2_CII_FACTURX"
UBL_MIN, CII_MIN = "IN_DP_E2_UBL_INVOICE_MIN", "IN_DP_E2_CII_MIN_16B"
BUYER, SERVICE = "21556540900046", "BAT"  # of the papers
KINDS = {UBL: OutputKind.UBL, CII: OutputKind.CII, FACTURX: OutputKind.FACTURX}


@cache
def invoice(index, syntax=UBL, mode="S1"):
    """The file of paper `index`, as the engine writes it for a deposit."""
    data = paper(index)
    source = open_source("facture.pdf", data, settings=Settings())
    document, extraction = next(iter(read_source(source, ocr=lambda _: (), settings=Settings())))
    return write(data, document, extraction, KINDS[syntax], supplements=Supplements(billing_mode=mode)).data


def with_pdf(index, syntax=UBL_MIN, *, zipped=False):
    """An XML invoice with its PDF inside, as an E2 flow carries it."""
    pdf = zip_of({"facture.pdf": paper(index)}) if zipped else paper(index)
    packed = b64encode(pdf).decode()
    if syntax == UBL_MIN:
        told = (
            "<cac:AdditionalDocumentReference><cbc:ID>F</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
            f'mimeCode="application/pdf" filename="facture.pdf">{packed}</cbc:EmbeddedDocumentBinaryObject>'
            "</cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>"
        )
        return replaced(invoice(index, UBL), "<cac:AccountingSupplierParty>", told)
    told = (
        "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>F</ram:IssuerAssignedID><ram:TypeCode>916"
        '</ram:TypeCode><ram:AttachmentBinaryObject mimeCode="application/pdf" filename="facture.pdf">'
        f"{packed}</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument></ram:ApplicableHeaderTradeAgreement>"
    )
    return replaced(invoice(index, CII), "</ram:ApplicableHeaderTradeAgreement>", told)


def replaced(data, old, new):
    """The file with one text changed, which must be in it."""
    assert old.encode() in data
    return data.replace(old.encode(), new.encode(), 1)


def lot(files):
    """A tar.gz."""
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return kept.getvalue()


def zip_of(files):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return kept.getvalue()


def portal(service):
    """The papers' supplier with its account, and their recipient in the directory."""
    person = supplier(service)
    add_service(service, recipient(service, BUYER, "Commune de Valbrume"), SERVICE)
    return person


def received(service, person, data, syntax=UBL, name="facture.xml"):
    """A flow that waits; its identifier."""
    return flows.receive(service, person.caller, None, name, syntax, data=data).id


def processed(service, person, data, syntax=UBL, name="facture.xml"):
    """A flow after its processing."""
    flow_id = received(service, person, data, syntax, name)
    flows.process(service, flow_id)
    return flow(service, flow_id)


def flow(service, flow_id):
    with service.store.reading() as session:
        return session.get_one(PortalFlowRow, flow_id)


def on_portal(service):
    """The invoices that the portal has, in their order."""
    with service.store.reading() as session:
        return session.scalars(select(PortalInvoiceRow).order_by(PortalInvoiceRow.id)).all()


def words(row):
    """What a flow's report says, all of it."""
    told = [one["libelleErreurDP"] for one in row.errors["invoices"]]
    return told + [one["libelleErreur"] for one in row.errors["technical"]]
