"""Structures, accounts, the directory and attachments: over HTTP, and the import on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from api.app import create_app
from models.lifecycle import Role, State
from models.portal_terms import FILE_LIMIT, TOTAL_LIMIT
from models.service_errors import InvalidRequest
from tests.api_kit import Client
from tests.worker_kit import SIRET, extraction_of, make_service, principal, structure, upload
from worker import directory, documents, keys, structures
from worker.store.tables import AttachmentRow, AuditRow, DocumentRow, EventRow, ServiceRow, StructureRow

SAMPLE = Path(__file__).parents[2] / "fixtures" / "directory.csv"
STRICT = "29990010000015"
IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "FR1420041010050500013M02606"
ACCOUNTS = "/api/v1/structure/bank-accounts"


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def own(service):
    return structure(service)


@pytest.fixture
def as_role(service, own):
    clients = []

    def opened(role, structure_id=own):
        with service.store.session() as session:
            secret = keys.issue(session, structure_id, "tests", role).secret
        client = Client(create_app(service), {"Authorization": f"Bearer {secret}"})
        clients.append(client.__enter__())
        return client

    yield opened
    for client in clients:
        client.__exit__()


@pytest.fixture
def manager(as_role):
    return as_role(Role.MANAGER)


def taken_in(service, text=None):
    return directory.import_csv(service, BytesIO(text.encode()) if text else BytesIO(SAMPLE.read_bytes()))


def refused(answer, status, word):
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert word in answer.json()["detail"]


def test_the_sample_directory_is_taken_in_once_on_both_databases(either_service):
    first = taken_in(either_service)
    assert (first.created, first.services_created, first.refused) == (14, 12, 0)
    again = taken_in(either_service)
    assert (again.rows, again.created, again.updated) == (first.rows, 0, 0)
    assert (again.services_created, again.services_updated, again.refused) == (0, 0, 0)
    [body] = structures.recipient(either_service, STRICT).items
    assert (body.service_code_required, body.engagement_required) == (True, False)
    assert [(one.code, one.active, one.engagement_required) for one in body.services] == [
        ("ANCIEN_SERVICE", False, False),
        ("SERVICE_OBLIGATOIRE", True, False),
        ("VOIRIE", True, True),
    ]


def test_an_import_updates_what_differs_and_keeps_what_the_file_does_not_say(either_service):
    taken_in(either_service)
    member = structure(either_service, "Membre", "29990080300014", straight_through=True)
    told = taken_in(
        either_service,
        "SIRET,Raison sociale,Structure active,Code service,Nom service\n"
        f"{STRICT},,non,VOIRIE,Routes\n29990080300014,COMMUNE NOUVELLE,,,\n29990090200013,,oui,X,\n",
    )
    assert (told.created, told.updated, told.services_updated, told.refused) == (0, 2, 1, 1)
    assert (told.refusals[0].line, "raison sociale" in told.refusals[0].reason.fr) == (4, True)
    [body] = structures.recipient(either_service, STRICT, text="routes").items
    assert (body.active, body.service_code_required, body.name) == (False, True, "COMMUNE D'ESSAI-SUR-MODÈLE")
    assert [(one.code, one.name, one.engagement_required) for one in body.services] == [("VOIRIE", "Routes", True)]
    with either_service.store.reading() as session:
        row = session.get(StructureRow, member)
        assert (row.name, row.public, row.tenant, row.straight_through) == ("COMMUNE NOUVELLE", True, True, True)


def test_many_lines_are_taken_in_batches(either_service, monkeypatch):
    monkeypatch.setattr(directory, "BATCH", 7)
    lines = [f"{29990000000000 + number // 3};Mairie {number // 3};S{number}" for number in range(100)]
    told = taken_in(either_service, "\n".join(["Identifiant;RaisonSociale;CodeService", *lines]))
    assert (told.rows, told.created, told.services_created, told.updated) == (100, 34, 100, 0)
    with either_service.store.reading() as session:
        assert session.query(ServiceRow).count() == 100


def test_two_imports_at_once_keep_every_line_once(either_service, monkeypatch):
    monkeypatch.setattr(directory, "BATCH", 5)
    lines = [f"{29990000000000 + number};Mairie {number};S{number}" for number in range(60)]
    text = "\n".join(["Identifiant;RaisonSociale;CodeService", *lines])
    with ThreadPoolExecutor(3) as pool:
        told = [one.result() for one in [pool.submit(taken_in, either_service, text) for _ in range(3)]]
    assert [one.refused for one in told] == [0, 0, 0]
    assert sum(one.created for one in told) == sum(one.services_created for one in told) == 60
    with either_service.store.reading() as session:
        assert (session.query(StructureRow).count(), session.query(ServiceRow).count()) == (60, 60)


def test_a_file_that_is_no_directory_changes_nothing(service):
    with pytest.raises(InvalidRequest):
        taken_in(service, "Nom;Ville\nMairie;Tulle\n")
    assert structures.recipients(service, "").items == ()


def test_recipients_are_found_by_siret_and_words_and_settings_of_members_are_not_shown(service, manager):
    taken_in(service)
    found = manager.get("/api/v1/directory", params={"q": "essai commune"}).json()
    assert [one["siret"] for one in found["items"]] == [STRICT]
    assert "straight_through" not in found["items"][0]
    assert len(manager.get("/api/v1/directory", params={"q": "2999 003"}).json()["items"]) == 1
    by_siret = manager.get("/api/v1/directory", params={"siret": "299 900 100 00015", "q": "voirie"}).json()
    assert [one["code"] for one in by_siret["items"][0]["services"]] == ["VOIRIE"]
    few = manager.get("/api/v1/directory", params={"limit": 3}).json()
    assert (len(few["items"]), few["more"]) == (3, True)
    assert manager.get("/api/v1/directory", params={"siret": SIRET}).json() == {"items": [], "more": False}
    assert manager.get("/api/v1/directory", params={"q": "100%_"}).json()["items"] == []


def test_only_administrators_import_the_directory(service, manager, as_role):
    files = {"file": ("annuaire.csv", SAMPLE.read_bytes())}
    refused(manager.post("/api/v1/directory/import", files=files), 403, "gestionnaire")
    told = as_role(Role.ADMINISTRATOR).post("/api/v1/directory/import", files=files).json()
    assert (told["created"], told["refused"]) == (14, 0)
    with service.store.reading() as session:
        assert [row.action for row in session.query(AuditRow)] == ["directory_imported"]


def test_what_a_recipient_demands_is_told_with_the_document(service, own):
    taken_in(service)
    who = principal(service, structure_id=own)
    extraction = extraction_of(buyer_siret=STRICT, buyer_siren=STRICT[:9], purchase_order="EJ-1")
    view = documents.get(service, who, upload(service, who, extraction=extraction))
    assert [one.rule for one in view.findings if one.rule.startswith("PF-")] == ["PF-DIR-SERVICE"]


def test_a_manager_sets_the_own_structure_and_others_do_not(manager, as_role):
    change = {"straight_through": True, "retention_days": 400}
    told = manager.patch("/api/v1/structure", json=change).json()
    assert (told["straight_through"], told["retention_days"], told["siret"]) == (True, 400, SIRET)
    assert manager.patch("/api/v1/structure", json={"retention_days": None}).json()["straight_through"] is True
    reviewer = as_role(Role.REVIEWER)
    assert reviewer.get("/api/v1/structure").json()["retention_days"] is None
    refused(reviewer.patch("/api/v1/structure", json=change), 403, "rôle")
    refused(manager.patch("/api/v1/structure", json={"retention_days": 0}), 422, "retention_days")
    refused(manager.patch("/api/v1/structure", json={"engagement_required": True}), 422, "publique")
    refused(manager.put("/api/v1/structure/services/X", json={}), 422, "publique")


def test_a_public_body_keeps_its_services_and_demands(service, as_role):
    body = structure(service, "Mairie d'Ici", "29990080300014", public=True)
    manager = as_role(Role.MANAGER, body)
    assert manager.patch("/api/v1/structure", json={"either_required": True}).json()["either_required"] is True
    service_of = "/api/v1/structure/services/VOIRIE"
    assert manager.put(service_of, json={"name": "Voirie"}).json()["active"] is True
    told = manager.put(service_of, json={"engagement_required": True}).json()
    assert told == {"code": "VOIRIE", "name": "Voirie", "active": True, "engagement_required": True}
    assert manager.get("/api/v1/structure").json()["services"] == [told]
    refused(manager.put(service_of, json={"name": "a\nb"}), 422, "ligne")
    assert manager.delete(service_of).status_code == 204
    refused(manager.delete(service_of), 404, "identifiant")


def test_accounts_are_checked_and_one_of_them_is_preferred(manager):
    first = manager.post(ACCOUNTS, json={"iban": "FR76 3000 6000 0112 3456 7890 189", "bic": "agrifrpp", "label": "A"})
    assert (first.status_code, first.json()["iban"], first.json()["bic"]) == (201, IBAN, "AGRIFRPP")
    second = manager.post(ACCOUNTS, json={"iban": OTHER_IBAN, "label": "B"}).json()
    assert (first.json()["preferred"], second["preferred"]) == (True, False)
    assert manager.patch(f"{ACCOUNTS}/{second['id']}", json={"preferred": True}).json()["preferred"] is True
    assert [(one["label"], one["preferred"]) for one in manager.get(ACCOUNTS).json()] == [("B", True), ("A", False)]
    idle = manager.patch(f"{ACCOUNTS}/{second['id']}", json={"active": False}).json()
    assert (idle["active"], idle["preferred"]) == (False, False)
    refused(manager.patch(f"{ACCOUNTS}/{second['id']}", json={"preferred": True}), 422, "inactif")
    assert manager.delete(f"{ACCOUNTS}/{second['id']}").status_code == 204
    assert [one["label"] for one in manager.get(ACCOUNTS).json()] == ["A"]


@pytest.mark.parametrize(
    ("account", "word"),
    [
        ({"iban": "FR7630006000011234567890188"}, "clé"),
        ({"iban": "FR5430006000011234567890100"}, "clé"),
        ({"iban": "\u0661\u0662"}, "clé"),
        ({"iban": IBAN, "bic": "AGRI"}, "BIC"),
        ({"iban": IBAN, "bic": "DEUTDEFF"}, "pays"),
        ({"iban": IBAN, "label": "a\u0000b"}, "ligne"),
    ],
)
def test_an_account_that_does_not_hold_is_refused(manager, account, word):
    refused(manager.post(ACCOUNTS, json=account), 422, word)
    assert manager.get(ACCOUNTS).json() == []


def test_an_account_is_the_structures_own_and_registered_once(service, manager, as_role):
    made = manager.post(ACCOUNTS, json={"iban": IBAN}).json()
    refused(manager.post(ACCOUNTS, json={"iban": IBAN}), 422, "déjà")
    stranger = as_role(Role.MANAGER, structure(service, "Autre", None))
    assert stranger.get(ACCOUNTS).json() == []
    refused(stranger.patch(f"{ACCOUNTS}/{made['id']}", json={"label": "x"}), 404, "identifiant")
    refused(stranger.delete(f"{ACCOUNTS}/{made['id']}"), 404, "identifiant")
    refused(as_role(Role.REVIEWER).post(ACCOUNTS, json={"iban": OTHER_IBAN}), 403, "rôle")
    with service.store.reading() as session:
        told = [row.target for row in session.query(AuditRow)]
    assert told == ["FR76…0189"]


@pytest.fixture
def supplier(as_role):
    return as_role(Role.SUPPLIER)


@pytest.fixture
def document(service, own):
    return upload(service, principal(service, structure_id=own), extraction=extraction_of())


def attach(client, document, name="devis.pdf", data=b"%PDF-1.4 devis", **fields):
    return client.post(f"/api/v1/documents/{document}/attachments", files={"file": (name, data)}, data=fields)


def test_a_file_is_attached_given_back_and_taken_away(service, supplier, document):
    answer = attach(supplier, document, "Devis signé.PDF", designation="Devis")
    told = answer.json()
    assert (answer.status_code, told["name"], told["designation"]) == (201, "Devis signé.PDF", "Devis")
    assert (told["media_type"], told["size"]) == ("application/pdf", 14)
    given = supplier.get(answer.headers["location"])
    assert (given.content, given.headers["content-type"]) == (b"%PDF-1.4 devis", "application/pdf")
    assert given.headers["content-disposition"].startswith("attachment;")
    assert [one["id"] for one in supplier.get(f"/api/v1/documents/{document}/attachments").json()] == [told["id"]]
    assert supplier.delete(answer.headers["location"]).status_code == 204
    refused(supplier.get(answer.headers["location"]), 404, "identifiant")
    with service.store.reading() as session:
        codes = [row.code for row in session.query(EventRow).order_by(EventRow.id)]
    assert codes == ["attachment_added", "attachment_removed"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("programme.exe", "extension"),
        ("sans-extension", "extension"),
        (".pdf", "extension"),
        (f"{'a' * 47}.pdf", "51 caractères"),
        ("a?b.pdf", "? *"),
    ],
)
def test_names_that_the_platform_would_refuse_are_refused(supplier, document, name, word):
    refused(attach(supplier, document, name), 422, word)
    assert supplier.get(f"/api/v1/documents/{document}/attachments").json() == []


def test_a_name_of_fifty_characters_is_taken_once(supplier, document):
    name = f"{'a' * 46}.pdf"
    assert attach(supplier, document, f"C:\\dossier\\{name}").json()["name"] == name
    refused(attach(supplier, document, name.upper()), 422, "existe déjà")
    refused(attach(supplier, document, "b.pdf", designation="d" * 101), 422, "designation")


def test_sizes_are_limited_one_by_one_and_together(service, supplier, document):
    assert attach(supplier, document, "a.pdf", b"x" * FILE_LIMIT).status_code == 201
    refused(attach(supplier, document, "b.pdf", b"x" * (FILE_LIMIT + 1)), 422, "10 Mo")
    refused(attach(supplier, document, "c.pdf", b""), 422, "vide")
    with service.store.session() as session:
        session.get(DocumentRow, document).size = TOTAL_LIMIT - FILE_LIMIT - 1
    refused(attach(supplier, document, "d.pdf", b"xx"), 422, "120 Mo")
    assert attach(supplier, document, "d.pdf", b"x").status_code == 201


@pytest.mark.parametrize("state", [State.DEPOSITING, State.DEPOSITED])
def test_nothing_is_attached_or_taken_away_once_the_invoice_is_on_its_way(service, supplier, document, state):
    there = attach(supplier, document).headers["location"]
    with service.store.session() as session:
        session.get(DocumentRow, document).state = state
    refused(attach(supplier, document, "autre.pdf"), 409, "avant le dépôt")
    refused(supplier.delete(there), 409, "avant le dépôt")
    assert supplier.get(there).status_code == 200


def test_another_structure_sees_no_attachment(service, supplier, document, as_role):
    there = attach(supplier, document).headers["location"]
    stranger = as_role(Role.MANAGER, structure(service, "Autre", None))
    for answer in (stranger.get(there), stranger.delete(there), attach(stranger, document, "b.pdf")):
        refused(answer, 404, "identifiant")
    mine = upload(service, principal(service, structure_id=structure(service, "Tiers", None)), "autre.pdf")
    refused(supplier.get(there.replace(document, mine)), 404, "identifiant")
    with service.store.reading() as session:
        assert session.query(AttachmentRow).count() == 1
