"""Figures of workers on a real queue: counted by one process, told by another."""

from __future__ import annotations

import pytest

from tests.queue_kit import running
from tests.worker_kit import make_service
from worker import metrics


def test_jobs_and_pages_of_workers_are_told_by_any_process(tmp_path):
    with running("embedded", tmp_path) as server:
        worker, other = (make_service(tmp_path / name, redis_url=server.url) for name in ("worker", "other"))
        try:
            with metrics.job(worker, "read"):
                metrics.pages(worker, [("ocr", 1), ("ocr", 2)])
            metrics.pages(worker, [("ocr", 2)])
            with pytest.raises(KeyError), metrics.job(worker, "deposit"):
                raise KeyError
            worker.queue.put("read", "d1")
            figures = metrics.exposition(other).decode()
        finally:
            worker.close()
            other.close()
    assert 'prefacture_pages_read_total{reading="ocr"} 5.0' in figures
    assert 'prefacture_job_seconds_count{kind="read",outcome="done"} 1.0' in figures
    assert 'prefacture_job_seconds_bucket{kind="read",le="+Inf",outcome="done"} 1.0' in figures
    assert 'prefacture_job_seconds_count{kind="deposit",outcome="failed"} 1.0' in figures
    assert "prefacture_queue_depth 1.0" in figures
