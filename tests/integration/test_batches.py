"""Batches on both databases: made, counted, listed by pages."""

from __future__ import annotations

import pytest

from models.lifecycle import State
from models.service_errors import InvalidRequest, NotFound
from tests.worker_kit import principal, upload
from worker import batches, health


def test_batches_are_listed_newest_first_by_pages(either_service):
    who = principal(either_service)
    made = [batches.create(either_service, who, f"lot {number}").id for number in range(5)]
    batches.create(either_service, principal(either_service), "of a stranger")
    seen, cursor = [], None
    while True:
        page = batches.page(either_service, who, limit=2, cursor=cursor)
        seen += [batch.id for batch in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert seen == made[::-1]


def test_a_batch_is_done_when_nothing_waits_for_the_service(either_service):
    who = principal(either_service)
    batch = batches.create(either_service, who, "lot").id
    assert not batches.get(either_service, who, batch).done
    upload(either_service, who, "a.pdf", batch_id=batch, state=State.TO_REVIEW)
    assert batches.get(either_service, who, batch).done
    upload(either_service, who, "b.pdf", batch_id=batch, state=State.DEPOSITING)
    told = batches.get(either_service, who, batch)
    assert (told.total, told.done) == (2, False)
    assert told.states == {State.TO_REVIEW: 1, State.DEPOSITING: 1}
    status = health.status(either_service)
    assert (status.documents[State.TO_REVIEW], status.documents[State.READY]) == (1, 0)
    assert status.oldest_waiting is not None
    assert status.queue_depth is None


@pytest.mark.parametrize("cursor", ["x", "2026-01-01~a", "~", "2026-01-01T00:00:00+00:00~"])
def test_a_cursor_that_is_not_ours_is_refused(either_service, cursor):
    with pytest.raises(InvalidRequest):
        batches.page(either_service, principal(either_service), cursor=cursor)


def test_what_is_no_identifier_is_not_found(either_service):
    with pytest.raises(NotFound):
        batches.get(either_service, principal(either_service), "a\x00b")


def test_a_name_that_is_too_long_is_refused(either_service):
    with pytest.raises(InvalidRequest):
        batches.create(either_service, principal(either_service), "x" * 201)
