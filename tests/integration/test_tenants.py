"""No route tells a stranger anything of another structure, or lets them change it: every route is walked."""

import re

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.integration.tenants import (
    BY_CODE,
    CHANGES,
    OPEN,
    PASSWORD,
    PORTAL,
    ask,
    betrayed,
    furnish,
    kept,
    marks,
    routes,
    tenant,
)
from tests.worker_kit import make_service, upload
from worker import accounts

SLOW = re.compile(r"/pages/|/export")  # draw pages and write files, which other tests see to


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Both structures, and a client of the application."""
    service = make_service(tmp_path_factory.mktemp("tenants"))
    alice, bob = tenant(service, "Mairie de A", "alice@a.example"), tenant(service, "Mairie de B", "bob@b.example")
    furnish(service, alice)
    with TestClient(create_app(service), base_url="http://localhost", follow_redirects=False) as client:
        yield service, client, alice, bob
    service.close()


def named(route):
    return "{" in route[1] and route not in BY_CODE


def test_every_route_is_known_to_this_walk(world):
    _, client, alice, _ = world
    found = set(routes(client.app))
    assert len(found) > 40
    changing = {(method, path) for method, path in found if method != "GET" and not path.startswith(PORTAL)}
    assert not changing - CHANGES.keys(), "say in CHANGES how to ask for it"
    assert not {name for _, path in found for name in re.findall(r"{(\w+)", path)} - alice.ids.keys()
    assert not (OPEN | CHANGES.keys()) - found, "gone"


@pytest.mark.parametrize("by", ["bearer", "browser"])
def test_a_stranger_reads_and_changes_nothing(world, by):
    service, client, alice, bob = world
    before = kept(service, alice)
    assert len(before) > 10
    wrong = {}
    for route in routes(client.app):
        answer = ask(client, route, alice, getattr(bob, by))
        told = betrayed(answer, alice)
        closed = answer.status_code in {403, 404} or asks_to_sign_in(answer)
        if told or (named(route) and not closed) or broken(route, answer):
            wrong[route] = (answer.status_code, told, answer.text[:200])
    assert wrong == {}
    assert kept(service, alice) == before


def test_without_a_key_nothing_is_answered_but_what_is_open_to_all(world):
    service, client, alice, _ = world
    before = kept(service, alice)
    answers = {route: ask(client, route, alice, {}) for route in routes(client.app)}
    assert {route for route, answer in answers.items() if route not in OPEN and not asks_to_sign_in(answer)} == set()
    assert {route: betrayed(answer, alice) for route, answer in answers.items() if betrayed(answer, alice)} == {}
    assert kept(service, alice) == before


def test_a_session_asks_in_the_name_of_no_structure_of_others(world):
    service, client, alice, bob = world
    secret = accounts.sign_in(service, "bob@b.example", PASSWORD)
    for headers in (bob.bearer, {"Cookie": f"prefacture_session={secret}"}):
        client.cookies.clear()
        answer = client.get("/api/v1/me", headers=headers | {"X-Structure": alice.structure_id})
        assert answer.status_code in {403, 404}


def test_things_named_in_queries_and_bodies_are_ones_own_or_nothing(world):
    _, client, alice, bob = world
    ids = alice.ids
    listed = client.get("/api/v1/documents", params={"batch_id": ids["batch_id"]}, headers=bob.bearer)
    assert (listed.status_code in {403, 404}) or listed.json()["items"] == []
    file = {"files": ("neuve.pdf", b"%PDF-1.4 neuve", "application/pdf")}
    into = client.post("/api/v1/documents", files=file, data={"batch_id": ids["batch_id"]}, headers=bob.bearer)
    assert into.status_code == 404
    paid = {"version": 1, "bank_account_id": ids["account_id"]}
    own = client.post(f"/api/v1/documents/{bob.ids['document_id']}/deposit", json=paid, headers=bob.bearer)
    assert own.status_code in {404, 422}
    other = f"/api/v1/documents/{bob.ids['document_id']}/attachments/{ids['attachment_id']}"
    assert client.get(other, headers=bob.bearer).status_code == 404


def test_the_same_invoice_elsewhere_is_not_told(world):
    service, client, alice, bob = world
    only = b"%PDF-1.4 la premiere seule l'a"
    upload(service, alice.session.principal, "de Mairie de A, seule.pdf", only)
    sent = client.post("/api/v1/documents", files={"files": ("a.pdf", only, "application/pdf")}, headers=bob.bearer)
    assert (sent.status_code, betrayed(sent, alice)) == (201, [])
    own = client.get(f"/api/v1/documents/{bob.ids['document_id']}", headers=bob.bearer).json()
    assert own.get("duplicates", []) == []
    assert not [mark for mark in marks(alice) if mark in str(own)]


def test_the_owner_is_answered_where_the_stranger_was_not(world):
    _, client, alice, _ = world
    wrong = {}
    for route in routes(client.app):
        if named(route) and not SLOW.search(route[1]):
            answer = ask(client, route, alice, alice.bearer if route[1].startswith("/api/") else alice.browser)
            if asks_to_sign_in(answer) or answer.status_code in {403, 404} or answer.status_code >= 500:
                wrong[route] = (answer.status_code, answer.text[:200])
    assert wrong == {}


def asks_to_sign_in(answer):
    """A program is told so, the visitor of a page is sent there."""
    sent = answer.status_code == 303 and answer.headers["location"].startswith("/connexion?suite=%2F")
    return answer.status_code == 401 or (sent and not answer.request.url.path.startswith(("/api/", "/cpro/")))


def broken(route, answer):
    return answer.status_code >= 500 and route != ("GET", "/ready")
