"""What published programs do that the official description does not say: how they ask, and what they look for."""

import json
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from api.app import create_app
from tests import portal_kit as kit
from tests.api_kit import Client
from tests.worker_kit import make_service
from worker.portal import flows
from worker.store.tables import PortalInvoiceRow

ISSUED = "/cpro/factures/v1/rechercher/fournisseur"
RECEIVED = "/cpro/factures/v1/rechercher/recipiendaire"
STRUCTURES, SERVICES = "/cpro/structures/v1/rechercher", "/cpro/structures/v1/rechercher/services"
SHEET = "/cpro/structures/v1/consulter"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0[12]:00"
EVERY_FIELD = {
    "cadreFacturation": {}, "coordonneeBancaire": 0, "idFournisseur": 0, "idServiceFournisseur": 0,
    "idStructureValideur": 0, "idUtilisateurCourant": 0, "idUtilisateurCreateur": None, "listeDestinataire": None,
    "modeDepot": "", "montantApayerMax": 0, "montantApayerMin": 0, "montantHTMax": 0, "montantHTMin": 0,
    "montantTTCMax": 0, "montantTTCMin": 0, "numeroBonCommande": "", "numeroFacture": "M-1",
    "numeroFactureOrigine": "", "numeroFluxDepot": "", "numeroMarche": "", "periodeDateDepotAu": "",
    "periodeDateDepotDu": "", "periodeDateFactureAu": None, "periodeDateFactureDu": None,
    "rechercheFactureParFournisseur": None, "rechercheSirenDestinataire": False, "recupererTaille": False,
    "rejetTraite": False, "statutCourant": None, "typeFacture": "",
}  # fmt: skip
"""A search by one number, by a program that names every field of the request."""


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    kit.qualification(opened)
    yield opened
    opened.close()


@pytest.fixture
def supplier(service):
    return kit.supplier(service)


@pytest.fixture
def client(service, supplier):
    with Client(create_app(service), supplier.headers) as opened:
        yield opened


@pytest.fixture
def invoice(service, supplier):
    """An invoice that was deposited late on a day, when it is the next day in France."""
    number = kit.submitted(service, supplier, "M-1")
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    with service.store.session() as session:
        session.execute(update(PortalInvoiceRow).values(deposited_at=late, status_at=late))
    return number


def found(client, **asked):
    return [one["numeroFacture"] for one in client.post(ISSUED, json=asked).json()["listeFactures"]]


@pytest.mark.usefixtures("invoice")
def test_a_request_that_names_every_field_asks_for_what_it_tells(client):
    assert found(client, **EVERY_FIELD) == ["M-1"]
    assert found(client, **{**EVERY_FIELD, "montantHTMin": 1}) == []  # one bound is told: so is the other, of 0


@pytest.mark.parametrize("body", ["", "{}", "[]", "null"])
def test_an_empty_request_may_be_written_as_a_list(client, body):
    told = client.post(
        "/cpro/transverses/v1/recuperer/devises", content=body, headers={"content-type": "application/json"}
    )
    assert (told.status_code, told.json()["codeRetour"]) == (200, 0)


def test_an_empty_text_is_no_answer_to_yes_or_no(client):
    asked = {
        "structure": {"identifiantStructure": kit.NOTHING_WANTED},
        "restreindreStructuresPrivees": "",
        "parametres": [],
    }
    (one,) = client.post(STRUCTURES, json=asked).json()["listeStructures"]
    assert one["identifiantStructure"] == kit.NOTHING_WANTED


@pytest.mark.usefixtures("invoice")
def test_a_request_whose_numbers_are_text_is_understood(client, supplier):
    page = {"nbResultatsParPage": "5", "pageResultatDemandee": "1"}
    assert found(client, idFournisseur=str(supplier.number), rechercheFactureParFournisseur=page) == ["M-1"]


@pytest.mark.parametrize("state", ["ACTIF", "ACTIVE"])
def test_a_state_is_asked_for_as_described_or_as_answered(client, state):
    asked = {"identifiantStructure": kit.NOTHING_WANTED, "typeIdentifiantStructure": "SIRET", "statutStructure": state}
    assert client.post(STRUCTURES, json={"structure": asked}).json()["codeRetour"] == 0
    other = {**asked, "statutStructure": f"IN{state}"}
    assert client.post(STRUCTURES, json={"structure": other}).json()["codeRetour"] == 20000


@pytest.mark.parametrize("name", ["idStructureCPP", "idStructure"])
def test_a_structure_is_named_by_either_field(client, supplier, name):
    told = client.post(SHEET, json={name: supplier.number}).json()
    assert told["informationGenerales"]["idStructureCPP"] == supplier.number


