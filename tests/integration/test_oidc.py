"""Sign-in by an identity provider: a real one on a real port, honest and not."""

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from models.lifecycle import Role
from tests.integration.identity_provider import CLIENT, SECRET, provider
from tests.people_kit import account
from tests.worker_kit import make_service, structure

START, CALLBACK = "/api/v1/session/oidc", "/api/v1/session/oidc/callback"


@pytest.fixture(scope="module")
def serving():
    with provider() as made:
        yield made


@pytest.fixture
def idp(serving):
    honest = dict(serving.person)
    yield serving
    serving.person, serving.lie, serving.forged, serving.told_apart = honest, {}, False, False


@pytest.fixture
def make(tmp_path, idp):
    opened = []

    def started(**settings):
        asked = {"oidc_issuer": idp.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, **settings}
        service = make_service(tmp_path / str(len(opened)), **asked)
        client = TestClient(create_app(service), base_url="http://localhost", follow_redirects=False)
        opened.append((service, client))
        return service, client

    yield started
    for service, client in opened:
        client.close()
        service.close()


def known(service, email="claire@exemple.fr"):
    home = structure(service, siret=None)
    account(service, home, Role.REVIEWER, email)
    return home


def at_provider(client):
    """Where the provider sends the browser back to, once the person has signed in there."""
    sent = client.get(START)
    assert sent.status_code == 302
    return httpx2.get(sent.headers["location"]).headers["location"]


def arrive(client):
    return client.get(at_provider(client))


def test_who_has_an_account_gets_a_session_and_is_known_again_by_the_providers_name(make, idp):
    service, client = make()
    home = known(service)
    back = arrive(client)
    assert (back.status_code, back.headers["location"]) == (303, "/")
    assert client.get("/api/v1/me").json() | {"user_id": None} == {
        "actor": "claire@exemple.fr", "role": "reviewer", "structure_id": home, "user_id": None, "key_id": None,
    }  # fmt: skip
    client.cookies.clear()
    idp.person = {"sub": "personne-1", "email": "mariee@exemple.fr", "email_verified": True}
    assert arrive(client).status_code == 303
    assert client.get("/api/v1/me").json()["actor"] == "claire@exemple.fr"


def test_an_address_that_only_the_user_info_tells_counts_as_well(make, idp):
    service, client = make()
    known(service)
    idp.told_apart = True
    assert arrive(client).status_code == 303


def test_nobody_gets_an_account_unless_the_settings_say_where(make):
    _, client = make()
    refused = arrive(client)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "inviter" in refused.json()["detail"]
    service, client = make(oidc_new_users_structure="73282932000074")
    home = structure(service)
    assert arrive(client).status_code == 303
    me = client.get("/api/v1/me").json()
    assert (me["structure_id"], me["role"]) == (home, "supplier")


def test_an_address_that_the_provider_did_not_verify_opens_no_account(make, idp):
    service, client = make(oidc_new_users_structure="73282932000074")
    known(service)
    for claim in ({"email_verified": False}, {"email_verified": None}, {"email_verified": "false"}):
        idp.lie = claim
        assert arrive(client).status_code == 403


@pytest.mark.parametrize(
    "lie",
    [{"nonce": "rejoué"}, {"aud": "un autre"}, {"iss": "https://ailleurs.example"}, {"exp": 1, "iat": 0}, {"azp": "x"}],
    ids=lambda lie: next(iter(lie)),
)
def test_a_token_that_was_not_made_for_this_sign_in_is_refused(make, idp, lie):
    service, client = make()
    known(service)
    idp.lie = lie
    assert arrive(client).status_code == 403
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_signed_by_somebody_else_is_refused(make, idp):
    service, client = make()
    known(service)
    idp.forged = True
    assert arrive(client).status_code == 403


def test_a_sign_in_ends_only_in_the_browser_that_began_it_and_once(make):
    service, client = make()
    known(service)
    back = at_provider(client)
    state = dict(client.cookies)
    client.cookies.clear()
    assert client.get(back).status_code == 403
    cookie = "; ".join(f"{name}={value}" for name, value in state.items())
    assert client.get(back, headers={"Cookie": cookie}).status_code == 303
    assert client.get(back, headers={"Cookie": cookie}).status_code == 403  # the code is spent
    for query in ("", "?code=a", "?state=b", "?code=a&state=b", "?error=access_denied"):
        assert client.get(CALLBACK + query).status_code == 403


def test_a_provider_that_does_not_answer_is_told(make):
    _, client = make(oidc_issuer="http://127.0.0.1:9")
    assert client.get(START).json()["code"] == "unavailable"


def test_a_provider_that_calls_itself_otherwise_is_refused(make, idp):
    service, client = make(oidc_issuer=idp.url.replace("127.0.0.1", "localhost"))
    known(service)
    assert arrive(client).status_code == 403


def test_without_a_provider_there_is_no_such_address(make):
    _, client = make(oidc_issuer=None)
    assert [client.get(path).status_code for path in (START, CALLBACK)] == [404, 404]
