"""Figures for Prometheus: what the store and the queue know, whichever process did the work, and this process's own.

Documents by state, the oldest wait and webhooks that fail are counted in the store when asked for. Jobs and pages
are counted by workers, on any machine, in one hash beside the queue: a queue that forgets sets them back to zero,
which Prometheus takes for a restart. Requests and uploads are counted by each API process for itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from worker.health import status
from worker.service import Service

HASH = "prefacture:metrics"
SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, math.inf)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

REQUESTS = Histogram(
    "prefacture_http_request_seconds", "Requests answered, by how long they took", ["method", "route", "status"]
)
UPLOADS = Counter("prefacture_uploads", "Files received, by whether they were new", ["outcome"])


def uploaded(*, created: bool) -> None:
    """Count one received file."""
    UPLOADS.labels("created" if created else "known").inc()


@contextmanager
def job(service: Service, kind: str, number: int = 1) -> Iterator[None]:
    """Count the job that runs inside, by its outcome (done or failed) and its time; or several done together."""
    began, outcome = time.monotonic(), "failed"
    try:
        yield
        outcome = "done"
    finally:
        spent = time.monotonic() - began
        bucket = next(index for index, most in enumerate(SECONDS) if spent / number <= most)
        _add(service, {f"job|{kind}|{outcome}|{bucket}": number, f"job|{kind}|{outcome}|sum": spent})


def pages(service: Service, read: Iterable[tuple[str, int]]) -> None:
    """Count pages read: how (text_layer, ocr, mixed, embedded), and how many."""
    amounts: dict[str, float] = {}
    for reading, number in read:
        amounts[f"pages|{reading}"] = amounts.get(f"pages|{reading}", 0) + number
    _add(service, amounts)


def exposition(service: Service) -> bytes:
    """All figures, in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Kept(service))
    return bytes(generate_latest(REGISTRY)) + bytes(generate_latest(registry))


def _add(service: Service, amounts: dict[str, float]) -> None:
    with suppress(Exception):  # a figure never costs a job; the queue's own errors stay in its home
        pipeline = service.queue.redis.pipeline(transaction=False)
        for field, amount in amounts.items():
            pipeline.hincrbyfloat(HASH, field, amount)
        pipeline.execute()


class _Kept(Collector):
    """What is known to the store and the queue at the moment of asking."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def collect(self) -> Iterator[Metric]:
        """One family after the other; those whose source does not answer are absent."""
        with suppress(Exception):  # `/ready` tells what is wrong
            yield from self._of_store()
        yield from self._of_workers()

    def _of_store(self) -> Iterator[Metric]:
        now = status(self.service)
        documents = GaugeMetricFamily("prefacture_documents", "Documents, by state", labels=["state"])
        for state, number in now.documents.items():
            documents.add_metric([state.value], number)
        yield documents
        waited = (datetime.now(UTC) - now.oldest_waiting).total_seconds() if now.oldest_waiting else 0.0
        yield GaugeMetricFamily("prefacture_oldest_wait_seconds", "Age of the oldest work left to do", max(0.0, waited))
        yield GaugeMetricFamily("prefacture_webhooks_failing", "Webhooks with an error", now.failing_webhooks)
        if now.queue_depth is not None:
            yield GaugeMetricFamily("prefacture_queue_depth", "Jobs that wait in the queue", now.queue_depth)

    def _of_workers(self) -> Iterator[Metric]:
        kept: dict[bytes, bytes] = {}
        with suppress(Exception):
            kept = self.service.queue.redis.hgetall(HASH)  # type: ignore[assignment]
        jobs: dict[tuple[str, str], dict[str, float]] = {}
        read = CounterMetricFamily("prefacture_pages_read", "Pages read, by how", labels=["reading"])
        for field, value in kept.items():
            family, *rest = field.decode().split("|")
            if family == "pages":
                read.add_metric(rest, float(value))
            else:
                jobs.setdefault((rest[0], rest[1]), {})[rest[2]] = float(value)
        yield read
        times = HistogramMetricFamily("prefacture_job_seconds", "Jobs, by kind and time", labels=["kind", "outcome"])
        for labels, cells in sorted(jobs.items()):
            times.add_metric(labels, _cumulated(cells), cells.get("sum", 0.0))
        yield times


def _cumulated(cells: dict[str, float]) -> list[tuple[str, float]]:
    """Buckets as Prometheus wants them: each with all that are below.

    >>> _cumulated({"0": 2.0, "2": 1.0})[:4]
    [('0.1', 2.0), ('0.25', 2.0), ('0.5', 3.0), ('1.0', 3.0)]
    """
    total, buckets = 0.0, []
    for index, most in enumerate(SECONDS):
        total += cells.get(str(index), 0.0)
        buckets.append(("+Inf" if math.isinf(most) else str(most), total))
    return buckets
