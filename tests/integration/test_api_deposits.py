"""The way of an invoice over HTTP: sent, read, taken away in every format, deposited once, certified."""

from __future__ import annotations

import hashlib

import pytest
from lxml import etree

from api.app import create_app
from tests.api_kit import Client
from tests.integration.durability_papers import number, paper
from tests.worker_kit import extraction_of, make_service, principal, structure, upload
from worker import deposits, keys, reading


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    opened = make_service(tmp_path_factory.mktemp("deposits"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def who(service):
    return principal(service, structure_id=structure(service))


def client_of(service, person):
    with service.store.session() as session:
        secret = keys.issue(session, person.structure_id, "tests", person.role).secret
    return Client(create_app(service), {"Authorization": f"Bearer {secret}"})


@pytest.fixture(scope="module")
def client(service, who):
    with client_of(service, who) as opened:
        yield opened


def read(service, client, index):
    """The address of a document that was sent and read."""
    sent = client.post("/api/v1/documents", files={"files": ("facture.pdf", paper(index))})
    document = sent.json()["files"][0]["document"]["id"]
    reading.read_documents(service, document)
    return f"/api/v1/documents/{document}"


def test_an_invoice_is_deposited_once_and_certified(service, client):
    address = read(service, client, 1)
    told = client.get(address).json()
    assert (told["ready"], told["number"]) == (True, number(1))
    assert client.post(f"{address}/deposit", json={}).json()["code"] == "version_missing"
    assert client.post(f"{address}/deposit", json={"version": told["version"] + 1}).status_code == 409
    assert client.post(f"{address}/deposit", json={"version": told["version"], "kind": "csv"}).status_code == 422
    bare = client.post(f"{address}/deposit", json={"version": told["version"]})
    assert (bare.json()["code"], bare.json()["findings"][0]["field"]) == ("not_ready", "billing_mode")
    wanted = {"supplements": {"billing_mode": "S1"}}
    asked = client.post(f"{address}/deposit", json=wanted, headers={"If-Match": f'"{told["version"]}"'})
    assert asked.status_code == 202, asked.text
    assert asked.json()["state"] == "noted"
    certificate = f"/api/v1/deposits/{asked.json()['id']}/certificate"
    assert client.get(certificate).json()["code"] == "wrong_state"
    deposits.run(service, asked.json()["id"])
    done = client.get(certificate).json()
    [kept] = (service.settings.home / "deposited").iterdir()
    assert done["certificate"]["sha256"] == hashlib.sha256(kept.read_bytes()).hexdigest()
    assert [one["state"] for one in client.get(f"{address}/deposits").json()] == ["done"]
    assert client.get(address).json()["state"] == "deposited"
    assert client.post(f"{address}/deposit", json={"version": told["version"]}).status_code == 409
    assert client.delete(address).json()["code"] == "wrong_state"
    with client_of(service, principal(service)) as stranger:
        assert stranger.get(certificate).json()["code"] == "not_found"


def test_a_document_is_taken_away_in_every_format(service, client):
    address = read(service, client, 2)
    begins = {"json": b"{", "cii": b"<?xml", "ubl": b"<?xml", "facturx": b"%PDF-", "xlsx": b"PK", "chorus": b"{"}
    for kind, start in begins.items():
        answer = client.get(f"{address}/export", params={"format": kind, "draft": "true"})
        assert (answer.status_code, answer.content[: len(start)]) == (200, start), (kind, answer.text[:300])
        assert answer.headers["content-disposition"].startswith("attachment;")
    assert number(2) in client.get(f"{address}/export", params={"format": "csv"}).content.decode("utf-8-sig")
    cii = client.get(f"{address}/export", params={"format": "cii", "billing_mode": "S1"})
    assert cii.status_code == 200, cii.text
    assert cii.headers["x-draft"] == "false"
    assert etree.fromstring(cii.content).tag.endswith("CrossIndustryInvoice")
    assert client.get(f"{address}/export", params={"format": "docx"}).status_code == 422


def test_what_lacks_something_is_taken_away_as_a_draft_only(service, client, who):
    document = upload(service, who, extraction=extraction_of(issue_date=None, invoice_number=None))
    address = f"/api/v1/documents/{document}/export"
    refused = client.get(address, params={"format": "cii"}).json()
    assert (refused["code"], bool(refused["findings"])) == ("not_ready", True)
    assert client.get(address, params={"format": "cii", "draft": "true"}).headers["x-draft"] == "true"
    unread = upload(service, who, "neuf.pdf")
    assert client.get(f"/api/v1/documents/{unread}/export").json()["code"] == "wrong_state"


def test_a_deposit_that_something_forbids_says_what(service, client, who):
    document = upload(service, who, "autre.pdf", extraction=extraction_of(due_date=None, issue_date=None))
    refused = client.post(f"/api/v1/documents/{document}/deposit", json={"version": 1}).json()
    assert refused["code"] == "not_ready"
    assert all(finding["message"]["fr"] for finding in refused["findings"])
