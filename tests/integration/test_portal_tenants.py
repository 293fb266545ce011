"""No operation of the interface tells a stranger anything of an invoice, or lets them change it: each is walked."""

import pytest

from api.app import create_app
from models.portal import Status
from tests.api_kit import Client
from tests.integration import portal_walk as walk
from tests.worker_kit import make_service


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    service = make_service(tmp_path_factory.mktemp("portal"), rate_per_minute=1_000_000, sign_in_per_minute=1_000)
    world = walk.furnish(service)
    app = create_app(service)
    with Client(app) as client:
        yield service, client, world, walk.operations(app)
    service.close()


def ask(client, path, body, who):
    return client.post(path, json=body, headers=who.headers if who else {})


def test_the_walk_knows_every_operation(place):
    *_, operations = place
    assert len(operations) > 50
    assert "/cpro/factures/v1/soumettre" in operations


def test_requests_name_what_the_owner_has(place):
    _, _, world, operations = place
    asked = walk.filled(operations["/cpro/factures/v1/completer"], world)
    assert asked["identifiantFactureCPP"] == world.ids["invoice"]
    assert asked["pieceJointeComplementaire"][0]["pieceJointeComplementaireId"] == world.ids["file"]
    sent = walk.filled(operations["/cpro/factures/v1/soumettre"], world)
    assert sent["fournisseur"]["idFournisseur"] == world.ids["structure"]


@pytest.mark.parametrize("status", [Status.COMPLETEE, Status.A_RECYCLER, Status.SUSPENDUE, Status.REJETEE])
@pytest.mark.parametrize(
    "stranger", ["another supplier", "a reviewer of another body", "a member of the body who may not receive"]
)
def test_a_stranger_learns_and_changes_nothing(place, stranger, status):
    service, client, world, operations = place
    walk.bring_to(service, world, status)
    before = walk.kept(service, world)
    assert len(before) > 10
    wrong = {}
    for path, model in operations.items():
        for body in ({}, walk.filled(model, world)):
            answer = ask(client, path, body, world.strangers[stranger])
            told = walk.betrayed(answer)
            if told or answer.status_code >= 500:
                wrong[path] = (answer.status_code, told, answer.text[:300])
    assert wrong == {}
    assert walk.kept(service, world) == before


def test_without_a_token_or_an_account_every_operation_says_so(place):
    _, client, world, operations = place
    halves = [{}] + [{name: value} for name, value in world.owner.headers.items()]
    for path in operations:
        for headers in halves:
            answer = client.post(path, json={}, headers=headers)
            assert (path, answer.status_code, answer.json()["codeRetour"]) == (path, 401, 401)


def test_what_strangers_do_not_learn_its_owner_and_its_recipient_do(place):
    service, client, world, operations = place
    walk.bring_to(service, world, Status.MISE_A_DISPOSITION)
    for who, unseen in ((world.owner, set()), (world.recipient, {"flow", "account", "iban", "email"})):
        seen = set()
        for path, model in operations.items():
            for body in ({}, walk.filled(model, world)):
                seen |= set(walk.betrayed(ask(client, path, body, who)))
        assert set(walk.SECRETS) - unseen <= seen
