"""Deposits of the service with a platform by XP Z12-013 that fails in every way: none is lost, none comes twice."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from models.lifecycle import State
from tests import afnor_contract
from tests.afnor_platform import Fault, platform
from tests.worker_kit import extraction_of, make_service, principal, structure, upload
from worker import deposits, following, sending
from worker.gateway.afnor import gateway as gateways, http
from worker.store.tables import DepositRow, DocumentRow, EventRow, now

FAULTS = ("cut", "silence", 401, 429, 500, 503)
REFUSALS = {401, 429}  # what was not taken for sure
SUBMIT, SEARCH = "/v1/flows", "/v1/flows/search"


@pytest.fixture
def there(monkeypatch):
    monkeypatch.setattr(http, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(http, "SILENT_SECONDS", 0.5)
    with platform() as made:
        yield made
        afnor_contract.check_all(made)
        gateways.gateway_for.cache_clear()


@pytest.fixture
def service(there, tmp_path):
    made = make_service(tmp_path, **there.settings())
    gateways.gateway_for(made.settings)
    yield made
    gateways.gateway_for(made.settings).close()
    made.close()


@pytest.fixture
def who(service):
    return principal(service, structure_id=structure(service))


def noted(service, who, number):
    """A deposit whose file is written and kept, as it is before it is sent."""
    told = extraction_of(invoice_number=f"F-{number}", sha256=f"{number:064x}")
    document = upload(service, who, f"facture-{number}.pdf", extraction=told, state=State.READY)
    data = f"<rsm:CrossIndustryInvoice>{number}</rsm:CrossIndustryInvoice>".encode()
    stored = service.files.put(BytesIO(data), 1 << 20)
    with service.store.session() as session:
        row = session.get_one(DocumentRow, document)
        deposit = deposits.note(session, service.settings, row, deposits.options_of("cii"))
        deposit.sha256, deposit.state = stored.sha256, "sent"
        deposit.options = {**deposit.options, "name": f"facture-{number}.xml", "size": stored.size}
        return deposit.id


def waiting(service):
    with service.store.reading() as session:
        return session.scalars(select(DepositRow.id).where(DepositRow.state.in_(sending.OPEN))).all()


def over(service):
    """All waits are over."""
    with service.store.session() as session:
        session.execute(update(DocumentRow).values(leased_until=now() - timedelta(seconds=1)))


def test_a_hundred_deposits_with_a_failing_platform_arrive_once_each(service, there, who):
    asked = {noted(service, who, number) for number in range(1, 101)}
    chance = random.Random(12013)
    for _ in range(120):
        what = chance.choice(FAULTS)
        done = what not in REFUSALS and chance.random() < 0.5
        there.faults.append(Fault(chance.choice((SUBMIT, SEARCH)), what, done=done))
    rounds = 0
    while (left := waiting(service)) and rounds < sending.MOST_TRIES:
        rounds += 1
        with ThreadPoolExecutor(4) as workers:
            list(workers.map(lambda one: sending.run(service, one), left))
        over(service)
    accepted = there.invoices()
    assert {flow["trackingId"] for flow in accepted} == asked
    assert len(accepted) == len(asked) == 100
    assert there.faults == []
    with service.store.reading() as session:
        rows = session.scalars(select(DepositRow)).all()
        assert {row.state for row in rows} == {"done"}
        assert {row.platform_id for row in rows} == {flow["flowId"] for flow in accepted}
    assert rounds > 1


def test_a_worker_that_died_after_sending_finds_its_deposit(service, there, who):
    deposit = noted(service, who, 1)
    there.keep({"trackingId": deposit, "name": "facture-1.xml", "flowSyntax": "CII"}, b"<a/>")
    sending.run(service, deposit)
    assert len(there.invoices()) == len(there.flows) == 1
    with service.store.reading() as session:
        assert session.get_one(DepositRow, deposit).state == "done"


def test_what_the_platform_tells_later_stands_in_the_history(service, there, who):
    deposit = noted(service, who, 1)
    sending.run(service, deposit)
    there.tell(there.invoices()[0]["flowId"], "F-1", "210", at="20270101080000", reason="CMD_ERR")
    with service.store.session() as session:
        following.soon(session, deposit)
    following.run(service, deposit)
    with service.store.reading() as session:
        row = session.get_one(DocumentRow, session.get_one(DepositRow, deposit).document_id)
        comments = session.scalars(select(EventRow.comment).where(EventRow.document_id == row.id)).all()
    assert row.platform_status == "REFUSEE"
    assert "Refusée : numéro de commande erroné ou manquant" in comments
