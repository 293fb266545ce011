"""Every offered operation of the official swagger files, called: what is answered is what they describe."""

import pytest
from fastapi.routing import APIRoute

from api.app import create_app
from api.chorus import not_offered, routes
from tests.api_kit import Client
from tests.contract import swagger
from tests.contract.stage import CASES, Stage
from tests.worker_kit import make_service

SERVED = {route.path for router in routes.OFFERED for route in router.routes if isinstance(route, APIRoute)}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    service = make_service(tmp_path_factory.mktemp("contract"), rate_per_minute=100_000)
    with Client(create_app(service)) as client:
        yield Stage(service, client)
    service.close()


@pytest.mark.parametrize("path", CASES)
def test_what_succeeds_and_what_fails_is_answered(stage, path):
    case = CASES[path]
    who = stage.recipient if case.by_recipient else stage.supplier
    told = stage.ask(path, case.happy(stage), who)
    assert told["codeRetour"] == 0, told
    refused = stage.ask(path, case.wrong(stage), who)
    assert refused["codeRetour"] >= 20000
    found = {name for name, said in refused.items() if isinstance(said, list)}  # of a search without results
    assert refused.keys() == {"codeRetour", "libelle"} or (found and not any(refused[name] for name in found))
    if (swagger.FOLDER / "factures.swagger.json").exists():
        part, name = swagger.operations()[path]
        assert swagger.faults(part, name, told) == []
        assert name in swagger.NULLED or swagger.faults(part, name, refused) == []


@swagger.needed
def test_every_official_operation_is_offered_or_says_that_it_is_not():
    assert swagger.operations().keys() == {path for path in not_offered.KNOWN if path.startswith(swagger.OF_SWAGGER)}
    assert CASES.keys() == swagger.operations().keys() & SERVED


def test_what_is_not_offered_says_so_by_one_code(stage):
    for path in not_offered.paths(routes.OFFERED):
        told = stage.ask(path, {"idUtilisateurCourant": 0})
        assert told["codeRetour"] == not_offered.NOT_OFFERED
        assert "n'est pas offert" in told["libelle"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/cpro/factures/v1/inconnu", 404), ("GET", "/cpro/factures/v1/soumettre", 405), ("POST", "/cpro/", 404)],
)
def test_wrong_addresses_answer_in_json(stage, method, path, status):
    answer = stage.client.request(method, path)
    assert (answer.status_code, answer.json()["codeRetour"]) == (status, status)


def test_a_request_that_is_too_large_answers_in_json(stage):
    path, huge = "/cpro/factures/v1/soumettre", bytes(33 << 20)
    answer = stage.client.post(path, content=huge, headers=stage.supplier.headers)
    assert (answer.status_code, answer.json()["codeRetour"]) == (413, 413)
    assert stage.client.post(path, content=huge).status_code == 401  # a stranger's is not even read


def test_nobody_calls_without_a_token_and_an_account(stage):
    told = stage.supplier.headers
    for headers in ({}, {"Authorization": told["Authorization"]}, {"cpro-account": told["cpro-account"]}):
        for path in sorted(SERVED - {"/api/oauth/token", "/cpro/transverses/v1/health-check"}):
            answer = stage.client.post(path, json={}, headers=headers)
            assert (answer.status_code, answer.json()["codeRetour"]) == (401, 401), path
