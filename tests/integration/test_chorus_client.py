"""A client of Chorus Pro that others wrote and publish, chorus-api, against the service as it runs: only its addresses
are set to ours.
"""

import base64
import time
from datetime import datetime
from pathlib import Path

import pytest
from chorusapi.client import ChorusAPI
from chorusapi.exceptions.exception import ChorusApiException
from sqlalchemy import update

from models.output import OutputKind, Supplements
from tests.integration.durability_service import served
from tests.worker_kit import structure
from worker.portal import technical
from worker.service import Service
from worker.settings import ServiceSettings
from worker.store.tables import StructureRow
from worker.tasks import ReadFile, WriteFile

INVOICE = Path(__file__).parents[2] / "fixtures" / "invoices" / "mairie" / "invoice.pdf"
SELLER, BUYER, SERVICE, NUMBER = "79338986700029", "21556540900046", "BAT", "2026-08-367"
DONE = {"IN_INTEGRE", "IN_INTEGRE_PARTIEL", "IN_REJETE", "IN_INCIDENTE"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """The client of a supplier's software; the service runs with its workers."""
    home = tmp_path_factory.mktemp("client")
    with served(home) as running:
        service = Service.open(ServiceSettings(home=home))
        try:
            with service.store.session() as session:  # the town is there, with its service
                town = update(StructureRow).where(StructureRow.siret == BUYER)
                session.execute(town.values(name="Mairie", service_code_required=True))
            made = technical.create(service, structure(service, "Favithat Transports", SELLER), "tech@favithat.fr")
        finally:
            service.close()
        found = ChorusAPI(made.client_id, made.client_secret, made.login, made.password)
        found.auth_url = f"http://127.0.0.1:{running.port}/api/oauth/token"
        found.api_url = f"http://127.0.0.1:{running.port}"
        yield found.auth()


@pytest.fixture(scope="module")
def facturx():
    """The invoice as the engine reads and writes it."""
    data = INVOICE.read_bytes()
    (extraction,) = ReadFile(INVOICE.name, data).run()
    given = Supplements(billing_mode="S1", legal_notes=True)
    return WriteFile(INVOICE.name, data, extraction, OutputKind.FACTURX, given).run().data


def deposited(client, data):
    """The flow's number, once it was processed."""
    told = client.deposer_flux(base64.b64encode(data).decode(), "facture.pdf")
    assert told.code_retour == 0, told.libelle
    until = time.monotonic() + 30
    while client.consulter_cr_detaille(told.numero_flux_depot).etat_courant_depot_flux not in DONE:
        assert time.monotonic() < until
        time.sleep(0.2)
    return told


def test_it_signs_in(client):
    assert client.get_token()
    assert client.health_check().status_code_value == 200


def test_it_is_refused_with_a_wrong_secret(client):
    wrong = ChorusAPI(client.client_id, "faux", client.tech_username, client.tech_password)
    wrong.auth_url = client.auth_url
    with pytest.raises(ChorusApiException, match="invalid_client"):
        wrong.auth()


def test_it_finds_a_recipient_and_what_it_demands(client):
    found = client.rechercher_structure(BUYER)
    assert found.code_retour == 0
    (one,) = found.liste_structures
    assert (one.identifiant_structure, one.designation_structure, one.statut) == (BUYER, "Mairie", "ACTIVE")
    sheet = client.consulter_structure(one.id_structure_cpp)
    assert sheet.information_generales.identifiant_structure == BUYER
    assert sheet.parametres.code_service_doit_etre_renseigne is True
    assert sheet.parametres.numero_ej_doit_etre_renseigne is False
    (service,) = client.rechercher_services(one.id_structure_cpp).liste_structures
    assert (service.code_service, service.est_actif) == (SERVICE, True)


def test_it_is_told_that_nothing_was_found(client):
    found = client.rechercher_structure("00000000000000")
    assert found.code_retour == 20000
    assert "TRA_MSG_00.015" in found.libelle
    assert found.liste_structures == []


def test_it_deposits_a_flow_reads_its_report_and_finds_the_invoice(client, facturx):
    told = deposited(client, facturx)
    assert told.numero_flux_depot.startswith("CPP001")
    assert told.syntaxe_flux == "IN_DP_E2_CII_FACTURX"
    detailed = client.consulter_cr_detaille(told.numero_flux_depot)
    assert (detailed.etat_courant_depot_flux, detailed.liste_erreur_dp) == ("IN_INTEGRE", [])
    assert datetime.fromisoformat(detailed.date_depot_flux).tzinfo
    report = client.consulter_cr(told.numero_flux_depot)
    assert base64.b64decode(report.fichier_cr).startswith(b"%PDF-")
    (invoice,) = client.rechercher_facture(told.numero_flux_depot).liste_factures
    assert (invoice.numero_facture, invoice.code_destinataire, invoice.statut) == (NUMBER, BUYER, "MISE_A_DISPOSITION")
    assert (invoice.montant_ht, invoice.montant_ttc, invoice.montant_a_payer) == (5389.8, 5950.26, 5950.26)


def test_it_is_told_why_a_flow_was_refused(client, facturx):
    deposited(client, facturx)  # whichever test came first
    told = deposited(client, facturx)
    detailed = client.consulter_cr_detaille(told.numero_flux_depot)
    assert detailed.etat_courant_depot_flux == "IN_REJETE"
    (error,) = detailed.liste_erreur_dp
    assert (error.numero_dp, error.identifiant_fournisseur) == (NUMBER, SELLER)
    assert "déjà" in error.libelle_erreur_dP


def test_it_reads_the_lists_and_the_directory(client):
    assert "EUR" in {one.code_devise for one in client.devises().liste_devises}
    assert client.annuaire_destinataire().fichier_resultat


def test_it_is_told_what_is_not_offered(client):
    assert client.information_siret(BUYER).code_retour == 20099
