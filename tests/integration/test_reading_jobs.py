"""Documents read by the job, in the real reader process, on SQLite and on PostgreSQL."""

import io
import threading
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from extractor.correction import correct
from models.correction import Correction
from models.field import Origin
from models.lifecycle import State
from tests.integration.durability_papers import number, paper
from tests.worker_kit import SIRET, principal, structure, upload
from tests.worker_tasks import Crash
from worker import documents, history, leases, reader as reader_module, reading, rereading, results, review
from worker.child import answer
from worker.store.tables import DepositRow, DocumentRow, now
from worker.tasks import ReadFile


@pytest.fixture
def service(either_service):
    return either_service


@pytest.fixture
def who(service):
    return principal(service, structure_id=structure(service))


def rows(service):
    with service.store.reading() as session:
        return session.scalars(select(DocumentRow).order_by(DocumentRow.name, DocumentRow.part)).all()


def codes(service, who, document):
    told = history.of(service, who, document)
    return [event.code for event in told.states]


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as kept:
        for name, data in members.items():
            kept.writestr(name, data)
    return out.getvalue()


def test_a_document_is_read_and_waits_for_a_person(service, who):
    document = upload(service, who, data=paper(1))
    reading.read_documents(service, document)
    told = documents.get(service, who, document)
    assert (told.state, told.number, told.seller, told.ready) == (State.TO_REVIEW, number(1), SIRET, True)
    assert told.extraction.fields["invoice_number"].provenance.page == 1
    assert codes(service, who, document)[-2:] == ["reading", "to_review"]
    with service.store.reading() as session:
        row = session.get_one(DocumentRow, document)
        assert (row.leased_until, row.error, row.engine[:11]) == (None, None, "prefacture ")
        assert row.extraction == row.first_extraction


