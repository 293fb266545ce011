"""Signing in to the interface as programs written for Chorus Pro do: a token, and an account with every call."""

import base64
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from api.app import create_app
from models.lifecycle import Role
from tests import portal_kit as kit
from tests.api_kit import Client
from tests.people_kit import PASSWORD
from tests.worker_kit import make_service, structure
from worker import administration, keys
from worker.portal import access, technical
from worker.portal.numbers import numbers_of
from worker.store.tables import AuditRow, MembershipRow, PortalNumberRow, PortalTokenRow, UserRow, now

TOKEN = "/api/oauth/token"
ASKED = "/cpro/utilisateurs/v1/monCompte/recuperer/rattachements"


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path, sign_in_per_minute=3)
    yield opened
    opened.close()


@pytest.fixture
def us(service):
    return kit.supplier(service)


@pytest.fixture
def client(service):
    with Client(create_app(service)) as opened:
        yield opened


def form(us, **changes):
    told = {"grant_type": "client_credentials", "client_id": us.client_id, "client_secret": us.client_secret}
    return {name: value for name, value in {**told, "scope": "openid", **changes}.items() if value is not None}


def header(email, password=PASSWORD):
    return base64.b64encode(f"{email}:{password}".encode()).decode()


def test_a_token_is_given_and_opens_the_interface(client, us):
    answer = client.post(TOKEN, data=form(us))
    told = answer.json()
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert {**told, "access_token": ""} == {
        "access_token": "", "token_type": "Bearer", "expires_in": 3600, "scope": "openid",
    }  # fmt: skip
    headers = {"Authorization": f"Bearer {told['access_token']}", "cpro-account": us.headers["cpro-account"]}
    assert client.post(ASKED, json={}, headers=headers).json()["codeRetour"] == 0


def test_the_scope_may_be_left_out_and_the_client_come_by_basic(client, us):
    assert client.post(TOKEN, data=form(us, scope=None)).json()["scope"] == "openid"
    basic = base64.b64encode(f"{us.client_id}:{us.client_secret}".encode()).decode()
    answer = client.post(TOKEN, data={"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_secret": "pf_faux"}, "invalid_client"),
        ({"client_id": "inconnu"}, "invalid_client"),
        ({"client_id": None, "client_secret": None}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": None}, "invalid_request"),
    ],
)
def test_what_is_refused_has_the_name_that_oauth_gives_it(client, us, changes, error):
    answer = client.post(TOKEN, data=form(us, **changes))
    assert (answer.status_code, answer.json()) == (400, {"error": error})


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join([b"a=b"] * 30)])
def test_a_form_that_is_none_is_refused(client, body):
    assert client.post(TOKEN, content=body).json() == {"error": "invalid_request"}
    broken = {"Authorization": "Basic ###"}
    assert client.post(TOKEN, data={"grant_type": "x"}, headers=broken).json() == {"error": "invalid_request"}
    assert client.post(TOKEN, content=b"x" * 9000).status_code == 413


def test_clients_that_fail_are_told_to_wait_and_right_ones_are_not(client, us):
    for _ in range(3):
        assert client.post(TOKEN, data=form(us, client_secret="pf_faux")).status_code == 400
    late = client.post(TOKEN, data=form(us, client_secret="pf_faux"))
    assert (late.status_code, late.json()) == (429, {"error": "temporarily_unavailable"})
    assert int(late.headers["retry-after"]) >= 1
    assert client.post(TOKEN, data=form(us)).status_code == 200


def test_a_token_ends_with_its_hour_its_key_and_the_person_whose_key_it_is(service, client, us):
    made = technical.create(service, us.structure_id, "tech2@dubois.fr")
    headers = {"cpro-account": us.headers["cpro-account"]}

    def status():
        token = access.token(service, made.client_id, made.client_secret)
        return client.post(ASKED, json={}, headers=headers | {"Authorization": f"Bearer {token}"}).status_code

    def after(statement):
        token = access.token(service, made.client_id, made.client_secret)
        with service.store.session() as session:
            session.execute(statement)
        return client.post(ASKED, json={}, headers=headers | {"Authorization": f"Bearer {token}"}).status_code

    assert status() == 200
    assert after(update(PortalTokenRow).values(expires_at=now())) == 401
    named = UserRow.email == "tech2@dubois.fr"
    assert after(update(UserRow).where(named).values(active=False)) == 401
    with service.store.session() as session:
        session.execute(update(UserRow).where(named).values(active=True))
        user = session.scalar(select(UserRow.id).where(named))
    assert status() == 200
    assert after(MembershipRow.__table__.delete().where(MembershipRow.user_id == user)) == 401


