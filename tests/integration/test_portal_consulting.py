"""An invoice of the portal as a whole and with its history, for its two sides and for nobody else."""

from decimal import Decimal

import pytest

from api.app import create_app
from models.lifecycle import Role
from models.portal import EntryKind, Status
from tests import portal_kit
from tests.api_kit import Client
from tests.portal_kit import NOTHING_WANTED, OTHER_SIRET, PDF, SERVICE, SERVICE_WANTED
from worker.portal.entries import note, set_status
from worker.portal.submitting import submit
from worker.store.tables import PortalInvoiceRow

ISSUED, RECEIVED = "/cpro/factures/v1/consulter/fournisseur", "/cpro/factures/v1/consulter/recipiendaire"
HISTORY = "/cpro/factures/v1/consulter/historique"


class Portal:
    """An invoice with all that there can be, to a recipient who reads it here."""

    def __init__(self, service):
        self.service = service
        recipients = portal_kit.qualification(service)
        self.supplier = portal_kit.supplier(service)
        self.town = portal_kit.member(service, recipients[SERVICE_WANTED], Role.REVIEWER, "finances@mairie.fr")
        account_id, self.account = portal_kit.bank_account(service, self.supplier.structure_id)
        own = portal_kit.add_service(service, self.supplier.structure_id, "COMPTA")
        attached = tuple(portal_kit.attachment(service, self.supplier, f"bon{one}.pdf") for one in range(3))
        told = portal_kit.pdf_submission(
            service, self.supplier, "F-1", recipient_siret=SERVICE_WANTED, service_code=SERVICE, account_id=account_id,
            supplier_service_id=own, engagement="EJ-42", contract="M-7", comment="Merci", attachments=attached,
            lines=tuple(line(number) for number in range(1, 13)), due=Decimal(1390),
            vat_rows=(rate("TVA5", 1200, 240), rate("TVA4", 0, 0)),
            net=Decimal(1200), vat=Decimal(240), discount=Decimal(40), discount_reason="Fidélité", gross=Decimal(1400),
            validator={"codeStructureValideur": NOTHING_WANTED},
        )  # fmt: skip
        with service.store.session() as session:
            self.number = submit(session, self.supplier.caller, told).id

    def told(self, path, who=None, **asked):
        name = "idFacture" if path == HISTORY else "identifiantFactureCPP"
        with Client(create_app(self.service), (who or self.supplier).headers) as client:
            response = client.post(path, json={name: self.number, **asked})
        assert response.status_code == 200, response.text
        return response.json()


def line(number):
    return {
        "lignePosteNumero": number, "lignePosteDenomination": f"Article {number}", "lignePosteReference": f"R{number}",
        "lignePosteQuantite": Decimal("2.5"), "lignePosteUnite": "lot", "lignePosteMontantUnitaireHT": Decimal(44),
        "lignePosteMontantRemiseHT": Decimal(10), "lignePosteTauxTva": "TVA5",
    }  # fmt: skip


def rate(code, base, tax):
    return {
        "ligneTvaTaux": code,
        "ligneTvaMontantBaseHtParTaux": Decimal(base),
        "ligneTvaMontantTvaParTaux": Decimal(tax),
    }


@pytest.fixture
def portal(either_service):
    return Portal(either_service)


