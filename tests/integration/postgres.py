"""Debian's PostgreSQL, started in a folder of its own by a user without rights, reached by a unix socket only.

`postgres` is a fixture of the session; `postgres.new_database()` gives the address of an empty database of its own.
`server(folder)` is the same for programs.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest

SECONDS = 60


class Postgres:
    """One server, for as long as the fixture lives."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.process = process
        self._numbers = count(1)

    def url(self, database: str) -> str:
        return f"postgresql://prefacture@/{database}?host={self.folder}"

    def new_database(self, template: str = "template0") -> str:
        """The address of a database that nobody else has."""
        name = f"db{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'create database "{name}" template "{template}"')
        return self.url(name)

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url("postgres")) as connection:
            return connection.execute("select 1").fetchone() == (1,)
        return False


def binaries() -> Path | None:
    """The newest server installed."""
    on_path = shutil.which("postgres")
    found = [Path(on_path)] if on_path else list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    found = [path for path in found if path.with_name("initdb").exists()]
    versions = {path: path.parent.parent.name for path in found}
    newest = max(found, key=lambda path: int(versions[path]) if versions[path].isdecimal() else 0, default=None)
    return newest and newest.parent


def unprivileged() -> dict[str, object]:
    """As whom the server runs: it refuses to be run by root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


@pytest.fixture(scope="session")
def postgres():
    folder = binaries()
    if folder is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with server(folder) as started:
        yield started


@contextmanager
def server(folder: Path) -> Iterator[Postgres]:
    """The server whose programs are in that folder, ended afterwards with all that it holds."""
    home = Path(tempfile.mkdtemp(prefix="pf-pg-"))  # short: a unix socket's path has at most 107 bytes
    if os.geteuid() == 0:
        shutil.chown(home, "nobody", "nogroup")
    who = unprivileged()
    data, log = home / "data", home / "log"
    made = [folder / "initdb", "-D", data, "-U", "prefacture", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(made, check=True, capture_output=True, cwd="/", timeout=SECONDS, **who)
    fast = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [folder / "postgres", "-D", data, "-k", home, "-h", "", *fast], stderr=output, cwd="/", **who
        )
    started = Postgres(home, process)
    try:
        end = time.monotonic() + SECONDS
        while not started.answers():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        yield started
    finally:
        process.send_signal(signal.SIGQUIT)  # ends at once: nothing that it holds is wanted any more
        process.wait(timeout=SECONDS)
        shutil.rmtree(home)
