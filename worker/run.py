"""One worker process: takes jobs from the queue, does them, and leaves the rest to others.

A job is a kind and the identifier that it is about; everything else stands in the store. What a job raises is told and
dropped: a job that fails says so in the store itself, and what was cut short is found again by `worker.sweeper`.

    python -m worker.run            until SIGTERM, which lets the job under way end
    python -m worker.run --burst    until nothing waits
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType, MappingProxyType
from typing import Final

from worker import logs, metrics
from worker.bound import end_with_parent, spare_garbage
from worker.queue import perform_jobs
from worker.service import Service
from worker.settings import ServiceSettings

JOBS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "read": "worker.reading.read_documents",
        "deposit": "worker.deposits.run",
        "follow": "worker.following.run",
        "flow": "worker.portal.flows.process",
        "tell": "worker.webhooks.deliver",
        "reprocess": "worker.reprocessing.work.run",
    }
)
"""What is done for each kind of job, loaded when first needed: a function of the service and the identifier.

Reading takes several, as `worker.queue` hands them out."""

AGAIN_SECONDS: Final = 0.5
NICENESS: Final = 10  # a person who waits for an answer of the API goes before what is read in the background
_open: list[Service] = []  # this process's, opened by the first job


def perform(job: str, *abouts: str) -> None:
    """Do one job, or several of a kind that are done together; what the queue calls."""
    with logs.job(job, *abouts):
        try:
            with metrics.job(service(), job, len(abouts)):
                work(job)(service(), *abouts)
        except Exception as error:  # noqa: BLE001 - the job boundary: one job's fault must not cost the others
            logs.get("worker").error("job_failed", error=type(error).__name__)  # its message may quote an invoice
            logs.get("worker").debug("job_failed", exc_info=True)


def work(job: str) -> Callable[..., None]:
    """The function that does a kind of job."""
    module, _, name = JOBS[job].rpartition(".")
    done: Callable[..., None] = getattr(importlib.import_module(module), name)
    return done


def service() -> Service:
    """This process's service, opened at the first call."""
    if not _open:
        _open.append(Service.open(ServiceSettings()))
    return _open[0]


def close() -> None:
    """Let go of this process's service."""
    while _open:
        _open.pop().close()


def run(*, burst: bool = False) -> None:
    """Perform jobs until told to stop, or with `burst` until nothing waits; a queue that is away is waited for."""
    try:
        while not perform_jobs(service().settings.redis, burst=burst):
            signal.signal(signal.SIGTERM, _leave)
            time.sleep(AGAIN_SECONDS)
    finally:
        close()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def main(arguments: Sequence[str]) -> int:
    """Run a worker that ends with the process that started it."""
    end_with_parent(signal.SIGTERM)
    os.nice(NICENESS)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    logs.configure(ServiceSettings())
    spare_garbage()
    run(burst="--burst" in arguments)
    return 0


if __name__ == "__main__":
    from worker.run import main as same  # the module that jobs import, not this second copy of it

    sys.exit(same(sys.argv[1:]))
