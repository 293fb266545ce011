"""Figures of workers are kept beside the queue, and told by any process."""

from __future__ import annotations

import pytest

from tests.worker_kit import make_service
from worker import metrics


def test_a_job_is_not_stopped_by_a_queue_that_is_away(tmp_path):
    service = make_service(tmp_path)
    try:
        with metrics.job(service, "read"):
            pass
        with pytest.raises(KeyError), metrics.job(service, "read"):
            raise KeyError
        metrics.pages(service, [("ocr", 3)])
        figures = metrics.exposition(service).decode()
        assert "prefacture_queue_depth" not in figures
        assert 'prefacture_documents{state="received"} 0.0' in figures
    finally:
        service.close()


def test_files_received_are_counted_by_whether_they_were_new(tmp_path):
    service = make_service(tmp_path)
    try:
        before = metrics.exposition(service).decode()
        metrics.uploaded(created=True)
        after = metrics.exposition(service).decode()
    finally:
        service.close()
    line = 'prefacture_uploads_total{outcome="created"} '
    count = [float(text.partition(line)[2].split()[0]) if line in text else 0.0 for text in (before, after)]
    assert count[1] == count[0] + 1
