"""The queue on real servers: jobs wait once, are done once, and nothing that is away stops who asks."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from models.lifecycle import State
from tests import worker_kit
from tests.queue_kit import running
from worker import run
from worker.queue import AWAY_SECONDS, TOGETHER, Queue, perform_jobs
from worker.store.tables import DocumentRow
from worker.sweeper import sweep, taken_back

pytestmark = pytest.mark.usefixtures("service")
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["embedded", "debian"])
def server(request, tmp_path):
    with running(request.param, tmp_path) as one:
        yield one


@pytest.fixture
def queue(server):
    one = Queue(server.url)
    yield one
    one.close()


@pytest.fixture
def performed(monkeypatch):
    """What jobs are done, in their order; a job about `fault` fails."""
    done = []

    def note(_service, *abouts):
        done.extend(abouts)
        if "fault" in abouts:
            raise ZeroDivisionError

    monkeypatch.setattr(run, "work", lambda _job: note)
    yield done
    run.close()


@pytest.fixture
def service(server, tmp_path, monkeypatch):
    monkeypatch.setenv("PREFACTURE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("REDIS_URL", server.url)
    one = worker_kit.make_service(tmp_path, redis_url=server.url)
    yield one
    one.close()


def state(service, document_id):
    with service.store.reading() as session:
        return session.get_one(DocumentRow, document_id).state


def grow_old(service, document_id, **columns):
    with service.store.session() as session:
        row = session.get_one(DocumentRow, document_id)
        row.updated_at = row.updated_at.replace(year=2020)
        for name, value in columns.items():
            setattr(row, name, value)


def test_the_same_job_waits_once_and_is_done_once(queue, performed):
    assert queue.put("read", "a")
    assert queue.put("read", "a")
    assert queue.put("read", "b")
    assert queue.depth() == 2
    assert queue.waiting() == {"read-a", "read-b"}
    assert perform_jobs(queue.url, burst=True)
    assert performed == ["a", "b"]
    assert queue.depth() == 0
    assert queue.put("read", "a")
    assert queue.depth() == 1


def test_many_jobs_wait_once_each_in_their_order(queue, performed):
    queue.put("read", "b")
    assert queue.put_all("read", []) == 0
    assert queue.put_all("read", ["a", "b", "c", "a"]) == 3
    assert queue.waiting() == {"read-a", "read-b", "read-c"}
    assert perform_jobs(queue.url, burst=True)
    assert performed == ["b", "a", "c"]


def test_files_are_handed_out_several_at_once_and_most_are_left_to_others(queue, monkeypatch):
    bundles = []
    monkeypatch.setattr(run, "work", lambda _job: lambda _service, *abouts: bundles.append(abouts))
    names = [str(number) for number in range(200)]
    queue.put_all("read", names)
    queue.put("deposit", "invoice")
    perform_jobs(queue.url, burst=True)
    run.close()
    assert bundles[0] == ("invoice",)
    assert [name for bundle in bundles[1:] for name in bundle] == names
    assert len(bundles[1]) == TOGETHER
    assert len(bundles[-1]) == 1
    assert queue.redis.keys("rq:job:*") == []


def test_what_came_meanwhile_and_is_waited_for_goes_before_files(queue, monkeypatch):
    done = []

    def work(job):
        def note(_service, *abouts):
            if not done:  # between two looks at the queue
                queue.put_all("deposit", ["x", "y"])
            done.append((job, *abouts))

        return note

    monkeypatch.setattr(run, "work", work)
    queue.put_all("read", [str(number) for number in range(9)])
    perform_jobs(queue.url, burst=True)
    run.close()
    assert [bundle[0] for bundle in done[:3]] == ["read", "deposit", "deposit"]
    assert sorted(name for bundle in done for name in bundle[1:]) == [*map(str, range(9)), "x", "y"]


def test_what_somebody_waits_for_goes_first(queue, performed):
    queue.put("read", "file")
    queue.put("deposit", "invoice")
    perform_jobs(queue.url, burst=True)
    assert performed == ["invoice", "file"]


def test_a_job_that_fails_costs_no_other_and_may_come_again(queue, performed):
    queue.put("read", "fault")
    queue.put("read", "b")
    assert perform_jobs(queue.url, burst=True)
    assert performed == ["fault", "b"]
    queue.put("read", "fault")
    assert queue.depth() == 1


def test_a_server_that_is_killed_forgets_nothing(server, queue):
    queue.put("read", "a")
    server.kill()
    server.start()
    assert queue.waiting() == {"read-a"}


def test_a_server_that_is_away_stops_nobody(server, queue):
    server.kill()
    began = time.monotonic()
    assert [queue.put("read", str(number)) for number in range(50)] == [False] * 50
    assert time.monotonic() - began < 1.5
    assert not queue.alive()
    assert queue.waiting() is None
    assert queue.renew("read", "a") is False
    assert perform_jobs(queue.url, burst=True) is False
    server.start()
    time.sleep(AWAY_SECONDS)
    assert queue.put("read", "a")


def test_jobs_cost_a_few_milliseconds(queue, performed):
    count = 200
    for number in range(count):
        queue.put("read", str(number))
    began = time.perf_counter()
    perform_jobs(queue.url, burst=True)
    assert len(performed) == count
    assert (time.perf_counter() - began) / count < 0.03  # 4 ms on a quiet machine


def test_work_that_the_queue_forgot_is_found_in_the_store(queue, service):
    who = worker_kit.principal(service)
    old, young = worker_kit.upload(service, who, "old.pdf"), worker_kit.upload(service, who, "young.pdf")
    grow_old(service, old)
    queue.put("read", old)
    queue.redis.flushall()
    assert sweep(service) == 1
    assert sweep(service) == 0  # it waits
    assert queue.waiting() == {f"read-{old}"}
    assert state(service, young) == State.RECEIVED


def test_a_job_whose_worker_was_killed_is_put_again(queue, service, performed):
    document = worker_kit.upload(service, worker_kit.principal(service))
    grow_old(service, document)
    queue.put("read", document)
    queue.redis.lmove("rq:queue:prefacture", "rq:queue:prefacture:intermediate")  # taken, and no more was heard of it
    assert queue.waiting() == set()
    assert queue.put("read", document)
    assert queue.waiting() == set()  # its name is taken still
    assert sweep(service) == 1
    perform_jobs(queue.url, burst=True)
    assert performed == [document]


def test_a_document_whose_reader_is_gone_waits_again_until_its_tries_are_used_up(service):
    document = worker_kit.upload(service, worker_kit.principal(service))
    grow_old(service, document, state=State.READING, tries=1)
    assert taken_back(service) == 1
    assert state(service, document) == State.RECEIVED
    grow_old(service, document, state=State.READING, tries=service.settings.tries)
    assert taken_back(service) == 1
    assert state(service, document) == State.FAILED
    with service.store.reading() as session:
        row = session.get_one(DocumentRow, document)
        assert row.error["code"] == "interrupted"
        assert "relancez" in row.error["message"]["fr"]
        assert row.leased_until is None
    assert taken_back(service) == 0


def test_a_document_that_is_being_read_is_left_to_its_reader(service):
    from worker.store.tables import now

    document = worker_kit.upload(service, worker_kit.principal(service))
    grow_old(service, document, state=State.READING, leased_until=now().replace(year=2099))
    assert taken_back(service) == 0
    assert sweep(service) == 0
    assert state(service, document) == State.READING


def test_a_worker_process_ends_when_told_and_when_its_parent_dies(server):
    code = (
        "import subprocess, sys, time; from worker import bound;"
        "p = subprocess.Popen([sys.executable, '-m', 'worker.run'], env=bound.environment());"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        worker = int(parent.stdout.readline())
        until = time.monotonic() + 30
        while not workers(server.url):
            assert time.monotonic() < until
            time.sleep(0.1)
        parent.kill()
    until = time.monotonic() + 10
    while Path(f"/proc/{worker}/cmdline").exists() and b"worker.run" in Path(f"/proc/{worker}/cmdline").read_bytes():
        assert time.monotonic() < until, "the worker outlives its parent"
        time.sleep(0.1)


def workers(url):
    queue = Queue(url)
    try:
        return queue.redis.smembers("rq:workers")
    finally:
        queue.close()
