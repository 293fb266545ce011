"""What the portal says, in words for people; and which invoice under a number is ours."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from worker.gateway import GatewayRefused, Parcel
from worker.gateway.chorus.answers import Account, Found, Reading, Report
from worker.gateway.chorus.refusals import PortalRefused, flow_refused
from worker.gateway.chorus.requests import account_for, completed, differing
from worker.gateway.chorus.sameness import ours

SELLER, TOWN = "73282932000074", "21556540900046"


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ("La facture n° F-1 a déjà été déposée le 03/11/2026", "number_taken", "invoice_number"),
        ("GDP_MSG_01.005 : Le numéro de facture existe déjà pour ce fournisseur", "number_taken", "invoice_number"),
        ("Performing service is mandatory for this recipient", "service", "buyer_reference"),
        ("Le destinataire exige un code service : demandez-le-lui", "service", "buyer_reference"),
        ("Le numéro d'engagement est obligatoire", "engagement", "purchase_order"),
        ("exige un code service ou un numéro d'engagement", "service_or_engagement", "buyer_reference"),
        ("Recipient not located or inactive", "recipient", "buyer_siret"),
        ("La coordonnée bancaire n'est pas valide", "account", "iban"),
        ("Le fournisseur est inconnu ou inactif", "supplier", "seller_siret"),
        ("montantHtTotal : la somme des bases ne lui est pas égale", "amounts", "total_with_vat"),
        ("Le numéro de facture est trop long", "number", "invoice_number"),
    ],
)
def test_a_refusal_names_our_field(said, code, field):
    refused = PortalRefused(20001, said)
    assert (refused.code, refused.findings[0].field) == (code, field)
    assert said in refused.message.fr
    assert said in refused.message.en
    assert refused.number == 20001


def test_what_is_not_recognised_keeps_the_portals_words():
    refused = PortalRefused(99, "GDP_MSG_77.001 : erreur inattendue")
    assert refused.code == "platform_refused"
    assert refused.findings == ()
    assert "GDP_MSG_77.001 : erreur inattendue" in refused.message.fr


def test_a_flow_is_refused_with_all_that_its_report_says():
    lines = {
        "etatCourantDepotFlux": "IN_REJETE",
        "listeErreurDP": [{"numeroDP": "F-1", "libelleErreurDP": "Le code service est\n inconnu"}, {"numeroDP": "F-1"}],
        "listeErreurTechnique": [{"libelleErreur": "Fichier illisible"}, {"libelleErreur": "Fichier illisible"}],
    }
    refused = flow_refused(Report.model_validate(lines).said())
    assert refused.code == "flow_rejected"
    assert refused.message.fr.endswith("Réponse : Le code service est inconnu ; Fichier illisible")
    assert [one.field for one in refused.findings] == ["buyer_reference"]


def parcel(**changes):
    told = {
        "number": "F-1",
        "seller": SELLER,
        "buyer": TOWN,
        "issue_date": date(2026, 11, 3),
        "total": Decimal("120.00"),
    }
    return Parcel("key", "f.pdf", b"", **{**told, "kind": "cii", **changes})


def found(**changes):
    told = {
        "identifiantFactureCPP": 7,
        "numeroFacture": "F-1",
        "codeFournisseur": SELLER,
        "codeDestinataire": TOWN,
        "dateFacture": "2026-11-03T00:00:00.000+00:00",
        "dateDepot": "2026-11-04T09:00:00.000+00:00",
        "montantTTC": 120.0,
        "statut": "MISE_A_DISPOSITION",
        "modeDepot": "UPLOAD_API",
    }
    return Found.model_validate({**told, **changes})


def test_the_same_content_is_ours():
    assert ours(parcel(), [found()]).identifiantFactureCPP == 7
    assert ours(parcel(), [found(dateFacture="2026-11-02T23:00:00.000+0000")]) is not None  # midnight in Paris
    assert ours(parcel(), [found(dateFacture="2026-11-04")]) is not None  # the date was left out at its deposit
    assert ours(parcel(), [found(montantTTC=-120)]) is not None


def test_what_was_never_sent_holds_no_number():
    assert ours(parcel(), [found(statut="INTERPRETEE_OCR", montantTTC=1), found(statut="BROUILLON")]) is None
    assert ours(parcel(), [found(codeFournisseur="40483304800022", montantTTC=1)]) is None
    assert ours(parcel(), []) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"montantTTC": 121.0}, "montant TTC 121"),
        ({"dateFacture": "2026-10-03"}, "datée du 03/10/2026"),
        ({"codeDestinataire": "22460001500511"}, "destinataire 22460001500511"),
        ({"modeDepot": "SAISIE_PORTAIL"}, "déposée autrement (SAISIE_PORTAIL)"),
        ({"statut": "REJETEE"}, "statut « Rejetée »"),
    ],
)
def test_another_invoice_of_that_number_refuses_the_deposit(changes, said):
    with pytest.raises(GatewayRefused) as caught:
        ours(parcel(), [found(**changes)])
    assert caught.value.code == "number_taken"
    assert said in caught.value.message.fr
    assert caught.value.findings[0].field == "invoice_number"


ACCOUNTS = [Account(idCoordonneeBancaire=1, nomCoordonneeBancaire="Courant FR76 3000 6000 0112 3456 7890 189")]


def test_an_account_is_known_by_what_its_name_holds():
    other = Account(idCoordonneeBancaire=2, nomCoordonneeBancaire="Livret (FR76…0044)")
    plain = Account(idCoordonneeBancaire=3, nomCoordonneeBancaire="Compte principal")
    assert account_for("FR7630006000011234567890189", [*ACCOUNTS, other]) == 1
    assert account_for("FR7610107001011234567890044", [*ACCOUNTS, other]) == 2
    assert account_for("FR7630006000011234567890189", [plain]) == 3
    assert account_for("FR7630006000011234567890189", [plain, other]) is None
    assert account_for("FR7610107001011234567890129", ACCOUNTS) is None


def test_a_request_is_completed_by_the_portals_numbers():
    request = {"fournisseur": {"idServiceFournisseur": 4}, "destinataire": {"codeDestinataire": TOWN}}
    of = parcel(kind="chorus", request=request, service_code="BAT", engagement="E-9", frame="A1_FACTURE_FOURNISSEUR")
    asked = completed(of, supplier=11, account=12, main=13, files=[(14, "a" * 60 + ".pdf")])
    assert asked["fournisseur"] == {
        "idServiceFournisseur": 4,
        "idFournisseur": 11,
        "codeCoordonneesBancairesFournisseur": 12,
    }
    assert asked["destinataire"] == {"codeDestinataire": TOWN, "codeServiceExecutant": "BAT"}
    assert asked["references"] == {"numeroBonCommande": "E-9"}
    assert asked["pieceJointePrincipale"][0]["pieceJointePrincipaleId"] == 13
    assert len(asked["pieceJointeComplementaire"][0]["pieceJointeComplementaireDesignation"]) == 50
    assert request == {"fournisseur": {"idServiceFournisseur": 4}, "destinataire": {"codeDestinataire": TOWN}}


def test_what_the_portal_read_differently_is_told():
    reading = Reading.model_validate(
        {
            "pieceJointeId": 1,
            "numeroFacture": "F-7",
            "montantHtTotal": 100.0,
            "codeDestinataire": None,
            "montantTVA": 19,
        }
    )
    asked = {"numeroFactureSaisi": "F-1", "montantTotal": {"montantHtTotal": 100, "montantTVA": 20}}
    assert differing(reading, asked) == {
        "invoice_number": {"read": "F-7", "sent": "F-1"},
        "total_vat": {"read": "19.00", "sent": "20.00"},
    }
    assert day(Found.model_validate({"identifiantFactureCPP": 1, "dateDepot": 1795339800000})) == datetime(
        2026, 11, 22, 9, 30, tzinfo=UTC
    )


def day(found):
    return found.dateDepot
