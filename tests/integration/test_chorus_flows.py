"""`deposer/flux` and its reports as a program calls them."""

import base64
import re

import pypdfium2
import pytest
from sqlalchemy import select

from api.app import create_app
from models.lifecycle import Role
from models.portal_terms import FILE_LIMIT
from tests.api_kit import Client
from tests.flow_kit import CII, FACTURX, UBL, invoice, lot, on_portal, portal, replaced
from tests.integration.durability_papers import number
from tests.portal_kit import headers, member, supplier
from tests.worker_kit import SIRET, make_service, structure
from worker.portal import flow_leases, flows
from worker.store.tables import MembershipRow, PortalFlowRow

DEPOSIT = "/cpro/factures/v1/deposer/flux"
REPORT, DETAILS = "/cpro/transverses/v1/consulterCR", "/cpro/transverses/v1/consulterCRDetaille"


@pytest.fixture
def service(tmp_path):
    service = make_service(tmp_path)
    yield service
    service.close()


@pytest.fixture
def person(service):
    return portal(service)


@pytest.fixture
def client(service, person):
    with Client(create_app(service), person.headers) as client:
        yield client


def deposited(client, data, syntax=UBL, name="lot.tar.gz", **more):
    told = base64.b64encode(data).decode()
    asked = {"fichierFlux": told, "nomFichier": name, "syntaxeFlux": syntax, "avecSignature": False, **more}
    answer = client.post(DEPOSIT, json=asked)
    assert answer.status_code == 200
    return answer.json()


def run(service):
    """What the queue would have done."""
    with service.store.reading() as session:
        ids = session.scalars(select(PortalFlowRow.id).where(PortalFlowRow.state.in_(flow_leases.OPEN))).all()
    for flow_id in ids:
        flows.process(service, flow_id)


def details(client, flow, **more):
    return client.post(DETAILS, json={"numeroFluxDepot": flow, **more}).json()


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


def test_a_flow_is_deposited_and_its_report_tells_all(service, client):
    bad = replaced(invoice(2), "<cbc:IssueDate>2026-06-12</cbc:IssueDate>", "")
    told = deposited(client, lot({"1.xml": invoice(1), "2.xml": bad}))
    assert (told["codeRetour"], told["syntaxeFlux"]) == (0, UBL)
    assert re.fullmatch(r"CPP0011100\d{15}", told["numeroFluxDepot"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["dateDepot"])
    waiting = details(client, told["numeroFluxDepot"])
    assert waiting["etatCourantDepotFlux"] == "IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP"
    run(service)
    done = details(client, told["numeroFluxDepot"])
    assert (done["codeRetour"], done["etatCourantDepotFlux"]) == (0, "IN_INTEGRE_PARTIEL")
    assert (done["codeInterfaceDepotFlux"], done["nomFichier"]) == ("FSO1100A", "lot.tar.gz")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]{12}\+0[12]:00", done["dateDepotFlux"])
    assert (done["dateDepotFlux"][:10], done["listeErreurTechnique"]) == (told["dateDepot"], [])
    error = done["listeErreurDP"][0]
    assert (error["identifiantFournisseur"], error["numeroDP"]) == (SIRET, number(2))
    assert error["libelleErreurDP"].startswith("2.xml : ")
    said = client.post(REPORT, json={"numeroFluxDepot": told["numeroFluxDepot"]}).json()
    printed = text_of(base64.b64decode(said["fichierCR"]))
    assert "Intégré partiellement (IN_INTEGRE_PARTIEL)" in printed
    assert told["numeroFluxDepot"] in printed
    assert number(2) in printed
    assert "indiquez le jour où la facture est émise" in printed


def test_numbers_of_flows_follow_each_other_and_name_their_interface(client):
    first = deposited(client, invoice(1, FACTURX), FACTURX, "f.pdf")["numeroFluxDepot"]
    second = deposited(client, invoice(1, CII), CII, "f.xml")["numeroFluxDepot"]
    assert (first[:10], second[:10]) == ("CPP0011117", "CPP0011106")
    assert int(second[10:]) > int(first[10:])


def test_technical_errors_have_their_list(service, client):
    flow = deposited(client, b"PK\x03\x04", name="lot.zip")["numeroFluxDepot"]
    run(service)
    told = details(client, flow)
    assert (told["etatCourantDepotFlux"], told["listeErreurDP"]) == ("IN_REJETE", [])
    [error] = told["listeErreurTechnique"]
    assert (error["natureErreur"], error["codeErreur"]) == ("REJET", "damaged_file")
    assert "endommagé" in error["libelleErreur"]
    printed = text_of(base64.b64decode(client.post(REPORT, json={"numeroFluxDepot": flow}).json()["fichierCR"]))
    assert "damaged_file" in printed


def test_what_is_not_taken_says_why(client):
    assert "syntaxeFlux : « IN_DP_E1_XCBL » n'est pas lu ici" in deposited(client, b"<a/>", "IN_DP_E1_XCBL")["libelle"]
    assert "fichierFlux" in deposited(client, b"")["libelle"]
    assert "base64" in deposited(client, b"", fichierFlux="é%")["libelle"]
    large = deposited(client, b"0" * (FILE_LIMIT + 1))
    assert (large["codeRetour"], "GDP_MSG_11.022" in large["libelle"]) == (20001, True)


def test_a_flow_is_its_depositor_s_and_their_colleagues(service, person, client):
    flow = deposited(client, invoice(1))["numeroFluxDepot"]
    colleague = member(service, person.structure_id, Role.SUPPLIER, "collegue@dubois.fr")
    stranger = supplier(service, "Autre", "35600000000048", "tech@autre.fr")
    assert details(client, flow)["codeRetour"] == 0
    client.headers.update(colleague.headers)
    assert details(client, flow)["codeRetour"] == 0
    client.headers.update(stranger.headers)
    for path in (DETAILS, REPORT):
        told = client.post(path, json={"numeroFluxDepot": flow}).json()
        assert told["codeRetour"] != 0
        assert "introuvable" in told["libelle"]
    assert "introuvable" in details(client, "")["libelle"]


def test_who_deposits_for_two_suppliers_shows_neither_what_the_other_s_flow_holds(service, person, client):
    other = structure(service, "Seconde", "35600000000048")
    with service.store.session() as session:
        session.add(MembershipRow(user_id=person.caller.user_id, structure_id=other, role=Role.SUPPLIER.value))
    flow = deposited(client, invoice(1))["numeroFluxDepot"]
    run(service)
    assert details(client, flow)["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert [one.supplier_id for one in on_portal(service)] == [person.structure_id]
    of_one = member(service, other, Role.SUPPLIER, "seconde@exemple.fr")
    client.headers.update(headers(service, of_one.client_id, of_one.client_secret, "seconde@exemple.fr"))
    assert "introuvable" in details(client, flow)["libelle"]
