"""What nobody does is found in the store, on either database, once by however many look."""

import dataclasses
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from models.lifecycle import EventKind, State
from tests import worker_kit
from tests.queue_kit import running
from worker import history, sweeper
from worker.queue import Queue
from worker.store.tables import DepositRow, DocumentRow, WebhookRow, now
from worker.sweeper import Sweeping, sweep, taken_back

ROOT = Path(__file__).parents[2]
LONG_AGO = now() - timedelta(days=1)
LATER = now() + timedelta(days=1)


@pytest.fixture
def service(either_service, tmp_path):
    """A service with a real queue."""
    with running("embedded", tmp_path) as server:
        one = dataclasses.replace(either_service, queue=Queue(server.url))
        yield one
        one.queue.close()


@pytest.fixture
def who(service):
    return worker_kit.principal(service)


def depositing(service, who, name, state="noted", **columns):
    document = worker_kit.upload(service, who, name, **{"state": State.DEPOSITING, "updated_at": LONG_AGO, **columns})
    with service.store.session() as session:
        row = DepositRow(document_id=document, gateway="folder", state=state)
        session.add(row)
        session.flush()
        return row.id


def test_deposits_that_nobody_sends_are_found(service, who):
    lost = depositing(service, who, "lost.pdf")
    cut = depositing(service, who, "cut.pdf", state="sent", leased_until=LONG_AGO)
    depositing(service, who, "sending.pdf", leased_until=LATER)
    depositing(service, who, "done.pdf", state="done")
    depositing(service, who, "just-asked.pdf", updated_at=LATER)
    assert sweep(service) == 2
    assert service.queue.waiting() == {f"deposit-{lost}", f"deposit-{cut}"}


def test_webhooks_whose_time_has_come_are_found(service, who):
    with service.store.session() as session:
        event = history.note(session, who.structure_id, None, EventKind.ACTION, "tested", actor=None)
        session.flush()
        hooks = [
            WebhookRow(structure_id=who.structure_id, url="https://example.org/", secret="s", **columns)
            for columns in ({}, {"next_at": LATER}, {"active": False}, {"last_event_id": event.id})
        ]
        session.add_all(hooks)
        session.flush()
        due = hooks[0].id
    assert sweep(service) == 1
    assert service.queue.waiting() == {f"tell-{due}"}


def test_many_who_look_at_once_take_a_document_back_once(service, who):
    documents = [
        worker_kit.upload(service, who, f"{n}.pdf", state=State.READING, leased_until=LONG_AGO) for n in range(20)
    ]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: taken_back(service), range(4)))
    assert sum(counts) == len(documents)
    with service.store.reading() as session:
        rows = [session.get_one(DocumentRow, document) for document in documents]
        assert {(row.state, row.version) for row in rows} == {(State.RECEIVED, 2)}


def test_no_more_jobs_than_some_are_put_at_once(service, who, monkeypatch):
    monkeypatch.setattr(sweeper, "MOST", 3)
    for number in range(5):
        worker_kit.upload(service, who, f"{number}.pdf", updated_at=LONG_AGO)
    assert [sweep(service), sweep(service), sweep(service)] == [3, 2, 0]


def test_a_store_that_does_not_answer_is_asked_again(service, monkeypatch):
    """The thread outlives an error, and ends when it is told."""
    calls = []

    def fails_once(_service):
        calls.append(1)
        if len(calls) == 1:
            raise ConnectionError
        return 1

    monkeypatch.setattr(sweeper, "sweep", fails_once)
    quick = service.settings.model_copy(update={"sweep_seconds": 0.01})
    with Sweeping(dataclasses.replace(service, settings=quick)):
        until = time.monotonic() + 10
        while len(calls) < 3 and time.monotonic() < until:
            time.sleep(0.01)
    seen = len(calls)
    time.sleep(0.1)
    assert len(calls) == seen >= 3


@pytest.mark.parametrize("either_service", ["postgresql"], indirect=True)
def test_the_command_worker_reads_what_another_machine_took_in(service, who, monkeypatch):
    data = (ROOT / "fixtures" / "invoices" / "complet_services" / "invoice.pdf").read_bytes()
    document = worker_kit.upload(service, who, "facture.pdf", data, updated_at=LONG_AGO)
    monkeypatch.setenv("PREFACTURE_HOME", str(service.settings.home))
    monkeypatch.setenv("DATABASE_URL", service.settings.database)
    monkeypatch.setenv("REDIS_URL", service.queue.url)
    monkeypatch.setenv("PREFACTURE_SWEEP_SECONDS", "0.2")
    command = [sys.executable, "-m", "api.cli.main", "worker", "--workers", "1"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        try:
            until = time.monotonic() + 60
            while state(service, document) in {State.RECEIVED, State.READING}:
                assert time.monotonic() < until
                time.sleep(0.1)
            process.terminate()
            assert process.wait(30) == 0
        finally:
            process.kill()
    assert state(service, document) == State.TO_REVIEW


def state(service, document_id):
    with service.store.reading() as session:
        return session.get_one(DocumentRow, document_id).state