@pytest.mark.parametrize(
    ("path", "listed", "asked"),
    [
        (ISSUED, "listeFactures", {"numeroFacture": "aucune"}),
        (RECEIVED, "listeFactures", {}),
        (STRUCTURES, "listeStructures", {"structure": {"identifiantStructure": "00000000000000"}}),
    ],
)
def test_a_search_without_results_has_an_empty_list_and_its_pages(client, path, listed, asked):
    told = client.post(path, json=asked).json()
    pages = told.get("parametresRetour", told)
    assert (told["codeRetour"], told[listed], pages["pages"], pages["total"]) == (20000, [], 0, 0)
    assert "TRA_MSG_00.015" in told["libelle"]


def test_all_services_of_a_structure_come_on_one_page(client, service):
    town = kit.recipient(service, kit.OTHER_SIRET, "Ville")
    for number in range(510):
        kit.add_service(service, town, f"S{number}")
    (one,) = client.post(STRUCTURES, json={"structure": {"identifiantStructure": kit.OTHER_SIRET}}).json()[
        "listeStructures"
    ]
    asked = {
        "idStructure": one["idStructureCPP"],
        "parametresRechercherServicesStructure": {"nbResultatsParPage": 10000},
    }
    told = client.post(SERVICES, json=asked).json()
    assert (len(told["listeServices"]), told["parametresRetour"]["pages"]) == (510, 1)


def test_days_have_no_hour_and_are_those_of_france(client, invoice):
    (one,) = client.post(ISSUED, json={}).json()["listeFactures"]
    assert (one["dateDepot"], one["dateHeureEtatCourant"]) == ("2026-11-22", "2026-11-22T00:30:00.000+01:00")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", one["dateFacture"])
    told = client.post("/cpro/factures/v1/consulter/fournisseur", json={"identifiantFactureCPP": invoice}).json()
    assert told["facture"]["references"]["dateDepot"] == "2026-11-22"


@pytest.mark.usefixtures("invoice")
def test_a_period_of_days_is_one_of_france(client):
    assert found(client, periodeDateDepotDu="2026-11-22", periodeDateDepotAu="2026-11-22") == ["M-1"]
    assert found(client, periodeDateDepotDu="2026-11-21T23:00:00Z", periodeDateDepotAu="2026-11-21T23:00:00Z") == [
        "M-1"
    ]
    assert found(client, periodeDateDepotDu="2026-11-21", periodeDateDepotAu="2026-11-21T23:59:59") == []


def test_histories_tell_minutes(client, invoice):
    told = client.post("/cpro/factures/v1/consulter/historique", json={"idFacture": str(invoice)}).json()
    passed = [one["histoStatutDatePassage"] for one in told["historiquesDesStatuts"]["histoStatut"]]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", one) for one in passed)
    assert passed


def test_the_report_on_a_flow_tells_its_state(client, service, supplier):
    row = flows.receive(
        service, supplier.caller, None, "f.xml", "IN_DP_E1_UBL_INVOICE", signed=False, data=b"<Invoice/>"
    )
    told = client.post("/cpro/transverses/v1/consulterCR", json={"numeroFluxDepot": row.number}).json()
    assert told["etatCourantFlux"] == "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP"
    assert (told["numeroFluxDepot"], told["nomFichierFlux"]) == (row.number, "f.xml")
    assert re.fullmatch(MOMENT, told["dateDepotFlux"])
    assert re.fullmatch(MOMENT, told["dateHeureEtatCourantFlux"])


@pytest.mark.parametrize("path", ["//cpro/transverses/v1/recuperer/pays", "/cpro/transverses//v1/recuperer/pays/"])
def test_an_address_may_have_slashes_too_many(client, path):
    assert client.post(f"http://localhost{path}", json={}).json()["codeRetour"] == 0


@pytest.mark.parametrize("form", ["in the form", "by HTTP Basic, without a scope"])
def test_a_token_is_asked_for_in_either_way(service, supplier, form):
    names = (supplier.client_id, supplier.client_secret)
    with Client(create_app(service)) as stranger:
        if form == "in the form":
            asked = {"grant_type": "client_credentials", "client_id": names[0], "client_secret": names[1]}
            told = stranger.post("/api/oauth/token/", data=asked)
        else:
            told = stranger.post("/api/oauth/token", data={"grant_type": "client_credentials"}, auth=names)
    assert (told.status_code, told.json()["token_type"], type(told.json()["expires_in"])) == (200, "Bearer", int)
    assert json.loads(told.text)["scope"] == "openid"
