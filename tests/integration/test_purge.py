"""The purge on both databases: what is over goes with its files, what somebody still needs stays."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from models.lifecycle import EventKind, State
from tests import portal_kit
from tests.worker_kit import extraction_of, principal, upload
from worker import history
from worker.portal.submitting import submit
from worker.purge import purge
from worker.store.tables import DocumentRow, IdempotencyRow, PortalFileRow, StructureRow, now

YEARS = timedelta(days=3651)


@pytest.fixture
def service(either_service):
    return either_service


@pytest.fixture
def who(service):
    return principal(service)


def set_back(service, age=YEARS, **columns):
    """Make everything that old."""
    with service.store.session() as session:
        session.execute(update(DocumentRow).values(updated_at=now() - age, **columns))


def age_files(service, seconds=7200):
    for path in (service.settings.home / "files").glob("??/*"):
        os.utime(path, (path.stat().st_mtime - seconds,) * 2)


def test_a_file_that_another_document_has_stays(service, who):
    upload(service, who, "gone.pdf", b"same", state=State.DEPOSITED)
    set_back(service)
    upload(service, principal(service), "kept.pdf", b"same", state=State.DEPOSITED)
    age_files(service)
    assert purge(service).documents == 1
    with service.store.reading() as session:
        assert service.files.read(session.scalars(select(DocumentRow.sha256)).one()) == b"same"


def test_a_file_that_was_sent_again_just_now_waits_for_its_row(service):
    left_behind = service.files.put(BytesIO(b"left behind"), 100)
    age_files(service)
    sent_again = service.files.put(BytesIO(b"sent again"), 100)
    assert purge(service, dry_run=True).files == 1
    assert purge(service).files == 1
    assert list(service.files.digests()) == [sent_again.sha256]
    assert not service.files.is_older(left_behind.sha256, now())


def test_an_archive_stays_while_one_of_its_members_waits(service, who):
    archive = upload(service, who, "lot.zip", state=State.EXPANDED)
    member = upload(service, who, "member.pdf", state=State.TO_REVIEW, extraction=extraction_of())
    with service.store.session() as session:
        history.note(session, who.structure_id, member, EventKind.STATE, "received", details={"archive": archive})
    set_back(service)
    assert purge(service).documents == 0
    set_back(service, state="deposited")
    with service.store.session() as session:
        session.get(DocumentRow, archive).state = "expanded"
    assert purge(service).documents == 2


def test_each_structure_keeps_for_its_own_time(service, who):
    short = principal(service)
    with service.store.session() as session:
        session.get(StructureRow, short.structure_id).retention_days = 30
    upload(service, who, "long.pdf", state=State.DEPOSITED)
    upload(service, short, "short.pdf", state=State.DEPOSITED)
    set_back(service, timedelta(days=31))
    assert purge(service).documents == 1
    with service.store.reading() as session:
        assert session.scalars(select(DocumentRow.name)).all() == ["long.pdf"]


def test_answers_to_repeated_requests_go_after_a_week(service, who):
    with service.store.session() as session:
        for key, days in (("old", 8), ("young", 6)):
            at = now() - timedelta(days=days)
            session.add(
                IdempotencyRow(structure_id=who.structure_id, key=key, request="", status=201, answer={}, at=at)
            )
    assert purge(service).idempotency_keys == 1
    with service.store.reading() as session:
        assert session.scalars(select(IdempotencyRow.key)).all() == ["young"]


def test_a_file_on_the_portal_waits_a_month_for_its_invoice(service):
    portal_kit.qualification(service)
    person = portal_kit.supplier(service)
    with service.store.session() as session:
        kept = submit(session, person.caller, portal_kit.pdf_submission(service, person)).id
    left = portal_kit.attachment(service, person, "seul.pdf")
    assert purge(service).portal_files == 0
    with service.store.session() as session:
        session.execute(update(PortalFileRow).values(created_at=now() - timedelta(days=31)))
    assert purge(service).portal_files == 1
    with service.store.reading() as session:
        assert session.get(PortalFileRow, left.file_id) is None
        assert session.scalars(select(PortalFileRow.invoice_id)).all() == [kept]