def test_the_supplier_reads_the_invoice_as_it_was_deposited(portal):
    told = portal.told(ISSUED)["facture"]
    assert (told["numeroFacture"], told["statutFacture"], told["modeDepot"], told["rejetTraite"]) == (
        "F-1", "MISE_A_DISPOSITION", "DEPOT_PDF_API", False,
    )  # fmt: skip
    assert told["commentaire"] == "Merci"
    to, by = told["destinataire"], told["fournisseur"]
    assert (to["idDestinataire"], to["codeDestinataire"]) == (portal.town.number, SERVICE_WANTED)
    assert (to["codeServiceExecutant"], to["designationDestinataire"]) == (SERVICE, "Service obligatoire")
    assert (by["idFournisseur"], by["codeFournisseur"]) == (portal.supplier.number, "73282932000074")
    assert by["codeServiceFournisseur"] == "COMPTA"
    assert by["coordBancairesFournisseurId"] == portal.account
    iban = [by[f"coordBancairesFournisseur{part}"] for part in ("CodePays", "CleIban", "CompteBancaire")]
    assert "".join(iban) == portal_kit.IBAN
    assert told["cadreDeFacturation"]["codeCadreFacturation"] == "A1_FACTURE_FOURNISSEUR"
    assert told["cadreDeFacturation"]["raisonSocialeValideur1"] == "Aucune obligation"
    assert told["montantTotal"] == {
        "montantHtTotal": 1200.0, "montantTVA": 240.0, "montantTtcAvantRemiseGlobalTTC": 1440.0,
        "montantRemiseGlobaleTTC": 40.0, "motifRemiseGlobaleTTC": "Fidélité", "montantTtcTotal": 1400.0,
        "montantAPayer": 1390.0,
    }  # fmt: skip
    references = told["references"]
    assert references["dateFacture"] == "2026-10-01"
    assert (references["numeroBonCommande"], references["numeroMarche"]) == ("EJ-42", "M-7")
    assert references["tailleTotalePiecesJointes"] == 4 * len(PDF)
    assert "numeroDpMandat" not in references


def test_lines_vat_and_attachments_come_in_pages_of_their_own(portal):
    told = portal.told(
        ISSUED,
        getpLignesPoste={"pageResultatDemandeeLignesPoste": 2},
        getpLigneRecapTva={"nbResultatsParPageListeListeRecapitulatifTVA": 1},
        getpListePiecesJointes={"pageResultatDemandeeListePieceJointe": 2, "nbResultatsParPageListePieceJointe": 2},
    )["facture"]
    lines = told["lignesDePoste"]
    pages = [lines[f"{name}LignesPoste"] for name in ("pageCourante", "pages", "nbResultatsParPage", "total")]
    assert pages == [2, 2, 10, 12]
    assert lines["lignePoste"][0] == {
        "lignePosteNumero": 11, "lignePosteReference": "R11", "lignePosteDenomination": "Article 11",
        "lignePosteQuantite": 2.5, "lignePosteUniteLibelle": "lot", "lignePosteMontantUnitaireHT": 44.0,
        "lignePosteMontantRemiseHT": 10.0, "lignePosteTauxTva": "TVA5", "lignePosteMontantHtApresRemise": 100.0,
        "lignePosteMontantTva": 20.0, "lignePosteMontantTtcApresRemise": 120.0,
    }  # fmt: skip
    vat = told["recapitulatifDeTva"]
    assert (vat["pagesLignesRecapitulativesTVA"], vat["totalLignesRecapitulativesTVA"]) == (2, 2)
    assert vat["ligneTva"] == [
        {
            "ligneTvaTauxRefCode": "TVA5", "ligneTvaTauxRefValeur": 20.0,
            "ligneTvaMontantBaseHtParTaux": 1200.0, "ligneTvaMontantTvaParTaux": 240.0,
        }
    ]  # fmt: skip
    files = told["listeDesPiecesJointes"]
    assert (files["pagesListePiecesJointe"], files["totalListePiecesJointe"]) == (2, 3)
    assert [one["pieceJointeExtension"] for one in files["pieceJointe"]] == ["pdf"]
    ids = {one["pieceJointeId"] for one in files["pieceJointe"]}
    assert told["pieceJointePrincipale"]["idPieceJointePrincipale"] not in ids


def test_the_recipient_reads_the_same_invoice_under_the_names_of_its_side(portal):
    told = portal.told(RECEIVED, portal.town, rechercheLignePoste={"nbResultatsParPageLignesPoste": 500})["facture"]
    assert told["destinataire"]["destinataireEtat"] == "OUI"
    assert told["fournisseur"]["designationFournisseur"] == "Dubois Menuiserie"
    assert len(told["lignesDePoste"]["lignePoste"]) == 12
    assert "rejetTraite" not in told


def test_an_invoice_without_lines_account_or_pdf_is_read_too(portal):
    sparse = {"lines": portal_kit.submission(portal.supplier).lines, "vat_rows": (), "payment_mode": None}
    portal.number = portal_kit.submitted(portal.service, portal.supplier, "F-2", **sparse)
    told = portal.told(ISSUED)["facture"]
    assert "pieceJointePrincipale" not in told
    assert "coordBancairesFournisseurId" not in told["fournisseur"]
    assert told["recapitulatifDeTva"]["ligneTva"] == []
    assert told["recapitulatifDeTva"]["pagesLignesRecapitulativesTVA"] == 0


