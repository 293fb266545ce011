"""Files taken in on SQLite and PostgreSQL: the same one sent by many at once is one document."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from models.service_errors import InvalidRequest, NotFound
from models.upload import Outcome
from tests.worker_kit import principal
from worker.store.tables import BatchRow, DocumentRow, EventRow
from worker.uploads import Upload, Wish, receive, receive_all

PDF = b"%PDF-1.4 une facture"


def sent(service, who, *names, **wish):
    uploads = [Upload(name, BytesIO(PDF + name[:1].encode())) for name in names]
    return receive_all(service, who, uploads, Wish(**wish))


def count(service, table):
    with service.store.reading() as session:
        return session.query(table).count()


def test_the_same_file_sent_by_many_at_once_is_one_document(either_service):
    who = principal(either_service)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: receive(either_service, who, "a.pdf", BytesIO(PDF)), range(16)))
    assert sum(one.created for one in told) == 1
    assert len({one.document.id for one in told}) == 1
    assert (count(either_service, DocumentRow), count(either_service, EventRow)) == (1, 1)


def test_a_key_sent_many_times_at_once_has_one_answer(either_service):
    who = principal(either_service)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: sent(either_service, who, "a", "b", key="k", batch="mars"), range(8)))
    assert all(one == told[0] for one in told)
    assert [file.outcome for file in told[0].files] == [Outcome.CREATED, Outcome.CREATED]
    assert (count(either_service, DocumentRow), count(either_service, BatchRow)) == (2, 1)
    with pytest.raises(InvalidRequest, match="Idempotency-Key"):
        sent(either_service, who, "c", key="k")


def test_a_batch_is_made_only_for_what_is_new_and_only_its_own_structure_adds_to_it(either_service):
    who = principal(either_service)
    made = sent(either_service, who, "a", batch="mars")
    assert sent(either_service, who, "a", batch="avril").batch_id is None
    assert count(either_service, BatchRow) == 1
    with pytest.raises(NotFound):
        sent(either_service, principal(either_service), "a", batch_id=made.batch_id)
    assert count(either_service, DocumentRow) == 1


def test_a_file_that_can_not_be_read_is_refused_before_it_is_kept(either_service):
    who = principal(either_service)
    with pytest.raises(InvalidRequest, match="PDF"):
        receive(either_service, who, "a.exe", BytesIO(b"MZ"))
    assert not list((either_service.settings.home / "files").rglob("*"))
