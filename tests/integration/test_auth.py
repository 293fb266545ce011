"""Signing in, keys, limits and guards as they work through HTTP."""

import logging
import subprocess
import time

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from api.app import create_app
from models.lifecycle import Role
from tests.people_kit import PASSWORD, account
from tests.worker_kit import make_service, principal, structure
from worker import keys, members

EMAIL = "claire@exemple.fr"


@pytest.fixture
def make(tmp_path):
    """A service with one manager, and a browser on it; settings may be given."""
    opened = []

    def started(**settings):
        service = make_service(tmp_path / str(len(opened)), **settings)
        home = structure(service, siret=None)
        account(service, home, Role.MANAGER, EMAIL)
        client = TestClient(create_app(service), base_url=settings.get("public_url") or "http://localhost")
        opened.append((service, client))
        return service, client, home

    yield started
    for service, client in opened:
        client.close()
        service.close()


def sign_in(client, password=PASSWORD, **headers):
    return client.post("/api/v1/session", json={"email": EMAIL, "password": password}, headers=headers)


def test_a_session_opens_the_api_and_ends_with_sign_out(make):
    _, client, home = make()
    assert client.get("/api/v1/me").status_code == 401
    told = sign_in(client)
    assert told.json()["structure_id"] == home
    assert client.get("/api/v1/me").json()["actor"] == EMAIL
    kept = dict(client.cookies)
    token = {"X-CSRF-Token": client.get("/api/v1/session").json()["csrf"]}
    assert client.delete("/api/v1/session", headers=token).status_code == 204
    assert not client.cookies
    assert (
        client.get("/api/v1/me", headers={"Cookie": f"prefacture_session={kept['prefacture_session']}"}).status_code
        == 401
    )


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(make):
    _, client, _ = make()
    flags = sign_in(client).headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags
    assert "secure" not in flags
    _, client, _ = make(secure_cookies=True, public_url="https://localhost")
    flags = sign_in(client).headers["set-cookie"]
    assert flags.startswith("__Host-prefacture_session=")
    assert "Secure" in flags
    assert client.get("/api/v1/me").status_code == 200


def test_signing_in_again_ends_the_session_that_was_there(make):
    _, client, _ = make()
    sign_in(client)
    first = client.cookies["prefacture_session"]
    sign_in(client)
    assert client.cookies["prefacture_session"] != first
    client.cookies.clear()
    assert client.get("/api/v1/me", headers={"Cookie": f"prefacture_session={first}"}).status_code == 401


