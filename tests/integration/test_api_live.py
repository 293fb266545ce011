"""The API behind its real server: many senders at once, senders who give up, pages drawn by the reader process."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from api.app import create_app
from tests.worker_kit import make_service, principal
from worker import keys
from worker.reader import reader_of
from worker.store.tables import DocumentRow

INVOICE = min(Path("fixtures/invoices").glob("*/invoice.pdf"))
PNG = b"\x89PNG\r\n\x1a\n"


@contextmanager
def served(service):
    """The address of a server that runs in a thread of this process."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(service), log_config=None, lifespan="on"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def client(service):
    who = principal(service)
    with service.store.session() as session:
        secret = keys.issue(session, who.structure_id, "tests", who.role).secret
    with (
        served(service) as address,
        httpx.Client(base_url=address, headers={"Authorization": f"Bearer {secret}"}, timeout=60) as opened,
    ):
        yield opened


def send(client, name, data):
    return client.post("/api/v1/documents", files={"files": (name, data)})


def test_of_many_senders_at_once_none_is_lost_and_none_waits_long(client, service):
    def timed(index):
        began = time.perf_counter()
        answer = send(client, f"{index}.pdf", b"%PDF-1.4 " + str(index // 2).encode())
        return answer.json()["files"][0]["outcome"], time.perf_counter() - began

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(timed, range(200)))
    assert sorted(outcome for outcome, _ in told) == ["created"] * 100 + ["known"] * 100
    with service.store.reading() as session:
        assert session.query(DocumentRow).count() == 100
    assert sorted(seconds for _, seconds in told)[190] < 3


def test_the_same_request_sent_twice_at_once_has_one_answer(client):
    def sent(_):
        files = {"files": ("a.pdf", b"%PDF-1.4 the same")}
        return client.post("/api/v1/documents", files=files, headers={"Idempotency-Key": "twice"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(sent, range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1


def test_a_sender_who_gives_up_leaves_no_document(client):
    key = client.headers["authorization"]
    head = (
        "POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
        f"Authorization: {key}\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.4 half'
    )
    with socket.create_connection((client.base_url.host, client.base_url.port)) as sender:
        sender.sendall(head.encode())
        time.sleep(0.2)
    assert client.get("/api/v1/documents").json()["total"] == 0
    assert send(client, "b.pdf", b"%PDF-1.4 whole").status_code == 201


def test_a_page_is_drawn_once_and_kept(client, service):
    told = send(client, "facture.pdf", INVOICE.read_bytes()).json()["files"][0]["document"]
    address = f"/api/v1/documents/{told['id']}/pages"
    first = client.get(f"{address}/1.png", params={"width": 401})
    assert (first.status_code, first.headers["content-type"], first.content[:8]) == (200, "image/png", PNG)
    assert int.from_bytes(first.content[16:20]) == 500
    reader_of(service.settings).close()
    began = time.perf_counter()
    again = client.get(f"{address}/1.png", params={"width": 500})
    assert again.content == first.content
    assert time.perf_counter() - began < 1
    same = client.get(f"{address}/1.png", params={"width": 500}, headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")


def test_a_page_that_is_not_there_is_told_so(client):
    told = send(client, "facture.pdf", INVOICE.read_bytes()).json()["files"][0]["document"]
    assert client.get(f"/api/v1/documents/{told['id']}/pages/99.png").json()["code"] == "no_such_page"
    assert client.get(f"/api/v1/documents/{told['id']}/pages/0.png").status_code == 422
    assert client.get(f"/api/v1/documents/{told['id']}/pages/1.png", params={"width": 10**6}).status_code == 422
    broken = send(client, "abime.pdf", b"%PDF-1.4 rien").json()["files"][0]["document"]
    refused = client.get(f"/api/v1/documents/{broken['id']}/pages/1.png")
    assert (refused.status_code, refused.json()["code"]) == (422, "damaged_file")
