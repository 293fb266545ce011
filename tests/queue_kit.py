"""Real servers for the queue: the embedded one as the service runs it, and the one of the system."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from worker import bound, valkey
from worker.queue import Queue
from worker.settings import ServiceSettings

PATIENCE = 15.0


@dataclass
class Server:
    """A server of the queue that can be ended and started again; it keeps its socket and its files."""

    command: Sequence[str]
    url: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, env=bound.environment())
        until = time.monotonic() + PATIENCE
        queue = Queue(self.url)
        try:
            while not queue.alive():
                assert self.process.poll() is None, "the server has ended"
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.02)
        finally:
            queue.close()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def command(kind: str, home: Path) -> Sequence[str]:
    """The command of the embedded server, or that of the system's Redis with the same options."""
    embedded = valkey.command(home)
    if kind == "embedded":
        return bound.command(embedded)
    found = shutil.which("redis-server")
    if found is None:
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    return bound.command([found, *embedded[1:]])


@contextmanager
def running(kind: str, home: Path) -> Iterator[Server]:
    """A server with an empty queue."""
    server = Server(command(kind, home), ServiceSettings(home=home, redis_url=None).redis)
    try:
        server.start()
        yield server
    finally:
        server.kill()
