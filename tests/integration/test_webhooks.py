"""A receiver on this machine is told of events: signed, in order, again after it failed; never inside our network."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from models.lifecycle import EventKind
from models.service_errors import InvalidRequest, NotFound
from tests.worker_kit import make_service, principal
from worker import history, webhooks
from worker.store.tables import WebhookRow, now


class Receiver(ThreadingHTTPServer):
    """Answers with the statuses it is given, then 204; keeps what it was sent."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.statuses, self.received, self.location = [], [], ""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/told?of=events"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 204)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path, webhook_private_addresses=True, webhook_tries=3)
    yield opened
    opened.close()


@pytest.fixture
def who(service):
    return principal(service)


def happen(service, who, *codes):
    with service.store.session() as session:
        for code in codes:
            history.note(session, who.structure_id, None, EventKind.ACTION, code, actor=who.actor)


def due(service):
    with service.store.reading() as session:
        return webhooks.due(session)


def time_passes(service):
    with service.store.session() as session:
        for row in session.query(WebhookRow):
            row.next_at = now() - timedelta(seconds=1)


def codes(receiver):
    return [json.loads(body)["code"] for _, _, body in receiver.received]


def test_events_arrive_in_order_and_signed(service, who, receiver):
    happen(service, who, "before")
    made = webhooks.create(service, who, receiver.url)
    assert due(service) == []
    happen(service, who, "uploaded", "corrected")
    assert due(service) == [made.id]
    webhooks.deliver(service, made.id)
    assert codes(receiver) == ["uploaded", "corrected"]
    assert due(service) == []
    for path, headers, body in receiver.received:
        seconds, signed = headers["X-Prefacture-Signature"].split(",")
        content = seconds.removeprefix("t=").encode() + b"." + body
        assert signed == "v1=" + hmac.new(made.secret.encode(), content, hashlib.sha256).hexdigest()
        assert headers["X-Prefacture-Event"] == json.loads(body)["code"]
        assert headers["X-Prefacture-Delivery"] == f"{made.id}-{json.loads(body)['id']}"
        assert headers["Host"] == f"127.0.0.1:{receiver.server_address[1]}"
        assert path == "/told?of=events"


def test_another_structure_s_events_are_not_told(service, who, receiver):
    made = webhooks.create(service, who, receiver.url)
    stranger = principal(service)
    happen(service, stranger, "uploaded")
    assert due(service) == []
    webhooks.deliver(service, made.id)
    assert receiver.received == []
    with pytest.raises(NotFound):
        webhooks.get(service, stranger, made.id)
    with pytest.raises(NotFound):
        webhooks.remove(service, stranger, made.id)


def test_a_receiver_that_fails_and_recovers_misses_nothing(service, who, receiver):
    made = webhooks.create(service, who, receiver.url)
    happen(service, who, "first", "second", "third")
    receiver.statuses = [204, 500]
    webhooks.deliver(service, made.id)
    assert codes(receiver) == ["first", "second"]
    assert webhooks.get(service, who, made.id).last_error == "réponse HTTP 500"
    assert due(service) == []  # not before its time
    webhooks.deliver(service, made.id)
    assert len(receiver.received) == 2
    time_passes(service)
    assert due(service) == [made.id]
    webhooks.deliver(service, made.id)
    assert codes(receiver) == ["first", "second", "second", "third"]
    assert webhooks.get(service, who, made.id).last_error is None
    assert receiver.received[1][1]["X-Prefacture-Delivery"] == receiver.received[2][1]["X-Prefacture-Delivery"]


def test_after_too_many_tries_it_is_stopped_says_so_and_can_be_started_again(service, who, receiver):
    made = webhooks.create(service, who, receiver.url)
    happen(service, who, "first")
    receiver.statuses = [503] * 3
    for _ in range(3):
        time_passes(service)
        webhooks.deliver(service, made.id)
    stopped = webhooks.get(service, who, made.id)
    assert not stopped.active
    assert stopped.last_error == "arrêté après 3 essais : réponse HTTP 503"
    told = history.since(service, who.structure_id, 0, 10)[-1]
    assert (told.code, told.details["webhook_id"]) == ("webhook_stopped", made.id)
    time_passes(service)
    assert due(service) == []
    assert webhooks.switch(service, who, made.id, active=True).last_error is None
    webhooks.deliver(service, made.id)
    assert codes(receiver)[3:] == ["first", "webhook_stopped"]


def test_a_redirection_is_not_followed(service, who, receiver):
    made = webhooks.create(service, who, receiver.url)
    happen(service, who, "first")
    receiver.statuses, receiver.location = [302], receiver.url
    webhooks.deliver(service, made.id)
    assert len(receiver.received) == 1
    assert webhooks.get(service, who, made.id).last_error == "réponse HTTP 302"


def test_one_worker_at_a_time_tells_a_webhook(service, who, receiver):
    made = webhooks.create(service, who, receiver.url)
    happen(service, who, *(f"event-{number}" for number in range(10)))
    threads = [threading.Thread(target=webhooks.deliver, args=(service, made.id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes(receiver) == [f"event-{number}" for number in range(10)]


def test_a_name_that_leads_into_our_network_is_refused_when_it_is_called(tmp_path, receiver):
    service = make_service(tmp_path, webhook_private_addresses=False)
    try:
        who = principal(service)
        made = webhooks.create(service, who, "https://example.org/")
        with service.store.session() as session:  # resolvers take it for 127.0.0.1
            session.get(WebhookRow, made.id).url = f"http://0x7f.1:{receiver.server_address[1]}/"
        happen(service, who, "first")
        webhooks.deliver(service, made.id)
        assert receiver.received == []
        assert webhooks.get(service, who, made.id).last_error == "adresse du réseau privé refusée"
    finally:
        service.close()


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "http://", "https://user:word@example.org/", "https://example.org:99999/", "https://[::1/",
        "http://127.0.0.1/", "http://10.1.2.3:80/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/latest",
        "http://localhost:8000/", "http://printer.local/", "https://exam ple.org/", "https://example.org/#part",
        "http://intranet/",
    ],
)  # fmt: skip
def test_an_address_that_can_t_be_one_is_refused_at_once(tmp_path, url):
    service = make_service(tmp_path)
    try:
        with pytest.raises(InvalidRequest):
            webhooks.create(service, principal(service), url)
    finally:
        service.close()


def test_an_address_where_nobody_listens_is_tried_later(service, who):
    with socket.socket() as bound:  # bound and not listening: nobody else gets the port, and nobody answers
        bound.bind(("127.0.0.1", 0))
        made = webhooks.create(service, who, f"http://127.0.0.1:{bound.getsockname()[1]}/")
        happen(service, who, "first")
        webhooks.deliver(service, made.id)
    assert webhooks.get(service, who, made.id).last_error.startswith("ConnectError")
    assert due(service) == []


def test_webhooks_are_claimed_on_either_database(either_service, receiver):
    service = either_service
    who = principal(service)
    with service.store.session() as session:
        row = WebhookRow(structure_id=who.structure_id, url="http://0x7f.1/", secret="s")
        session.add(row)
        session.flush()
        made = row.id
    happen(service, who, "first")
    assert due(service) == [made]
    webhooks.deliver(service, made)
    assert webhooks.get(service, who, made).last_error == "adresse du réseau privé refusée"
    assert due(service) == []
    assert receiver.received == []
