"""`deposer/pdf` as a program calls it: the fields of the interface, and all that was read beside them."""

import base64
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF

from api.app import create_app
from tests import portal_kit as kit
from tests.api_kit import Client
from tests.worker_kit import extraction_of, make_service
from worker.portal import files, reading
from worker.store.tables import DocumentRow, PortalFileRow, StructureRow

INVOICES = Path(__file__).parents[2] / "fixtures" / "invoices"
PATH, SUBMIT = "/cpro/factures/v1/deposer/pdf", "/cpro/factures/v1/soumettre"
FIELDS = {
    "numeroFacture", "dateFacture", "codeDestinataire", "codeServiceExecutant", "codeFournisseur", "codeDeviseFacture",
    "typeFacture", "typeTva", "numeroBonCommande", "montantHtTotal", "montantTVA", "montantTtcAvantRemiseGlobalTTC",
    "montantAPayer", "pieceJointeId",
}  # fmt: skip


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A service that knows the recipients, a supplier, and a client of theirs."""
    service = make_service(tmp_path_factory.mktemp("portal"))
    kit.qualification(service)
    people = kit.supplier(service)
    with Client(create_app(service), people.headers) as client:
        yield service, people, client
    service.close()


def asked(data, name="facture.pdf", **more):
    return {"idUtilisateurCourant": 0, "fichierFacture": base64.b64encode(data).decode(), "nomFichier": name, **more}


def deposited(client, data, name="facture.pdf", **more):
    return client.post(PATH, json=asked(data, name, **more))


def drawn(*lines):
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for line in lines:
        pdf.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def fixture(name):
    return (INVOICES / name / "invoice.pdf").read_bytes()


def test_what_a_page_says_fills_the_fields_of_the_interface(portal):
    _, _, client = portal
    told = deposited(client, fixture("mairie"), formatDepot="PDF_NON_SIGNE").json()
    assert told["codeRetour"] == 0
    assert {name: told[name] for name in FIELDS - {"pieceJointeId"}} == {
        "numeroFacture": "2026-08-367",
        "dateFacture": "2026-08-21",
        "codeDestinataire": "21556540900046",
        "codeServiceExecutant": "BAT",
        "codeFournisseur": "79338986700029",
        "codeDeviseFacture": "EUR",
        "typeFacture": "FACTURE",
        "typeTva": None,
        "numeroBonCommande": "E26055358",
        "montantHtTotal": 5389.8,
        "montantTVA": 560.46,
        "montantTtcAvantRemiseGlobalTTC": 5950.26,
        "montantAPayer": 5950.26,
    }


def test_every_value_has_its_confidence_and_its_place(portal):
    _, _, client = portal
    read = deposited(client, fixture("mairie")).json()["prefacture"]
    number = read["fields"]["invoice_number"]
    assert (number["value"], number["official"], number["place"]["page"]) == ("2026-08-367", "numeroFacture", 1)
    left, top, right, bottom = number["place"]["box"]
    assert 0 < left < right < 596
    assert 0 < top < bottom < 300  # the head of the page: the origin is at its top
    assert 0.5 < number["confidence"] <= 1
    assert read["iban"] == "FR7620628964387809863814392"
    assert read["lines"]
    assert sum(float(row["tax"]) for row in read["vat_breakdown"]) == pytest.approx(560.46)
    assert read["engine"].startswith("prefacture")
    assert all(value is not None for value in read.values())


def test_the_pdf_is_kept_for_its_depositor_and_is_no_document_to_review(portal):
    service, people, client = portal
    data = fixture("mairie")
    name = "f" * 196 + ".pdf"
    number = deposited(client, data, name).json()["pieceJointeId"]
    with service.store.reading() as session:
        row, kept = files.read(service, session, people.caller, number)
        assert (row.name, row.user_id, row.invoice_id, kept) == (name, people.caller.user_id, None, data)
        assert session.query(DocumentRow).count() == 0


def test_what_was_read_is_submitted_as_it_came(portal):
    service, _, client = portal
    kit.recipient(service, "21556540900046", service_code_required=True)
    seller = kit.supplier(service, "Favithat", "79338986700029", "tech@favithat.fr")
    read = client.post(PATH, headers=seller.headers, json=asked(fixture("mairie"))).json()
    body = {
        "modeDepot": "DEPOT_PDF_API",
        "numeroFactureSaisi": read["numeroFacture"],
        "dateFacture": read["dateFacture"],
        "destinataire": {"codeDestinataire": read["codeDestinataire"]},
        "fournisseur": {"idFournisseur": seller.number},
        "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        "references": {
            "deviseFacture": read["codeDeviseFacture"],
            "typeFacture": read["typeFacture"],
            "typeTva": read["typeTva"],
            "numeroBonCommande": read["numeroBonCommande"],
        },
        "montantTotal": {
            "montantHtTotal": read["montantHtTotal"],
            "montantTVA": read["montantTVA"],
            "montantTtcTotal": read["montantTtcAvantRemiseGlobalTTC"],
            "montantAPayer": read["montantAPayer"],
        },
        "pieceJointePrincipale": {"pieceJointePrincipaleId": read["pieceJointeId"]},
    }
    refused = client.post(SUBMIT, headers=seller.headers, json=body).json()
    assert refused["codeRetour"] == 20010, "the recipient demands its service"
    with service.store.session() as session:
        session.query(StructureRow).filter_by(siret="21556540900046").one().service_code_required = False
    told = client.post(SUBMIT, headers=seller.headers, json=body).json()
    assert (told["codeRetour"], told["numeroFacture"], told["statutFacture"]) == (0, "2026-08-367", "DEPOSEE")


def test_a_scan_is_read(portal):
    _, _, client = portal
    told = deposited(client, fixture("marge-3__scan")).json()
    assert told["prefacture"]["reading"] == "ocr"
    assert (told["numeroFacture"], told["codeFournisseur"], told["montantHtTotal"]) == (
        "01692",
        "41599168600072",
        1471.97,
    )


def test_what_is_not_on_the_page_is_null_and_never_left_out(portal):
    _, _, client = portal
    told = deposited(client, drawn("Bonjour", "Ceci est une lettre et non une facture.")).json()
    assert told.keys() == FIELDS | {"codeRetour", "libelle", "prefacture"}
    assert told["codeRetour"] == 0
    assert told["numeroFacture"] is told["codeDestinataire"] is told["montantAPayer"] is None
    assert not told["prefacture"]["ready"]
    assert told["prefacture"]["findings"]


def test_a_number_that_the_portal_does_not_take_is_told_and_not_given(portal):
    _, _, client = portal
    told = deposited(client, drawn("FACTURE", "Facture n° FAC-2026-10-0000000118-A")).json()
    assert told["numeroFacture"] is None
    assert told["prefacture"]["fields"]["invoice_number"]["value"] == "FAC-2026-10-0000000118-A"
    assert "PF-PORTAL-NUMBER" in {one["rule"] for one in told["prefacture"]["findings"]}


def test_what_the_recipient_demands_is_told(portal):
    _, _, client = portal
    told = deposited(client, drawn("FACTURE n° F-12", f"SIRET client : {kit.EITHER_WANTED}")).json()
    assert told["codeDestinataire"] == kit.EITHER_WANTED
    assert "PF-DIR-EITHER" in {one["rule"] for one in told["prefacture"]["findings"]}


def test_that_a_file_holds_several_invoices_is_told():
    assert not reading.portal_findings(extraction_of(), 1)
    (told,) = reading.portal_findings(extraction_of(), 3)
    assert told.rule == "PF-PORTAL-SEVERAL"
    assert "3 factures" in told.message.fr


def test_a_signature_that_was_announced_is_looked_for(portal):
    _, _, client = portal
    for kind, expected in (("PDF_SIGNE_PADES", True), ("PDF_NON_SIGNE", False)):
        told = deposited(client, fixture("mairie"), formatDepot=kind).json()
        assert ("PF-PORTAL-UNSIGNED" in {one["rule"] for one in told["prefacture"]["findings"]}) is expected


def test_while_many_wait_for_the_reader_the_next_is_told_when_to_come_back(portal):
    _, _, client = portal
    for _ in range(16):
        reading._waiting.acquire()
    try:
        answer = deposited(client, fixture("mairie"))
    finally:
        for _ in range(16):
            reading._waiting.release()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert deposited(client, fixture("mairie")).json()["codeRetour"] == 0


def protected():
    kept = BytesIO()
    with pikepdf.open(BytesIO(fixture("mairie"))) as pdf:
        pdf.save(kept, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (protected, "facture.pdf", "mot de passe"),
        (lambda: b"%PDF-1.7\n" + b"x" * 900, "facture.pdf", "endommagé"),
        (lambda: b"<html></html>", "facture.pdf", "pas un PDF"),
        (lambda: b"", "facture.pdf", "pas un PDF"),
        (lambda: fixture("mairie"), "facture", "extension .pdf"),
        (lambda: fixture("mairie"), "f" * 197 + ".pdf", "201 caractères"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_not_kept(portal, data, name, said):
    service, _, client = portal
    before = count(service)
    answer = deposited(client, data(), name)
    assert (answer.status_code, answer.json()["codeRetour"]) == (200, 20004)
    assert said in answer.json()["libelle"]
    assert count(service) == before


def count(service):
    with service.store.reading() as session:
        return session.query(PortalFileRow).count()


def test_more_than_ten_megabytes_is_413(portal):
    _, _, client = portal
    answer = deposited(client, b"%PDF-1.7\n" + bytes(10 * 1024**2))
    assert (answer.status_code, answer.json()["codeRetour"]) == (413, 413)


def test_what_is_no_base64_and_what_is_no_request_are_told_apart(portal):
    _, _, client = portal
    answer = client.post(PATH, json={"fichierFacture": "é à ?", "nomFichier": "facture.pdf"})
    assert (answer.status_code, answer.json()["codeRetour"]) == (200, 20004)
    for wrong in ({}, {"fichierFacture": "", "nomFichier": "a.pdf", "formatDepot": "PDF_VERT"}, []):
        assert client.post(PATH, json=wrong).status_code == 400
