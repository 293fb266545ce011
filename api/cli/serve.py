"""`prefacture serve` runs the whole service on this machine; `prefacture worker` adds workers on another."""

from __future__ import annotations

import argparse
import fcntl
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from api.cli import service_words as said
from api.cli.welcome import Welcome
from models.service_errors import ServiceError, Unavailable
from worker import bound, logs, valkey
from worker.service import Service
from worker.settings import ServiceSettings
from worker.supervisor import Program, Supervisor
from worker.sweeper import Sweeping

BACKLOG: Final = 2048  # callers that wait while the API is started again


def serve(options: argparse.Namespace) -> int:
    """Run the API, its workers and its queue until Ctrl-C or SIGTERM."""
    settings = _settings(options)
    logs.configure(settings)
    try:
        with _alone(settings), _listening(settings) as listening, _opened(settings) as service:
            reached = _address(listening)
            welcome = Welcome(service, settings.public_url or reached, reached, samples=options.samples)
            with Sweeping(service), welcome:
                Supervisor([_api(listening), *_workers(settings), *_queue(settings)]).run()
    except ServiceError as error:
        print(f"prefacture : {error.detail or error.fr}", file=sys.stderr)
        return 1
    print(said.STOPPED, flush=True)
    return 0


def worker(options: argparse.Namespace) -> int:
    """Run workers for a service whose store, files and queue are elsewhere."""
    settings = _settings(options)
    logs.configure(settings)
    service = Service.open(settings)
    try:
        with Sweeping(service):
            Supervisor(_workers(settings)).run()
    finally:
        service.close()
    return 0


def _settings(options: argparse.Namespace) -> ServiceSettings:
    """What the environment says, and the options before it; every process started here is told the same."""
    for name in ("host", "port", "workers", "home"):
        value = getattr(options, name, None)
        if value is not None:
            os.environ[f"PREFACTURE_{name.upper()}"] = str(value)
    return ServiceSettings()


def _listening(settings: ServiceSettings) -> socket.socket:
    """The API's socket: this process keeps it open, so that nobody is refused while the API is started again."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Unavailable(said.NO_PORT.format(host=settings.host, port=settings.port, reason=error.strerror)) from error


@contextmanager
def _alone(settings: ServiceSettings) -> Iterator[None]:
    """Hold the service's folder: two services must not run one queue."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Unavailable(said.RUNS_ALREADY.format(home=settings.home)) from error
        yield


@contextmanager
def _opened(settings: ServiceSettings) -> Iterator[Service]:
    """The service with its tables up to date."""
    service = Service.open(settings)
    try:
        service.store.migrate()
        yield service
    finally:
        service.close()


def _api(listening: socket.socket) -> Program:
    handle = listening.fileno()
    return Program("api", (sys.executable, "-m", "api.process", str(handle)), (handle,))


def _workers(settings: ServiceSettings) -> list[Program]:
    command = (sys.executable, "-m", "worker.run")
    return [Program(f"worker {number}", command) for number in range(1, settings.workers + 1)]


def _queue(settings: ServiceSettings) -> list[Program]:
    """The queue's server, where nobody else runs one."""
    if settings.redis_url:
        return []
    home = settings.home
    return [Program("queue", bound.command(valkey.command(home)), mend=lambda: valkey.set_aside(home), last=True)]


def _address(listening: socket.socket) -> str:
    """Where the service answers on this machine."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - every address is reached by this one
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
