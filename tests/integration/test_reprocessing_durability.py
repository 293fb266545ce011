"""A run over documents goes on where it was when its workers are killed: nothing is changed or deposited twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.reprocessing import NewRun, RunPlace, Stage
from tests.integration.durability_papers import paper
from tests.integration.durability_trial import parcels_in
from tests.reprocessing_kit import finished, older
from tests.worker_kit import make_service, principal, structure, upload
from worker import deposits, faults, reading, sweeper
from worker.reprocessing import runs
from worker.store.tables import DepositRow, EventRow, ReprocessedRow, RereadingRow, now

ROOT = Path(__file__).parents[2]
DOCUMENTS = 3
PROGRAM = "from tests.reprocessing_kit import worked_in; worked_in()"


@pytest.fixture
def service(tmp_path):
    service = make_service(tmp_path)
    yield service
    service.close()


@pytest.fixture
def who(service):
    return principal(service, structure_id=structure(service))


def worker(tmp_path, *points):
    """A process that does all that waits, or whose worker is gone; killed where it comes by one of the points."""
    folder = tmp_path / "faults"
    folder.mkdir(exist_ok=True)
    for point in points:
        (folder / point).write_text("kill")
    told = {
        "PREFACTURE_HOME": str(tmp_path / "home"), "PREFACTURE_GATEWAY": "folder",
        "PREFACTURE_LEASE_SECONDS": "0", "PREFACTURE_TRIES": "8",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT, env=os.environ | told | {faults.VARIABLE: str(folder)}, check=False,
    )  # fmt: skip
    assert not list(folder.iterdir()), "nothing came by"
    return done.returncode


def test_a_run_whose_workers_are_killed_goes_on_and_deposits_nothing_twice(service, who, tmp_path):
    ids = [upload(service, who, f"{index}.pdf", paper(index)) for index in range(DOCUMENTS)]
    reading.read_documents(service, *ids)
    for one in ids:
        older(service, one, fields={"due_date": None})
    run = runs.create(service, who, NewRun(deposit_as={"supplements": {"billing_mode": "S1"}}))
    assert worker(tmp_path, "reprocess.read") == -signal.SIGKILL
    assert runs.get(service, who, run.id).stage is Stage.READING
    finished(service)
    assert runs.get(service, who, run.id).stage is Stage.SHOWN
    runs.apply(service, who, run.id, run.version)
    for point in ("reprocess.valued", "deposit.requested"):
        assert worker(tmp_path, point) == -signal.SIGKILL
    finished(service)
    assert runs.get(service, who, run.id).stage is Stage.DONE
    items = runs.items(service, who, run.id).items
    assert {one.place for one in items} == {RunPlace.APPLIED}
    for one in items:
        deposits.run(service, one.deposit_id)
    with service.store.reading() as session:
        assert len(session.scalars(select(DepositRow.id)).all()) == DOCUMENTS
        assert len(session.scalars(select(RereadingRow.sha256)).all()) == DOCUMENTS
        told = session.scalars(select(EventRow.document_id).where(EventRow.code == "reprocessed"))
        assert Counter(told) == Counter(ids)  # the values were taken once
    sent = parcels_in(service.settings.home / "deposited")
    assert (len(sent), set(sent.values())) == (DOCUMENTS, {1})


def test_a_document_whose_worker_is_gone_is_found_by_the_sweeper(service, who):
    document = upload(service, who, "1.pdf", paper(1))
    reading.read_documents(service, document)
    runs.create(service, who, NewRun())
    long_ago = now() - timedelta(hours=1)

    def due(**columns):
        with service.store.session() as session:
            session.execute(update(ReprocessedRow).values(**columns))
        with service.store.reading() as session:
            return [kind for kind, _ in sweeper._due(session)]

    assert due(place=RunPlace.READING, leased_until=now() + timedelta(hours=1)) == []
    assert due(place=RunPlace.READING, leased_until=long_ago) == ["reprocess"]
    assert due(place=RunPlace.TO_APPLY, leased_until=None, updated_at=long_ago) == ["reprocess"]
    assert due(place=RunPlace.APPLIED) == []