def test_a_change_from_a_browser_needs_the_token_and_our_own_page(make):
    _, client, _ = make()
    token = sign_in(client).json()["csrf"]
    ask = {"label": "Robot"}
    for headers in ({}, {"X-CSRF-Token": "faux"}, {"X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"}):
        refused = client.post("/api/v1/keys", json=ask, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    made = client.post("/api/v1/keys", json=ask, headers={"X-CSRF-Token": token, "Sec-Fetch-Site": "same-origin"})
    assert made.status_code == 201
    assert sign_in(client, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_key_needs_no_token_and_opens_its_own_structure_only(make):
    service, client, home = make()
    secret = keys.create(service, principal(service, structure_id=home), "Robot", Role.MANAGER).secret
    bearer = {"Authorization": f"Bearer {secret}"}
    made = client.post("/api/v1/keys", json={"label": "Second"}, headers=bearer)
    assert made.status_code == 201
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {made.json()['secret']}"}).status_code == 200
    other = structure(service, "Autre", None)
    assert client.get("/api/v1/me", headers=bearer | {"X-Structure": other}).status_code == 403
    assert client.get("/api/v1/session", headers=bearer).status_code == 403
    for wrong in ("Bearer pf_faux", "Bearer ", "Basic YTpi", secret, "Bearer é"):
        refused = client.get("/api/v1/me", headers={"Authorization": wrong.encode()})
        assert refused.status_code == 401
        assert "Bearer" in refused.headers["www-authenticate"]


def test_a_person_of_several_structures_chooses_one_by_header_or_for_the_session(make):
    service, client, _ = make()
    second, foreign = structure(service, "Annexe", None), structure(service, "Autre", None)
    members.invite(service, principal(service, structure_id=second), EMAIL, Role.SUPPLIER)
    headers = {"X-CSRF-Token": sign_in(client).json()["csrf"]}
    assert client.get("/api/v1/me", headers={"X-Structure": second}).json()["role"] == "supplier"
    assert client.get("/api/v1/members", headers={"X-Structure": second}).status_code == 403
    assert client.get("/api/v1/me", headers={"X-Structure": foreign}).status_code == 404
    for structure_id, status in ((foreign, 404), (second, 200)):
        assert (
            client.patch("/api/v1/session", json={"structure_id": structure_id}, headers=headers).status_code == status
        )
    assert client.get("/api/v1/me").json()["structure_id"] == second


def test_members_are_invited_changed_and_removed_and_the_record_tells_it(make):
    _, client, _ = make()
    headers = {"X-CSRF-Token": sign_in(client).json()["csrf"]}
    paul = client.post("/api/v1/members", json={"email": "paul@exemple.fr"}, headers=headers).json()
    at = f"/api/v1/members/{paul['user_id']}"
    assert client.patch(at, json={"role": "reviewer"}, headers=headers).json()["role"] == "reviewer"
    assert [one["password"] for one in client.get("/api/v1/members").json()] == [None, None]
    assert client.delete(at, headers=headers).status_code == 204
    told = [one["action"] for one in client.get("/api/v1/audit").json()["items"]]
    assert told[:4] == ["member_removed", "member_role", "member_invited", "signed_in"]
    assert client.post("/api/v1/members", json={"email": "nul\x00@exemple.fr"}, headers=headers).status_code == 422


def test_a_new_password_keeps_this_browser_and_sign_out_everywhere_ends_it(make):
    _, client, _ = make()
    headers = {"X-CSRF-Token": sign_in(client).json()["csrf"]}
    change = {"old": PASSWORD, "new": "cinq mots tout à fait neufs"}
    assert client.post("/api/v1/me/password", json=change, headers=headers).status_code == 204
    assert client.get("/api/v1/me/account").json()["email"] == EMAIL
    assert client.delete("/api/v1/session/all", headers=headers).status_code == 204
    assert client.get("/api/v1/me").status_code == 401
    assert sign_in(client).status_code == 401
    assert sign_in(client, change["new"]).status_code == 200


def test_attempts_to_sign_in_are_limited_and_the_answer_says_how_long_to_wait(make):
    _, client, _ = make(sign_in_per_minute=2)
    assert [sign_in(client, "mauvais").status_code for _ in range(2)] == [401, 401]
    refused = sign_in(client)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_every_caller_has_a_limit_of_their_own(make):
    service, client, home = make(rate_per_minute=3)
    manager = principal(service, structure_id=home)
    one, other = ({"Authorization": f"Bearer {keys.create(service, manager, 'Robot').secret}"} for _ in range(2))
    assert [client.get("/api/v1/me", headers=one).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.get("/api/v1/me", headers=other).status_code == 200


def test_processes_that_share_a_queue_count_together_and_alone_when_it_is_away(make, tmp_path):
    socket = tmp_path / "r.sock"
    url = f"unix://{socket}"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        service, client, home = make(rate_per_minute=2, redis_url=url)
        bearer = {"Authorization": f"Bearer {keys.create(service, principal(service, structure_id=home), 'R').secret}"}
        with TestClient(create_app(service), base_url="http://localhost") as second:
            asked = [one.get("/api/v1/me", headers=bearer).status_code for one in (client, second, client, second)]
        assert asked == [200, 200, 429, 429]
    finally:
        server.terminate()
        server.wait(10)
    assert [client.get("/api/v1/me", headers=bearer).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("path", ["/api/v1/me", "/nulle-part", "/api/v1/openapi.json"])
def test_every_answer_tells_browsers_what_to_forbid(make, path):
    _, client, _ = make()
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers
    _, client, _ = make(secure_cookies=True)
    assert "max-age=" in client.get(path).headers["strict-transport-security"]


def test_a_foreign_host_name_is_refused_and_a_declared_one_is_not(make):
    _, client, _ = make(public_url="https://factures.exemple.fr", allowed_hosts="interne.exemple.fr")
    for host, status in (("factures.exemple.fr", 401), ("interne.exemple.fr:8443", 401), ("ailleurs.example", 400)):
        answer = client.get("/api/v1/me", headers={"Host": host})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_no_secret_is_logged(make, caplog):
    _, client, _ = make(log_level="DEBUG")
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        told = sign_in(client)
        wrong = "mot de passe erroné"
        assert sign_in(client, wrong).status_code == 401
        headers = {"X-CSRF-Token": told.json()["csrf"]}
        made = client.post("/api/v1/keys", json={"label": "Robot"}, headers=headers).json()
        cookie = client.cookies["prefacture_session"]
        client.app.add_api_route("/api/v1/defect", _defect, methods=["POST"])
        bearer = {"Authorization": f"Bearer {made['secret']}"}
        broken = client.post(f"/api/v1/defect?password={wrong}", json={"password": wrong}, headers=bearer)
        assert broken.status_code == 500
    logged = repr(lines) + caplog.text + broken.text
    assert "request_failed" in logged
    assert "/api/v1/session" in logged
    secrets = (PASSWORD, wrong, made["secret"], cookie, headers["X-CSRF-Token"])
    assert [secret for secret in secrets if secret in logged] == []


def _defect():
    raise ZeroDivisionError
