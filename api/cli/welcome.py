"""What a person sees when the service starts: its address once it answers, and at the first start how to get in."""

from __future__ import annotations

import http.client
import time
import urllib.parse
from contextlib import suppress
from threading import Event, Thread
from typing import Final, Self

from api.cli import samples, service_words as said
from worker import accounts, logs
from worker.portal import technical
from worker.service import Service

PATIENCE: Final = 60.0
_AGAIN_SECONDS: Final = 0.2


class Welcome:
    """Waits in a thread of its own for the service to answer, then tells, while it is open."""

    def __init__(self, service: Service, address: str, reached: str, *, samples: bool) -> None:
        """`address` is what people use; `reached` where the service answers on this machine."""
        self._service = service
        self._address = address
        self._reached = urllib.parse.urlsplit(reached).netloc
        self._samples = samples
        self._over = Event()
        self._thread = Thread(target=self._run, name="welcome", daemon=True)

    def __enter__(self) -> Self:
        print(said.STARTING, flush=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        until = time.monotonic() + PATIENCE
        while not _answers(self._reached):
            if time.monotonic() > until:
                print(said.SLOW.format(address=self._address), flush=True)
                until = time.monotonic() + PATIENCE
            if self._over.wait(_AGAIN_SECONDS):
                return
        print(said.READY.format(address=self._address), flush=True)
        first = accounts.first_user(self._service)
        if first is not None:
            account = technical.header(first.email, first.password)
            shown = said.FIRST_USER.format(**first.model_dump(), cpro_account=account, address=self._address)
            print(shown, flush=True)
            if self._samples:
                count = samples.load(self._service, first)
                if count:
                    print(said.SAMPLES.format(count=count), flush=True)
                logs.get("serve").info("samples_loaded", count=count)


def _answers(place: str) -> bool:
    connection = http.client.HTTPConnection(place, timeout=5)
    try:
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/health")
            return connection.getresponse().status == http.HTTPStatus.OK
    finally:
        connection.close()
    return False