def test_a_document_is_read_once_by_two_workers_who_come_at_the_same_moment(service, who):
    document = upload(service, who, data=paper(1))
    threads = [threading.Thread(target=reading.read_documents, args=(service, document)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes(service, who, document) == ["reading", "to_review"]


def test_what_is_read_is_dropped_where_the_document_was_deleted_or_leased_anew_meanwhile(service, who):
    document, other = upload(service, who, "a.pdf", paper(1)), upload(service, who, "b.pdf", paper(2))
    lost, gone = leases.take(service, document, other)
    with service.store.session() as session:
        session.get_one(DocumentRow, document).leased_until = now() + timedelta(hours=1)
        session.execute(delete(DocumentRow).where(DocumentRow.id == other))
    reading._store(service, [(lost, ()), (gone, ())])
    assert [(row.id, row.state, row.extraction) for row in rows(service)] == [(document, "reading", None)]


def test_files_read_together_know_of_each_other(service, who):
    first, same, other = (
        upload(service, who, name, data)
        for name, data in (("a.pdf", paper(1)), ("b.pdf", paper(1) + b"\n% saved again"), ("c.pdf", paper(2)))
    )
    reading.read_documents(service, first, same, other)
    with service.store.reading() as session:
        told = {row.id: row.version for row in session.scalars(select(DocumentRow))}
    assert set(told.values()) == {3}
    lines = {one: history.of(service, who, one).states for one in (first, same, other)}
    assert [[line.code for line in lines[one]] for one in lines] == [["reading", "to_review"]] * 3
    counted = [lines[one][-1].details["findings"] for one in (first, same, other)]
    assert counted[1] == counted[0] + 1  # the second is told of the first
    assert counted[2] == counted[0]


def test_a_file_that_takes_long_keeps_no_other_waiting(service, who, monkeypatch):
    documents_ = [upload(service, who, f"{index}.pdf", paper(index)) for index in range(4)]
    real, seen, put = reader_module.Reader.run, [], []

    def run(self, task, *, slow=None):
        if task.name == "1.pdf" and len(seen) < 2:
            slow()
            with service.store.reading() as session:
                seen.append([session.get_one(DocumentRow, one).state for one in documents_])
        else:
            seen.append(task.name)
        return real(self, task, slow=slow)

    monkeypatch.setattr(reader_module.Reader, "run", run)
    monkeypatch.setattr(service.queue, "put_all", lambda _job, abouts: put.extend(abouts))
    reading.read_documents(service, *documents_)
    assert seen == ["0.pdf", ["to_review", "reading", "received", "received"]]
    with service.store.reading() as session:
        rows_ = [session.get_one(DocumentRow, one) for one in documents_]
    assert [(row.state, row.tries, row.leased_until) for row in rows_[1:]] == [
        ("to_review", 1, None), ("received", 0, None), ("received", 0, None)
    ]  # fmt: skip
    assert sorted(put) == sorted(documents_[2:])


def test_a_refused_file_fails_at_once_with_what_to_do(service, who):
    document = upload(service, who, data=b"%PDF-1.4 broken")
    reading.read_documents(service, document)
    told = documents.get(service, who, document)
    assert (told.state, told.error.code, told.tries) == (State.FAILED, "damaged_file", 1)
    assert "endommagé" in told.error.message.fr


def test_a_file_that_is_gone_from_the_storage_fails_with_a_reason(service, who):
    document = upload(service, who, data=paper(1))
    with service.store.reading() as session:
        service.files.delete(session.get_one(DocumentRow, document).sha256)
    reading.read_documents(service, document)
    assert documents.get(service, who, document).error.code == "file_missing"


def test_a_file_that_crashes_its_reader_is_tried_a_bounded_number_of_times(service, who, monkeypatch):
    document = upload(service, who, data=paper(1))
    monkeypatch.setattr(reading, "ReadFile", lambda *_, **__: Crash())
    for tries in (1, 2, 3):
        told = documents.get(service, who, document)
        assert (told.state, told.tries) == (State.RECEIVED, tries - 1)
        reading.read_documents(service, document)
    told = documents.get(service, who, document)
    assert (told.state, told.error.code, told.tries) == (State.FAILED, "crashed", 3)
    events = history.of(service, who, document).complementary
    assert [event.details["code"] for event in events] == ["crashed", "crashed"]
    monkeypatch.undo()
    rereading.reread(service, who, document)
    reading.read_documents(service, document)
    told = documents.get(service, who, document)
    assert (told.state, told.error, told.tries) == (State.TO_REVIEW, None, 1)


def test_an_archive_becomes_a_document_for_each_file_in_it_and_each_bad_one_says_why(service, who):
    content = archive(**{"lot/a.pdf": paper(1), "b.pdf": paper(2), "lisez-moi.txt": b"bonjour", "vide.pdf": b""})
    document = upload(service, who, "lot.zip", content)
    reading.read_documents(service, document)
    found = {row.member: row for row in rows(service)}
    assert {path: (row.name, row.state) for path, row in found.items()} == {
        "": ("lot.zip", "expanded"),
        "lot/a.pdf": ("a.pdf", "received"),
        "b.pdf": ("b.pdf", "received"),
        "lisez-moi.txt": ("lisez-moi.txt", "failed"),
        "vide.pdf": ("vide.pdf", "failed"),
    }
    assert {found[path].error["code"] for path in ("lisez-moi.txt", "vide.pdf")} == {"not_a_document", "damaged_file"}
    assert service.files.read(found["b.pdf"].sha256) == paper(2)
    reading.read_documents(service, found["b.pdf"].id)
    assert documents.get(service, who, found["b.pdf"].id).number == number(2)


def test_an_archive_that_is_unpacked_again_adds_what_is_missing_and_doubles_nothing(service, who):
    document = upload(service, who, "lot.zip", archive(**{"a.pdf": paper(1), "b.pdf": paper(2)}))
    reading.read_documents(service, document)
    with service.store.session() as session:  # as a worker leaves it that dies half way
        session.execute(delete(DocumentRow).where(DocumentRow.member == "b.pdf"))
        session.get_one(DocumentRow, document).state = "received"
    reading.read_documents(service, document)
    assert [(row.member, row.state) for row in rows(service)] == [
        ("a.pdf", "received"),
        ("b.pdf", "received"),
        ("", "expanded"),
    ]


def test_a_hostile_archive_fails_as_a_whole(service, who):
    document = upload(service, who, "lot.zip", archive(mimetype=b"application/vnd.oasis.opendocument.text"))
    reading.read_documents(service, document)
    assert documents.get(service, who, document).error.code == "not_a_document"
    assert len(rows(service)) == 1


def test_several_invoices_of_a_file_are_documents_of_their_own_and_reading_again_doubles_none(service, who):
    document = upload(service, who, data=paper(1))
    texts = [answer(ReadFile("facture.pdf", paper(index)))[0] for index in (1, 2)]
    extractions = tuple(map(results.Extraction.model_validate_json, texts))
    for _ in range(2):
        with service.store.session() as session:
            row = session.get_one(DocumentRow, document)
            row.state = "reading"
            results.store(session, service.settings, [(row, extractions)])
    assert [(row.part, row.number, row.state) for row in rows(service)] == [
        (1, number(1), "to_review"),
        (2, number(2), "to_review"),
    ]


def test_what_a_person_corrected_outlives_another_reading(service, who):
    document = upload(service, who, data=paper(1))
    reading.read_documents(service, document)
    told = documents.get(service, who, document)
    changes = Correction(fields={"purchase_order": "EJ-77", "due_date": "2026-08-01", "iban": None})
    told = review.correct(service, who, document, told.version, changes)
    assert told.state in {State.READY, State.TO_REVIEW}
    rereading.reread(service, who, document)
    reading.read_documents(service, document)
    fields = documents.get(service, who, document).extraction.fields
    assert {name: fields[name].value for name in ("purchase_order", "due_date")} == {
        "purchase_order": "EJ-77",
        "due_date": "2026-08-01",
    }
    assert fields["purchase_order"].origin is Origin.REVIEWED
    assert "iban" not in fields
    with service.store.reading() as session:
        row = session.get_one(DocumentRow, document)
        assert row.first_extraction["fields"]["iban"]["value"] == "FR7630006000011234567890189"


def hourly(index, **changes):
    """An invoice as it is read, of hours: which tells that services are sold, so that nothing is left to be asked."""
    extraction = results.Extraction.model_validate_json(answer(ReadFile("facture.pdf", paper(index)))[0])
    lines = tuple(line.model_copy(update={"unit": "heure"}) for line in extraction.lines)
    found = correct(extraction, Correction(lines=lines))
    fields = {name: field.model_copy(update={"confidence": 0.99}) for name, field in found.fields.items()}
    for name, confidence in changes.items():
        fields[name] = fields[name].model_copy(update={"confidence": confidence})
    return found.model_copy(update={"fields": fields})


def stored(service, document, extraction):
    """The state in which a document is after it was read so, and how many deposits were asked for."""
    with service.store.session() as session:
        row = session.get_one(DocumentRow, document)
        row.state = "reading"
        asked = results.store(session, service.settings, [(row, (extraction,))])
        assert len(session.scalars(select(DepositRow).where(DepositRow.document_id == document)).all()) == len(asked)
        return row.state, len(asked)


def test_a_document_goes_straight_to_its_deposit_only_where_its_structure_asked(service):
    for wish, expected in ((True, ("depositing", 1)), (False, ("to_review", 0))):
        who = principal(service, structure_id=structure(service, siret=None, straight_through=wish))
        assert stored(service, upload(service, who), hourly(1)) == expected


def test_what_is_unsure_incomplete_or_a_duplicate_does_not_go_straight_to_its_deposit(service):
    who = principal(service, structure_id=structure(service, straight_through=True))
    incomplete = results.Extraction.model_validate_json(answer(ReadFile("facture.pdf", paper(4)))[0])
    assert stored(service, upload(service, who, "d.pdf"), incomplete) == ("to_review", 0)
    assert stored(service, upload(service, who, "a.pdf"), hourly(1, invoice_number=0.5)) == ("to_review", 0)
    assert stored(service, upload(service, who, "b.pdf"), hourly(1)) == ("to_review", 0)
    assert stored(service, upload(service, who, "c.pdf"), hourly(2)) == ("depositing", 1)
