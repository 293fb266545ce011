"""Invoices downloaded from the portal: as PDF, as one XML file, in a ZIP, by who may."""

import base64
import zipfile
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

from api.app import create_app
from models.lifecycle import Role
from models.portal import Status
from tests import portal_kit
from tests.api_kit import Client
from tests.portal_kit import NOTHING_WANTED, OTHER_SIRET, PDF, SERVICE, SERVICE_WANTED
from worker.portal import bundles, readable
from worker.portal.entries import set_status
from worker.portal.submitting import submit
from worker.store.tables import PortalFileRow, PortalInvoiceRow

PATH = "/cpro/factures/v1/telecharger/groupe"


class Portal:
    """A typed-in invoice and a PDF with an attachment, for a recipient who works here."""

    def __init__(self, service):
        self.service = service
        recipients = portal_kit.qualification(service)
        self.supplier = portal_kit.supplier(service)
        self.town = portal_kit.member(service, recipients[NOTHING_WANTED], Role.REVIEWER, "finances@mairie.fr")
        account_id, _ = portal_kit.bank_account(service, self.supplier.structure_id)
        self.typed = portal_kit.submitted(
            service, self.supplier, "F-1/A", account_id=account_id, contract="M-7", engagement="EJ-42",
            comment="Chantier de l'école « Œuvre », 3ᵉ étage \x0b", discount=Decimal("0.50"),
            gross=Decimal("119.50"), due=Decimal("119.50"),
        )  # fmt: skip
        attached = portal_kit.attachment(service, self.supplier, "facture.pdf")
        told = portal_kit.pdf_submission(service, self.supplier, "F-2", attachments=(attached,))
        with service.store.session() as session:
            self.filed = submit(session, self.supplier.caller, told).id

    def told(self, numbers, form="PDF", who=None, status=200, **more):
        asked = {"listeFacture": [{"idFacture": one} for one in numbers], "format": form, **more}
        with Client(create_app(self.service), (who or self.supplier).headers) as client:
            response = client.post(PATH, json=asked)
        assert response.status_code == status, response.text
        return response.json()

    def data(self, *asked, **more):
        told = self.told(*asked, **more)
        assert told["codeRetour"] == 0, told
        return base64.b64decode(told["fichierResultat"], validate=True)


@pytest.fixture
def portal(either_service):
    return Portal(either_service)


def names(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def text_of(data):
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_one_invoice_as_pdf_is_the_pdf_that_was_deposited(portal):
    assert portal.data([portal.filed]) == PDF
    assert portal.data([portal.filed], avecPiecesJointesComplementaires="NON") == PDF


def test_with_attachments_or_with_others_it_is_a_zip_in_which_no_two_files_share_a_name(portal):
    folder = f"{portal.filed}_F-2"
    alone = portal.data([portal.filed], avecPiecesJointesComplementaires="OUI")
    assert names(alone) == [f"{folder}/facture.pdf", f"{folder}/facture (2).pdf"]
    both = portal.data([portal.filed, portal.typed, portal.filed])
    assert names(both) == [f"{folder}/facture.pdf", f"{portal.typed}_F-1_A/F-1_A.pdf"]


def test_an_invoice_that_came_as_data_is_drawn_for_people(portal):
    data = portal.data([portal.typed])
    with pypdfium2.PdfDocument(data) as document:
        assert [round(side) for side in document[0].get_size()] == [595, 842]
    text = text_of(data).replace("\xa0", " ")
    for told in (
        "Facture n° F-1/A", "Représentation lisible d'une facture déposée en données", "Dubois Menuiserie",
        "73282932000074", "Aucune obligation", NOTHING_WANTED, "01/10/2026", "M-7", "EJ-42", "Porte", "20 %",
        "119,50 €", "FR76 3000 6000 0112 3456 7890 189", "« Œuvre »",
        portal_kit.invoice_row(portal.service, portal.typed).certificate,
    ):  # fmt: skip
        assert told in text, told


def test_a_long_invoice_goes_on_over_pages_with_its_heads(portal):
    line = dict(portal_kit.submission(portal.supplier).lines[0], lignePosteDenomination="Fenêtre à deux vantaux" * 3)
    lines = tuple(dict(line, lignePosteNumero=number) for number in range(1, 121))
    total, vat = Decimal(12000), Decimal(2400)
    row = {"ligneTvaTaux": "TVA5", "ligneTvaMontantBaseHtParTaux": total, "ligneTvaMontantTvaParTaux": vat}
    amounts = {"net": total, "vat": vat, "gross": total + vat, "due": total + vat}
    number = portal_kit.submitted(portal.service, portal.supplier, "F-3", lines=lines, vat_rows=(row,), **amounts)
    with pypdfium2.PdfDocument(portal.data([number])) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) > 3
    assert all("Désignation" in page for page in pages[:-1])
    assert "14 400,00 €" in pages[-1].replace("\xa0", " ")