def test_a_revoked_key_ends_its_tokens(service, client, us):
    assert client.post(ASKED, json={}, headers=us.headers).status_code == 200
    keys.revoke(service, administration.administrator(us.structure_id), us.client_id)
    answer = client.post(ASKED, json={}, headers=us.headers)
    assert (answer.status_code, answer.json()["codeRetour"]) == (401, 401)


@pytest.mark.parametrize("account", [None, "", "é", "###", "c2Fuc2RldXhwb2ludHM=", header("personne@exemple.fr")])
def test_without_an_account_nothing_is_answered(client, us, account):
    headers = {"Authorization": us.headers["Authorization"]} | (
        {"cpro-account": account} if account is not None else {}
    )
    encoded = {name: value.encode() for name, value in headers.items()}
    assert client.post(ASKED, json={}, headers=encoded).status_code == 401


def test_wrong_passwords_are_counted_and_do_not_shut_out_the_program_that_has_the_right_one(service, client, us):
    assert client.post(ASKED, json={}, headers=us.headers).status_code == 200
    wrong = us.headers | {"cpro-account": header("tech@dubois.fr", "deviné au hasard")}
    statuses = [client.post(ASKED, json={}, headers=wrong).status_code for _ in range(4)]
    assert statuses[:2] + statuses[-1:] == [401, 401, 429]
    assert [client.post(ASKED, json={}, headers=us.headers).status_code for _ in range(5)] == [200] * 5
    with service.store.reading() as session:
        noted = session.scalars(select(AuditRow).where(AuditRow.action == "sign_in_failed")).all()
    assert {(one.target, one.structure_id) for one in noted} == {("tech@dubois.fr", us.structure_id)}


def test_calls_that_come_together_with_one_password_wait_for_one_check(service, us):
    account = technical.create(service, us.structure_id, "neuf@dubois.fr")
    tried, told = [], []

    def call():
        told.append(access.account_of(service, account.header, attempt=tried.append).email)

    threads = [Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (told, tried) == (["neuf@dubois.fr"] * 8, ["neuf@dubois.fr"])


def test_a_changed_password_is_asked_again(service, client, us):
    assert client.post(ASKED, json={}, headers=us.headers).status_code == 200
    with service.store.session() as session:
        session.execute(update(UserRow).values(password_hash=None))
    assert client.post(ASKED, json={}, headers=us.headers).status_code == 401


def test_the_health_of_the_interface_is_told_to_everybody(client):
    answer = client.get("/cpro/transverses/v1/health-check")
    assert (answer.status_code, answer.json()["statusCodeValue"]) == (200, 200)


def test_one_program_speaks_for_the_account_that_it_names(service, client, us):
    other = kit.supplier(service, "Martin SAS", "40483304800022", "tech@martin.fr")
    headers = {"Authorization": us.headers["Authorization"], "cpro-account": other.headers["cpro-account"]}
    told = client.post(ASKED, json={}, headers=headers).json()
    assert [one["idStructure"] for one in told["listeStructureRattachement"]] == [other.number]


def test_a_technical_account_is_made_with_its_key(service, client):
    home = structure(service)
    made = technical.create(service, home, "Tech@Exemple.fr", Role.REVIEWER)
    assert made.login == "tech@exemple.fr"
    assert made.password not in repr(made)
    token = client.post(TOKEN, data=form(made)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "cpro-account": made.header}
    told = client.post(ASKED, json={}, headers=headers).json()
    assert told["listeStructureRattachement"][0]["designationStructure"] == "Dubois Menuiserie"
    assert keys.of_secret(service, made.client_secret).role is Role.REVIEWER


def test_two_who_give_numbers_to_the_same_things_at_once_give_the_same(either_service):
    refs = [f"ref-{number:03}" for number in range(40)]
    ready, told = Barrier(4), []

    def give(order):
        ready.wait()
        with either_service.store.session() as session:
            told.append(dict(numbers_of(session, "structure", order)))

    threads = [Thread(target=give, args=(order,)) for order in (refs, refs[::-1], refs[20:], refs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 4
    whole = max(told, key=len)
    assert all(one.items() <= whole.items() for one in told)
    with either_service.store.reading() as session:
        assert len(session.scalars(select(PortalNumberRow.id)).all()) == len(refs)
