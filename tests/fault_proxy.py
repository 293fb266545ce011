"""A proxy that spoils what passes: real sockets, between a client and a server of HTTP, faults drawn from a seed.

with FaultProxy("http://127.0.0.1:8000", {"cut_after": 0.1}, seed=7) as proxy:
    call(proxy.address)
print(proxy.done)
"""

from __future__ import annotations

import http.client
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Self
from urllib.parse import urlsplit

Answer = tuple[int, list[tuple[str, str]], bytes]

_HOPS = {"connection", "transfer-encoding", "keep-alive", "content-length", "date", "server"}
_JSON = [("Content-Type", "application/json")]
UNAVAILABLE: Answer = (503, _JSON, b'{"message": "down for maintenance"}')
REFUSED: Mapping[str, Answer] = {
    "bad_client": (400, _JSON, b'{"error": "invalid_client"}'),
    "unauthorized": (401, _JSON, b'{"error": "invalid_token"}'),
    "too_many": (429, [*_JSON, ("Retry-After", "0")], b'{"error": "quota"}'),
    "too_large": (413, _JSON, b'{"codeRetour": 413, "libelle": "trop volumineux"}'),
    "error_before": (500, _JSON, b'{"message": "Internal Server Error"}'),
    "unavailable": UNAVAILABLE,
}
"""Answered without asking the server."""


class FaultProxy:
    """`chances` are those of each fault; `only` tells which paths may be spoilt. `done` counts what was done."""

    FAULTS = (
        *REFUSED,
        "cut_before",  # the request is not passed on, the connection ends
        "cut_after",  # the server has done it, the connection ends
        "silent",  # the server has done it, the client waits for nothing
        "half",  # half of an answer
        "malformed",  # an answer that is no JSON
        "error_after",  # the server has done it, and a gateway says 502
        "twice",  # the request passes twice, the second answer comes back
        "echo",  # the answer comes twice on one connection
    )

    def __init__(
        self,
        target: str,
        chances: Mapping[str, float],
        *,
        seed: int = 1,
        only: Callable[[str], bool] = lambda _path: True,
        hold: float = 3.0,
    ) -> None:
        assert set(chances) <= set(self.FAULTS), chances
        self._target = urlsplit(target)
        self._chances, self._only, self._hold = dict(chances), only, hold
        self._random, self._lock = random.Random(seed), Lock()
        self.done: Counter[str] = Counter()
        self.paths: Counter[str] = Counter()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                proxy.handle(self)

            def log_message(self, *_told: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_told: None  # type: ignore[method-assign]  # clients that went away
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def rest(self) -> None:
        """Spoil nothing from now on."""
        self._chances = {}

    def handle(self, client: BaseHTTPRequestHandler) -> None:
        """One request."""
        body = client.rfile.read(int(client.headers.get("Content-Length", 0)))
        fault = self._drawn(client.path)
        if fault in REFUSED:
            _say(client, REFUSED[fault])
            return
        if fault == "cut_before":
            client.close_connection = True
            return
        answer = self._forward(client, body)
        if fault == "twice":
            answer = self._forward(client, body)
        if fault in {"cut_after", "silent"}:
            time.sleep(self._hold if fault == "silent" else 0)
            client.close_connection = True
        elif fault == "half":
            status, headers, data = answer
            _say(client, (status, headers, data[: len(data) // 2]), length=len(data))
            client.close_connection = True
        elif fault == "malformed":
            _say(client, (200, _JSON, answer[2][:-1] or b"<"))
        elif fault == "error_after":
            _say(client, (502, [("Content-Type", "text/html")], b"<html>Bad Gateway</html>"))
        else:
            _say(client, answer)
            if fault == "echo":
                _say(client, answer)

    def _drawn(self, path: str) -> str:
        with self._lock:
            names = [*self._chances, "none"] if self._only(path) else ["none"]
            weights = [self._chances.get(name, 0.0) for name in names[:-1]]
            fault = self._random.choices(names, [*weights, 1 - sum(weights)])[0]
            if fault == "bad_client" and "oauth" not in path:
                fault = "none"
            self.done[fault] += 1
            self.paths[path] += 1
            return fault

    def _forward(self, client: BaseHTTPRequestHandler, body: bytes) -> Answer:
        there = http.client.HTTPConnection(self._target.hostname or "", self._target.port, timeout=60)
        try:
            headers = {name: value for name, value in client.headers.items() if name.lower() not in _HOPS}
            there.request("POST", client.path, body, headers)
            answer = there.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _HOPS]
            return answer.status, kept, answer.read()
        except (OSError, http.client.HTTPException):
            return UNAVAILABLE
        finally:
            there.close()


def _say(client: BaseHTTPRequestHandler, answer: Answer, length: int | None = None) -> None:
    status, headers, data = answer
    try:
        client.send_response(status)
        for name, value in headers:
            client.send_header(name, value)
        client.send_header("Content-Length", str(len(data) if length is None else length))
        client.end_headers()
        client.wfile.write(data)
        client.wfile.flush()
    except OSError:
        client.close_connection = True