def test_history_has_three_parts_the_latest_first(portal):
    with portal.service.store.session() as session:
        row = session.get_one(PortalInvoiceRow, portal.number)
        set_status(session, row, Status.SUSPENDUE, portal.town.caller, "Il manque le bon")
        note(session, row, EntryKind.ACTION, "ACQUITTEMENT_SUSPENSION", caller=portal.supplier.caller)
        note(session, row, EntryKind.EVENT, "COURRIEL", comment="Courriel envoyé au fournisseur")
    told = portal.told(HISTORY)
    assert told["statutCourantCode"] == "SUSPENDUE"
    statuses = told["historiquesDesStatuts"]["histoStatut"]
    assert [one["histoStatutCode"] for one in statuses] == ["SUSPENDUE", "MISE_A_DISPOSITION", "DEPOSEE"]
    assert statuses[0]["histoStatutCommentaire"] == "Il manque le bon"
    assert statuses[0]["histoStatutUtilisateurEmail"] == "finances@mairie.fr"
    assert "histoStatutUtilisateurEmail" not in statuses[1]
    events = told["historiquesDesEvenementsComplementaires"]["evenement"]
    assert [(one["evenementLibelle"], one["evenementQui"]) for one in events] == [
        ("Courriel envoyé au fournisseur", "Traitement automatique")
    ]
    assert told["historiquesDesActionsUtilisateurs"]["totalHistoAction"] == 1
    assert told["derniereAction"]["derniereActionCode"] == "ACQUITTEMENT_SUSPENSION"
    assert portal.told(HISTORY, portal.town) == told


def test_each_part_of_the_history_has_pages_and_an_order_of_its_own(portal):
    def page(**asked):
        told = portal.told(HISTORY, paramRechercheHistoStatuts=asked, nbResultatsMaximum=2)["historiquesDesStatuts"]
        return told["pagesHistoStatut"], [one["histoStatutCode"] for one in told["histoStatut"]]

    one = {"nbResultatsParPageListeHistoStatut": 1}
    assert page(**one) == (2, ["MISE_A_DISPOSITION"])
    assert page(**one, pageResultatDemandeeListeHistoStatut=2) == (2, ["DEPOSEE"])
    ascending = {"triSensListeHistoStatut": "Ascendant", "triColonneListeHistoStatut": "HistoStatutDatePassage"}
    assert page(**ascending) == (1, ["DEPOSEE", "MISE_A_DISPOSITION"])
    for column in ("HistoStatutCode", "HistoStatutUtilisateurEmail", "HistoStatutUtilisateurPrenom"):
        assert len(page(triColonneListeHistoStatut=column)[1]) == 2
    nothing = portal.told(HISTORY)["historiquesDesActionsUtilisateurs"]
    assert (nothing["histoAction"], nothing["pagesHistoAction"]) == ([], 0)


def test_to_anybody_else_the_invoice_does_not_exist(portal):
    other = portal_kit.supplier(portal.service, "Autre SARL", OTHER_SIRET, "tech@autre.fr")
    clerk = portal_kit.member(portal.service, portal.town.structure_id, Role.SUPPLIER, "agent@mairie.fr")
    for path in (ISSUED, RECEIVED, HISTORY):
        stranger = portal.told(path, other)
        assert (stranger["codeRetour"], stranger["libelle"].split(" : ")[0]) == (20000, "GDP_MSG_11.008")
        assert set(stranger) == {"codeRetour", "libelle"}
    assert portal.told(ISSUED, portal.town)["codeRetour"] == 20000
    assert portal.told(RECEIVED, portal.supplier)["codeRetour"] == 20000
    assert portal.told(RECEIVED, clerk)["codeRetour"] == 20001
    assert portal.told(HISTORY, clerk)["codeRetour"] == 20000
    portal.number = 2**40
    assert {portal.told(path)["codeRetour"] for path in (ISSUED, RECEIVED, HISTORY)} == {20000}
