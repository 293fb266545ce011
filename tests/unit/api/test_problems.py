"""Refusals: every error has its status, says what to do in two languages, and tells nothing of the inside."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from api import problems
from api.app import create_app
from models import errors, service_errors
from models.finding import Finding, Message, Severity
from tests.api_kit import Client
from tests.worker_kit import make_service
from worker.reader import CRASHED, ReaderFailed

GAP = Finding(rule="BR-02", severity=Severity.BLOCKING, message=Message(fr="f", en="e"), reference="EN 16931")


def all_of(root):
    return [root, *(deeper for child in root.__subclasses__() for deeper in all_of(child))]


class Body(BaseModel):
    count: int


@pytest.fixture
def client(tmp_path):
    service = make_service(tmp_path)
    app = create_app(service)
    raised = {
        "stale": service_errors.StaleVersion(7),
        "not_ready": service_errors.NotReady((GAP,)),
        "too_many": service_errors.TooManyRequests(9),
        "unavailable": service_errors.Unavailable(),
        "incomplete": errors.IncompleteInvoice("a.pdf", (GAP,)),
        "correction": errors.InvalidCorrection("a.pdf", "issue_date", "hier"),
        "crashed": ReaderFailed("crashed", CRASHED, detail="signal 11"),
        "defect": ValueError("le texte d'une facture"),
    }

    @app.get("/raise/{name}")
    def raise_it(name: str) -> None:
        raise raised[name]

    @app.post("/body")
    def take(body: Body, size: int) -> None: ...

    with Client(app) as opened:
        yield opened
    service.close()


@pytest.mark.parametrize("error", all_of(service_errors.ServiceError)[1:], ids=lambda error: error.__name__)
def test_every_refusal_of_the_service_has_a_status(error):
    assert error.code in problems.STATUSES


def told(answer, status):
    body = answer.json()
    assert answer.status_code == body["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["type"] == problems.TYPE + body["code"]
    return body


def test_refusals_carry_what_helps_to_go_on(client):
    assert told(client.get("/raise/stale"), 409)["current_version"] == 7
    assert told(client.get("/raise/not_ready"), 422)["findings"][0]["rule"] == "BR-02"
    assert told(client.get("/raise/incomplete"), 422)["findings"][0]["rule"] == "BR-02"
    assert told(client.get("/raise/correction"), 422)["errors"][0]["field"] == "issue_date"
    busy = client.get("/raise/too_many")
    assert (told(busy, 429)["code"], busy.headers["retry-after"]) == ("too_many_requests", "9")
    assert client.get("/raise/unavailable").headers["retry-after"] == "60"
    assert "signal 11" not in told(client.get("/raise/crashed"), 422)["detail"]


def test_a_defect_tells_nothing_but_its_number(client):
    answer = client.get("/raise/defect", headers={"X-Request-Id": "suivi-2026-118"})
    body = told(answer, 500)
    assert body["request_id"] == answer.headers["x-request-id"] == "suivi-2026-118"
    assert "suivi-2026-118" in body["detail"]
    assert "texte" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_indecent_request_identifier_is_replaced(client):
    assert client.get("/nulle-part", headers={"X-Request-Id": "a b"}).headers["x-request-id"] != "a b"


def test_what_is_wrong_with_a_request_is_said_field_by_field(client):
    body = told(client.post("/body?size=grand", json={"count": "x"}), 422)
    assert {error["field"]: error["message"] for error in body["errors"]} == {
        "query.size": "Un nombre entier est attendu.",
        "body.count": "Un nombre entier est attendu.",
    }
    assert "JSON" in told(client.post("/body?size=1", content=b"{"), 422)["errors"][0]["message"]
    deep = client.post("/body?size=1", content=b"[" * 100_000, headers={"Content-Type": "application/json"})
    assert deep.status_code in {400, 422}


def test_addresses_and_methods_that_are_not_there_are_told_so(client):
    assert "openapi.json" in told(client.get("/api/v1/nulle-part"), 404)["detail"]
    wrong = client.request("PUT", "/api/v1/documents")
    assert told(wrong, 405)["code"] == "method_not_allowed"
    assert wrong.headers["allow"]
    assert told(client.get("/api/v1/documents/a%00b"), 400)["code"] == "invalid_request"


def test_a_body_larger_than_any_is_refused(client):
    body = told(client.post("/body?size=1", content=b" " * (33 * 2**20)), 413)
    assert body["code"] == "too_large"