def test_a_drawing_has_so_many_lines_and_says_how_many_more_there_are(portal, monkeypatch):
    monkeypatch.setattr(readable, "_DRAWN", 1)
    line = {
        "lignePosteNumero": 1, "lignePosteDenomination": "Vis", "lignePosteQuantite": Decimal(1),
        "lignePosteMontantUnitaireHT": Decimal(1),
    }  # fmt: skip
    number = portal_kit.submitted(portal.service, portal.supplier, "F-9", lines=(line,) * 3)
    assert "Et 2 autres lignes" in text_of(portal.data([number]))


def test_the_pivot_is_one_file_of_all_invoices_with_all_their_files(portal):
    with portal.service.store.session() as session:
        set_status(
            session, session.get_one(PortalInvoiceRow, portal.filed), Status.A_RECYCLER, portal.town.caller, "autre"
        )
    root = ET.fromstring(portal.data([portal.typed, portal.filed], "PIVOT"))
    assert root.tag == "CPPFacturePivot"
    assert root.find("CPPFactures").get("Compteur") == "2"
    first, second = root.findall("CPPFactures/CPPFacturePivotUnitaire")
    read = {
        path: first.findtext(path)
        for path in (
            "Fournisseur/Identifiant", "Fournisseur/ReferenceBancaire/Compte", "Debiteur/Identifiant",
            "DonneesFacture/Id", "DonneesFacture/IdCPRO", "DonneesFacture/Type", "DonneesFacture/Cadre",
            "DonneesFacture/DateEmissionFacture", "DonneesFacture/ModePaiement/Code",
            "DonneesFacture/Montants/MontantHT", "DonneesFacture/Montants/MontantTTC",
            "DonneesFacture/Montants/MontantNetAPayer", "DonneesFacture/TVAs/TVA/Taux", "DonneesFacture/Renvoi",
            "DonneesFacture/Engagement/NumeroEngagement", "DonneesFacture/Engagement/NumeroMarche",
            "DonneesFacture/Lignes/Ligne/PrixUnitaire", "DonneesFacture/Lignes/Ligne/ReferenceProduit", "PJ/TypePJ",
        )
    }  # fmt: skip
    assert list(read.values()) == [
        "73282932000074", portal_kit.IBAN, NOTHING_WANTED, "F-1/A", str(portal.typed), "380", "A1", "2026-10-01",
        "VIREMENT", "100", "119.5", "119.5", "20", "Non", "EJ-42", "M-7", "100", "Porte", "01",
    ]  # fmt: skip
    assert text_of(base64.b64decode(first.findtext("PJ/Contenu"))).startswith("Facture n° F-1/A")
    assert second.findtext("DonneesFacture/Renvoi") == "Recyclée"
    files = [
        (one.findtext("TypePJ"), one.findtext("NomPJ"), one.findtext("MimeTypePJ")) for one in second.findall("PJ")
    ]
    assert files == [("01", "facture.pdf", "application/pdf"), ("02", "facture.pdf", "application/pdf")]
    assert base64.b64decode(second.findtext("PJ/Contenu")) == PDF
    assert portal.told([portal.typed], "xml")["codeRetour"] == 0


