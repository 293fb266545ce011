"""A server of ours on a real port: readiness, figures, batches and the stream of events, as programs see them."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time

import httpx
import pytest
import uvicorn

from api.app import create_app
from api.routes import events as stream
from models.lifecycle import EventKind, Role, State
from tests.worker_kit import make_service, principal, upload
from worker import history, keys


@contextlib.contextmanager
def serving(service):
    """The application on a free port; its address."""
    server = uvicorn.Server(uvicorn.Config(create_app(service), log_config=None, lifespan="on"))
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        until(lambda: server.started)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        bound.close()


def until(reached, seconds=10.0):
    ends = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < ends, "not reached in time"
        time.sleep(0.02)


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def who(service):
    return principal(service)


@pytest.fixture
def base(service):
    with serving(service) as address:
        yield address


def client(service, who, base):
    with service.store.session() as session:
        key = keys.issue(session, who.structure_id, "test", Role.MANAGER)
    return httpx.Client(base_url=base, headers={"Authorization": f"Bearer {key.secret}"}, timeout=10)


def happen(service, who, *codes):
    with service.store.session() as session:
        return [
            history.note(session, who.structure_id, None, EventKind.ACTION, code, actor=who.actor).id for code in codes
        ]


def told(lines, number):
    """That many events of a stream, each as its fields."""
    found, fields = [], {}
    for line in lines:
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
        elif not line and fields:
            found.append(fields)
            fields = {}
            if len(found) == number:
                break
    return found


def test_events_are_told_as_they_come_and_only_to_their_structure(service, who, base):
    happen(service, who, "before")
    with client(service, who, base) as http, http.stream("GET", "/api/v1/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        happen(service, principal(service), "of_a_stranger")
        numbers = happen(service, who, "uploaded", "corrected")
        found = told(answer.iter_lines(), 2)
    assert [one["id"] for one in found] == [str(number) for number in numbers]
    assert [json.loads(one["data"])["code"] for one in found] == ["uploaded", "corrected"]
    assert {one["event"] for one in found} == {"action"}


@pytest.mark.parametrize("asked", ["header", "query"])
def test_a_stream_goes_on_where_it_was_lost(service, who, base, asked):
    first, *rest = happen(service, who, "first", "second", "third")
    more = {"headers": {"Last-Event-ID": str(first)}} if asked == "header" else {"params": {"after": first}}
    with client(service, who, base) as http, http.stream("GET", "/api/v1/events", **more) as answer:
        assert [one["id"] for one in told(answer.iter_lines(), 2)] == [str(number) for number in rest]


def test_a_stream_ends_by_itself(service, who, base):
    with client(service, who, base) as http:
        began = time.monotonic()
        assert http.get("/api/v1/events", params={"seconds": 1}).status_code == 200
        assert time.monotonic() - began < 5


def test_only_so_many_streams_are_kept_open(service, who, base, monkeypatch):
    monkeypatch.setattr(stream, "PER_STRUCTURE", 1)
    happen(service, who, "first")
    with client(service, who, base) as http, http.stream("GET", "/api/v1/events", params={"after": 0}) as answer:
        lines = answer.iter_lines()  # held: letting go of it would close the stream
        told(lines, 1)
        refused = http.get("/api/v1/events")
        assert refused.status_code == 429
        assert refused.json()["code"] == "too_many_requests"
    with client(service, who, base) as http:
        until(lambda: http.get("/api/v1/events", params={"seconds": 1}).status_code == 200)


def test_programs_read_events_by_pages(service, who, base):
    numbers = happen(service, who, *(f"event-{number}" for number in range(5)))
    with client(service, who, base) as http:
        seen, after = [], 0
        while items := (answer := http.get("/api/v1/events.json", params={"after": after, "limit": 2}).json())["items"]:
            seen += [item["id"] for item in items]
            after = answer["last"]
        assert http.get("/api/v1/events.json", params={"limit": 0}).status_code == 422
    assert seen == numbers


def test_a_batch_tells_how_far_it_is(service, who, base):
    with client(service, who, base) as http:
        made = http.post("/api/v1/batches", json={"name": "  Factures   de mars "})
        assert (made.status_code, made.json()["name"], made.json()["done"]) == (201, "Factures de mars", False)
        batch = made.json()["id"]
        upload(service, who, "a.pdf", batch_id=batch)
        upload(service, who, "b.pdf", batch_id=batch, state=State.FAILED)
        address = f"/api/v1/batches/{batch}"
        seen = http.get(address).json()
        assert (seen["total"], seen["states"], seen["done"]) == (2, {"received": 1, "failed": 1}, False)
        upload(service, who, "c.pdf", batch_id=http.post("/api/v1/batches", json={}).json()["id"], state=State.READY)
        with client(service, principal(service), base) as stranger:
            assert stranger.get(address).status_code == 404
            assert stranger.get("/api/v1/batches").json()["items"] == []
        newest, oldest = http.get("/api/v1/batches", params={"limit": 1}).json(), None
        assert newest["items"][0]["done"]
        oldest = http.get("/api/v1/batches", params={"limit": 1, "cursor": newest["next"]}).json()
        assert [one["id"] for one in oldest["items"]] == [batch]
        assert oldest["next"] is None
        assert http.get("/api/v1/batches", params={"cursor": "elsewhere"}).status_code == 422


def test_webhooks_are_made_shown_stopped_and_removed(service, who, base):
    with client(service, who, base) as http:
        made = http.post("/api/v1/webhooks", json={"url": "https://example.org/told"})
        assert made.status_code == 201
        assert made.json()["secret"].startswith("whsec_")
        address = f"/api/v1/webhooks/{made.json()['id']}"
        assert [one["secret"] for one in http.get("/api/v1/webhooks").json()] == [None]
        assert http.patch(address, json={"active": False}).json()["active"] is False
        assert http.post("/api/v1/webhooks", json={"url": "http://127.0.0.1/told"}).status_code == 422
        assert http.delete(address).status_code == 204
        assert http.get(address).status_code == 404


def test_readiness_names_what_is_missing_and_what_to_do(base):
    answer = httpx.get(f"{base}/ready")
    parts = {part["name"]: part for part in answer.json()["parts"]}
    assert answer.status_code == 503  # these tests start no queue
    assert {name: part["ok"] for name, part in parts.items()} == {"store": True, "queue": False, "files": True}
    assert "REDIS_URL" in parts["queue"]["what_to_do"]["fr"]
    assert parts["store"]["what_to_do"] is None
    assert httpx.get(f"{base}/health").json() == {"status": "ok"}


def test_figures_count_documents_and_requests_by_route(service, who, base):
    upload(service, who)
    upload(service, who, "b.pdf", state=State.DEPOSITED)
    with client(service, who, base) as http:
        http.get("/api/v1/batches/of-nobody")
        figures = http.get("/metrics").text
    assert 'prefacture_documents{state="received"} 1.0' in figures
    assert 'prefacture_documents{state="deposited"} 1.0' in figures
    route = "/api/v1/batches/{batch_id}"
    assert f'prefacture_http_request_seconds_count{{method="GET",route="{route}",status="404"}}' in figures
    assert "of-nobody" not in figures
