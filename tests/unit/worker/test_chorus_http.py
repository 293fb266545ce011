"""How a portal is asked: its token, its pace, and what is tried again, by a clock that only waiting moves."""

import base64
import json

import httpx2
import pytest

from worker.gateway.chorus.hitches import Lost
from worker.gateway.chorus.http import Access, Clock, Connection, Manners
from worker.gateway.parcel import GatewayRefused, GatewayUnavailable

ACCESS = Access("https://portal.test", "https://oauth.test/token", "client", "secret", "TECH_1@cpro.fr", "mot:de passe")
GOOD = httpx2.Response(200, json={"codeRetour": 0, "libelle": "TRA_MSG_00.000", "value": 7})


class Time:
    """Passes by sleeping only."""

    def __init__(self):
        self.at = 1000.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.at += seconds

    def clock(self):
        return Clock(lambda: self.at, self.sleep, lambda _least, most: most)


class Server:
    """Answers as told, in turn; the last answer stays. An exception is raised."""

    def __init__(self, *answers, tokens=()):
        self.answers, self.tokens = list(answers), list(tokens)
        self.asked = []
        self.token_calls = 0

    def __call__(self, request):
        if request.url.host == "oauth.test":
            self.token_calls += 1
            return self.said(self.tokens, token(f"token-{self.token_calls}"))
        self.asked.append(request)
        return self.said(self.answers, GOOD)

    @staticmethod
    def said(answers, otherwise):
        answer = answers.pop(0) if answers else otherwise
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)


def token(secret, lasts=3600):
    return httpx2.Response(200, json={"access_token": secret, "token_type": "Bearer", "expires_in": lasts})


def refused(status, body=None, **headers):
    return httpx2.Response(status, json=body or {}, headers={name.replace("_", "-"): v for name, v in headers.items()})


BAD_CLIENT = refused(400, {"error": "invalid_client"})


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def connect(time):
    made = []

    def connect(server, **manners):
        settings = Manners(**{"pause": 0.0, **manners})
        made.append(Connection(ACCESS, settings, time.clock(), httpx2.MockTransport(server)))
        return made[-1]

    yield connect
    for one in made:
        one.close()


def test_a_call_bears_the_token_and_the_technical_account(connect):
    server = Server()
    told = connect(server).errand().call("/cpro/factures/v1/soumettre", {"numéro": "É-1"})
    (request,) = server.asked
    assert told["value"] == 7
    assert request.headers["authorization"] == "Bearer token-1"
    assert base64.b64decode(request.headers["cpro-account"]).decode() == "TECH_1@cpro.fr:mot:de passe"
    assert json.loads(request.content) == {"numéro": "É-1"}


def test_a_token_is_kept_until_a_minute_before_its_end(connect, time):
    server = Server()
    connection = connect(server)
    connection.errand().call("/a", {})
    time.at += 3600 - 61
    connection.errand().call("/a", {})
    assert server.token_calls == 1
    time.at += 2
    connection.errand().call("/a", {})
    assert server.token_calls == 2
    assert server.asked[-1].headers["authorization"] == "Bearer token-2"


def test_a_right_client_refused_at_random_is_asked_again_with_doubled_waits(connect, time):
    server = Server(tokens=[BAD_CLIENT, BAD_CLIENT, BAD_CLIENT])
    assert connect(server).errand().call("/a", {})["value"] == 7
    assert time.slept == [1.0, 2.0, 4.0]


def test_a_wrong_client_is_no_refusal_of_the_invoice(connect):
    server = Server(tokens=[BAD_CLIENT] * 20)
    with pytest.raises(GatewayUnavailable, match="invalid_client"):
        connect(server).errand().call("/a", {}, once=True)
    assert server.token_calls == 6
    assert not server.asked


def test_the_first_401_is_taken_for_haste_and_the_second_for_the_token(connect, time):
    server = Server(refused(401), refused(401))
    assert connect(server, pause=3.0).errand().call("/a", {}, once=True)["value"] == 7
    assert [one.headers["authorization"] for one in server.asked] == [
        "Bearer token-1",
        "Bearer token-1",
        "Bearer token-2",
    ]
    assert min(time.slept) >= 3.0


def test_a_pause_is_kept_between_calls_of_all_tasks(connect, time):
    connection = connect(Server(), pause=1.5)
    began = time.at
    for _ in range(4):
        connection.errand().call("/a", {})
    assert time.at - began == pytest.approx(4 * 1.5)  # the token is a call, too


def test_retry_after_is_obeyed(connect, time):
    server = Server(refused(429, retry_after="17"))
    connect(server).errand().call("/a", {}, once=True)
    assert time.slept == [17.0]


def test_a_wait_beyond_the_patience_is_not_begun(connect, time):
    server = Server(refused(429, retry_after="500"))
    with pytest.raises(GatewayUnavailable, match="429"):
        connect(server, patience=60.0).errand().call("/a", {})
    assert time.slept == []


def test_waits_are_shortened_at_random(time):
    server = Server(refused(503), refused(503))
    clock = Clock(lambda: time.at, time.sleep, lambda least, _most: least)
    connection = Connection(ACCESS, Manners(pause=0.0), clock, httpx2.MockTransport(server))
    connection.errand().call("/a", {})
    connection.close()
    assert time.slept == [0.5, 1.0]


@pytest.mark.parametrize(
    "fault",
    [
        refused(500),
        refused(504),
        httpx2.ReadTimeout(""),
        httpx2.RemoteProtocolError("cut"),
        httpx2.WriteError(""),
        httpx2.Response(200, content=b'{"codeRetour": 0, "libe'),
        httpx2.Response(200, content=b"<html>"),
        httpx2.Response(200, json=[]),
    ],
    ids=str,
)
def test_what_may_have_been_done_is_asked_again_only_where_that_does_no_harm(connect, fault):
    assert connect(Server(fault)).errand().call("/a", {})["value"] == 7
    server = Server(fault)
    with pytest.raises(Lost) as caught:
        connect(server).errand().call("/a", {}, once=True)
    assert len(server.asked) == 1
    assert caught.value.status == (fault.status_code if getattr(fault, "status_code", 200) >= 500 else 0)


@pytest.mark.parametrize(
    "fault", [httpx2.ConnectError(""), httpx2.ConnectTimeout(""), refused(401), refused(429)], ids=str
)
def test_what_was_surely_not_done_is_asked_again_in_any_case(connect, fault):
    server = Server(fault)
    assert connect(server).errand().call("/a", {}, once=True)["value"] == 7
    assert len(server.asked) == 2


def test_a_server_that_stays_down_ends_the_task(connect, time):
    server = Server(*[refused(503)] * 50)
    began = time.at
    with pytest.raises(GatewayUnavailable, match="503"):
        connect(server, tries=100, patience=60.0).errand().call("/a", {})
    assert time.at - began <= 60.0


@pytest.mark.parametrize(
    ("status", "code"), [(413, "too_large"), (403, "forbidden"), (400, "malformed"), (415, "malformed")]
)
def test_what_no_patience_mends_is_a_refusal(connect, status, code):
    server = Server(refused(status, {"codeRetour": status, "libelle": "dateFacture : invalide"}))
    with pytest.raises(GatewayRefused) as caught:
        connect(server).errand().call("/a", {})
    assert caught.value.code == code
    assert "dateFacture : invalide" in caught.value.message.fr
    assert len(server.asked) == 1


def test_secrets_are_not_told():
    assert "secret" not in repr(ACCESS)
    assert "mot" not in repr(ACCESS)