def test_a_zip_holds_files_and_data(portal):
    data = portal.data([portal.typed, portal.filed], "ZIP", avecPiecesJointesComplementaires="OUI")
    assert [name.rpartition("/")[2] for name in names(data)] == [
        "F-1_A.pdf", "facture.pdf", "facture (2).pdf", "factures_pivot.xml",
    ]  # fmt: skip
    with zipfile.ZipFile(BytesIO(data)) as archive:
        root = ET.fromstring(archive.read("factures_pivot.xml"))
    assert [one.text for one in root.iter("Id")] == ["F-1/A", "F-2"]
    assert not list(root.iter("PJ"))


def test_an_xml_that_was_deposited_is_in_the_zip_and_its_drawing_is_the_pdf(portal):
    with portal.service.store.session() as session:
        file = session.query(PortalFileRow).filter_by(invoice_id=portal.filed, main=True).one()
        file.name, file.media_type, file.extension = "facture.xml", "application/xml", "xml"
    assert text_of(portal.data([portal.filed])).startswith("Facture n° F-2")
    folder = f"{portal.filed}_F-2"
    assert names(portal.data([portal.filed], "ZIP")) == [
        f"{folder}/F-2.pdf", f"{folder}/facture.xml", "factures_pivot.xml",
    ]  # fmt: skip


def test_a_recipients_download_is_remembered_a_suppliers_is_not(portal):
    portal.data([portal.typed])
    assert not portal_kit.invoice_row(portal.service, portal.typed).downloaded
    portal.data([portal.typed], who=portal.town)
    assert portal_kit.invoice_row(portal.service, portal.typed).downloaded
    with Client(create_app(portal.service), portal.supplier.headers) as client:
        told = client.post("/cpro/factures/v1/consulter/historique", json={"idFacture": portal.typed}).json()
    assert told["derniereAction"]["derniereActionCode"] == "TELECHARGEMENT_FACTURE"
    actions = told["historiquesDesActionsUtilisateurs"]["histoAction"]
    assert [one["histoActionUtilisateurEmail"] for one in actions] == ["finances@mairie.fr"]


def test_nobody_else_downloads_anything_not_even_beside_their_own(portal):
    other = portal_kit.supplier(portal.service, "Autre SARL", OTHER_SIRET, "tech@autre.fr")
    own = portal_kit.submitted(portal.service, other, "F-1")
    for form in bundles.Format:
        assert portal.told([portal.filed], form, other)["codeRetour"] == 20000
        assert portal.told([own, portal.filed], form, other)["codeRetour"] == 20000
    elsewhere = portal_kit.submitted(
        portal.service, portal.supplier, "F-9", recipient_siret=SERVICE_WANTED, service_code=SERVICE
    )
    told = portal.told([elsewhere, portal.filed], who=portal.town)
    assert told["codeRetour"] == 20000
    assert "fichierResultat" not in told
    assert not portal_kit.invoice_row(portal.service, portal.filed).downloaded


def test_what_makes_no_sense_is_refused_in_words(portal):
    assert "PDF, PIVOT ou ZIP" in portal.told([portal.filed], "DOCX")["libelle"]
    assert "listeFacture" in portal.told([])["libelle"]
    assert "listeFacture" in portal.told(range(1, bundles.AT_ONCE + 2))["libelle"]
    assert portal.told([10**15])["codeRetour"] == 20000


def test_more_than_120_megabytes_are_refused_before_they_are_read(portal):
    with portal.service.store.session() as session:
        for file in session.query(PortalFileRow).filter_by(invoice_id=portal.filed, main=False):
            file.size = 120 * 1024**2
    told = portal.told([portal.filed], status=413, avecPiecesJointesComplementaires="OUI")
    assert (told["codeRetour"], "120 Mo" in told["libelle"]) == (413, True)
    assert portal.data([portal.filed]) == PDF
