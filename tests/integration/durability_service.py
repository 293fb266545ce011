"""The whole service as it is run: a supervisor, its API, workers and queue in a folder of its own, and a client."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from worker import faults
from worker.settings import ServiceSettings
from worker.store import Store
from worker.store.tables import ApiKeyRow, ServiceRow, StructureRow

ROOT = Path(__file__).parents[2]
SECRET = "pf_durability_0123456789abcdefghijklmnopqrstuvwxyz"
SIRET = "73282932000074"
RECIPIENT = "21556540900046"
QUICK = {
    "PREFACTURE_LEASE_SECONDS": "8",
    "PREFACTURE_SWEEP_SECONDS": "0.5",
    "PREFACTURE_TRIES": "8",
    "PREFACTURE_JOB_SECONDS": "20",
    "PREFACTURE_RATE_PER_MINUTE": "1000000",
    "PREFACTURE_GATEWAY": "folder",
}
"""Waits made short; more tries than faults strike one document; what goes out lies in a folder, to be counted."""


@dataclass(slots=True)
class Answer:
    """What the API said."""

    status: int
    body: Any
    seconds: float


@dataclass(slots=True)
class Running:
    """A service in `home`; it is started and ended by `served`."""

    home: Path
    port: int
    settings: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    times: list[float] = field(default_factory=list)

    @property
    def fault_folder(self) -> Path:
        return self.home / "faults"

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFACTURE_")}
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api.cli.main", "serve", "--no-samples"],
                cwd=ROOT,
                env=environment | self.settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait(lambda: self.get("/health").status == 200, 40, "the API does not answer")

    def stop(self) -> None:
        """End it as an operator does; what does not end is killed."""
        if self.process is None:
            return
        ours = self.processes()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for number in ours:
            end(number)
        self.process = None

    def processes(self) -> dict[int, str]:
        """Every process below the supervisor, with its command."""
        assert self.process is not None
        return {number: command(number) for number in below(self.process.pid)}

    def kill(self, *words: str) -> int:
        """SIGKILL to every process whose command holds one of the words; how many there were."""
        struck = [number for number, said in self.processes().items() if any(word in said for word in words)]
        for number in struck:
            end(number)
        return len(struck)

    def arm(self, point: str, what: str = "kill") -> None:
        """Ask for a fault at a point."""
        self.fault_folder.mkdir(exist_ok=True)
        (self.fault_folder / point).write_text(what)

    def armed(self) -> list[str]:
        """Points where nothing came by yet."""
        return sorted(path.name for path in self.fault_folder.glob("*"))

    def request(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> Answer:
        """One request on a connection of its own. Raises OSError or HTTPException where nothing answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        started = time.perf_counter()
        try:
            headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": kind}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        taken = time.perf_counter() - started
        self.times.append(taken)
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return Answer(answer.status, json.loads(data) if is_json and data else data, taken)

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def send(self, method: str, path: str, body: object) -> Answer:
        return self.request(method, path, json.dumps(body).encode())

    def upload(self, name: str, data: bytes) -> Answer:
        body, kind = multipart((name, data))
        return self.request("POST", "/api/v1/documents", body, kind)

    def surely(self, ask: Callable[..., Answer], *given: object, seconds: float = 30) -> Answer:
        """Ask until something answers: what a client does whose connection broke."""
        until = time.monotonic() + seconds
        while True:
            try:
                answer = ask(*given)
            except (OSError, http.client.HTTPException):
                if time.monotonic() > until:
                    raise
            else:
                if answer.status not in {502, 503} or time.monotonic() > until:
                    return answer
            time.sleep(0.1)

    def documents(self) -> list[dict[str, Any]]:
        """Every document there is."""
        found: list[dict[str, Any]] = []
        path = first = "/api/v1/documents?limit=100"
        while True:
            answer = self.surely(self.get, path)
            assert answer.status == 200, answer
            found += answer.body["items"]
            if not answer.body.get("next"):
                return found
            path = f"{first}&cursor={answer.body['next']}"

    def wait(self, happens: Callable[[], bool], seconds: float, otherwise: str) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if happens():
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.1)
        raise AssertionError(f"{otherwise}\n{self.log()}")

    def log(self) -> str:
        return (self.home / "serve.log").read_text(errors="replace")[-3000:]


@contextmanager
def served(home: Path, **settings: str) -> Iterator[Running]:
    """The service, ready; ended afterwards, and nothing of it left."""
    running = Running(home, free_port(), {})
    given = {
        "PREFACTURE_HOME": str(home),
        "PREFACTURE_PORT": str(running.port),
        "PREFACTURE_WORKERS": "2",
        faults.VARIABLE: str(running.fault_folder),
    }
    running.settings = given | QUICK | settings
    with_key(home)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def with_key(home: Path) -> None:
    """A store that knows one structure, its key, and whom it bills, before the service starts."""
    store = Store(ServiceSettings(home=home).database)
    try:
        store.migrate()
        with store.session() as session:
            structure = StructureRow(name="Atelier des Halles", siret=SIRET, siren=SIRET[:9], tenant=True)
            town = StructureRow(name="Commune de Valbrume", siret=RECIPIENT, siren=RECIPIENT[:9], public=True)
            session.add_all([structure, town])
            session.flush()
            session.add(ServiceRow(structure_id=town.id, code="BAT"))
            digest = hashlib.sha256(SECRET.encode()).hexdigest()
            key = ApiKeyRow(structure_id=structure.id, role="administrator", prefix=SECRET[:12], digest=digest)
            session.add(key)
    finally:
        store.close()


def multipart(*files: tuple[str, bytes]) -> tuple[bytes, str]:
    """Files, each with its name, as a form sends them; and the type that tells so."""
    edge = "----durability"
    body = b""
    for name, data in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        body += head.encode() + b"Content-Type: application/pdf\r\n\r\n" + data + b"\r\n"
    return body + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def below(parent: int) -> Iterator[int]:
    """Processes that a process started, and those that they did."""
    for listed in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            children = listed.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from below(child)


def command(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def end(number: int) -> None:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return
