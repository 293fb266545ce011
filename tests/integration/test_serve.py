"""`prefacture serve`, as a person starts it: it answers, what dies comes back, and nothing of it is left behind."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
PARTS = ("api.process", "worker.run", "valkey-server")


class Serving:
    """The command, running in a folder of its own."""

    def __init__(self, home, *options):
        self.home = home
        environment = {name: text for name, text in os.environ.items() if not name.startswith("PREFACTURE_")}
        environment |= {"PREFACTURE_SWEEP_SECONDS": "0.5", "PREFACTURE_LEASE_SECONDS": "10", "PREFACTURE_TRIES": "20"}
        environment.pop("REDIS_URL", None)
        environment.pop("DATABASE_URL", None)
        self.out = home.with_suffix(".out")
        with self.out.open("wb") as out, home.with_suffix(".err").open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api.cli.main", "serve", "--home", home, "--port", "0", *options],
                cwd=ROOT, env=environment, stdout=out, stderr=err,
            )  # fmt: skip

    def said(self, pattern):
        """What it prints, once it does."""
        return eventually(lambda: re.search(pattern, self.out.read_text(encoding="utf-8")), pattern)

    @property
    def port(self):
        return int(self.said(r"répond à http://127\.0\.0\.1:(\d+)\n")[1])

    def get(self, path, key=None):
        """Status and JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {key}"} if key else {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def parts(self):
        """Its processes, by what they are."""
        found = {part: set() for part in PARTS}
        for number in below(self.process.pid):
            for part in PARTS:
                if part in command(number):
                    found[part].add(number)
        return found


@contextmanager
def serving(home, *options):
    one = Serving(home, *options)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.wait()


def below(parent):
    for listed in Path(f"/proc/{parent}/task").glob("*/children"):
        for child in map(int, listed.read_text().split()):
            yield child
            yield from below(child)


def command(number):
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def eventually(ask, what):
    until = time.monotonic() + PATIENCE
    while not (answer := ask()):
        assert time.monotonic() < until, what
        time.sleep(0.1)
    return answer


def left(numbers):
    """Which of these processes run still, whatever their numbers are used for by now."""
    return [said for number in numbers if (said := command(number)) and any(part in said for part in (*PARTS, "spawn"))]


def test_what_dies_comes_back_and_nothing_outlives_a_killed_service(tmp_path):
    with serving(tmp_path / "data") as service:
        assert service.get("/health")[0] == 200
        key = service.said(r"Clé d'API +(pf_\S+)")[1]
        service.said(r"Mot de passe +\S{12,}")
        assert service.said(r"client_secret +(pf_\S+)")[1] == key
        service.said(r"client_id +\S{36}\n")
        service.said(r"cpro-account +[A-Za-z0-9+/=]{40,}\n")
        service.said(r"\d factures d'exemple")
        status, documents = service.get("/api/v1/documents", key)
        assert status == 200
        assert len(documents["items"]) >= 5

        before = eventually(lambda: whole(service), "all parts run")
        assert [len(before[part]) for part in PARTS] == [1, 2, 1]
        for number in [number for part in PARTS for number in before[part]]:
            os.kill(number, signal.SIGKILL)
        after = eventually(lambda: parts_anew(service, before), "what was killed is started again")
        assert [len(after[part]) for part in PARTS] == [1, 2, 1]
        assert service.get("/health")[0] == 200  # waits for the API, is not refused
        eventually(lambda: service.get("/ready")[0] == 200, "ready again")
        assert read(service, key)

        everything = list(below(service.process.pid))
        service.process.kill()
        service.process.wait()
    eventually(lambda: not left(everything), "nothing is left")


def whole(service):
    """The processes, when no part lacks."""
    now = service.parts()
    return now if all(now.values()) else None


def parts_anew(service, before):
    """The processes, when none is one of those before and none lacks."""
    now = service.parts()
    same = all(len(now[part]) == len(before[part]) and not now[part] & before[part] for part in PARTS)
    return now if same else None


def read(service, key):
    """Wait until a document was read."""

    def done():
        _, documents = service.get("/api/v1/documents", key)
        return {one["state"] for one in documents["items"]} & {"to_review", "ready"}

    return eventually(done, "read")


def test_it_ends_when_told_and_tells_its_secrets_once(tmp_path):
    home = tmp_path / "data"
    with serving(home, "--no-samples", "--workers", "1") as service:
        key = service.said(r"Clé d'API +(pf_\S+)")[1]
        assert service.get("/api/v1/documents", key)[1]["items"] == []

        second = subprocess.run(
            [sys.executable, "-m", "api.cli.main", "serve", "--home", home, "--port", "0"],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert second.returncode == 1
        assert "tourne déjà" in second.stderr

        eventually(lambda: whole(service), "all parts run")
        everything = list(below(service.process.pid))
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(30) == 0
        assert not left(everything)
        assert "est arrêté" in service.out.read_text(encoding="utf-8")
        assert key not in home.with_suffix(".err").read_text(encoding="utf-8")

    with serving(home, "--workers", "1") as service:
        assert service.get("/api/v1/documents", key)[0] == 200
        assert "Premier compte" not in service.out.read_text(encoding="utf-8")
        service.process.send_signal(signal.SIGINT)
        assert service.process.wait(30) == 0


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "api.cli.main", "serve", "--home", tmp_path, "--port", port],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("option", [("--port", "70000"), ("--workers", "0"), ("--host",)])
def test_an_option_that_makes_no_sense_is_refused(option):
    from api.cli.main import main

    with pytest.raises(SystemExit) as ended:
        main(["serve", *option])
    assert ended.value.code == 2
