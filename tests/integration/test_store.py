"""Documents kept, found, moved and corrected, on SQLite and on PostgreSQL."""

import threading
from decimal import Decimal

import pytest

from models.correction import Correction
from models.errors import InvalidCorrection
from models.lifecycle import Role, State
from models.service_errors import NotFound, NotReady, StaleVersion, WrongState
from tests.worker_kit import extraction_of, principal, upload
from worker import documents, history, review, states
from worker.store.tables import DocumentRow


@pytest.fixture
def service(either_service):
    return either_service


@pytest.fixture
def who(service):
    return principal(service)


def together(*calls):
    """What each call gave or raised, all begun at one moment."""
    barrier, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        barrier.wait()
        try:
            outcomes[index] = call()
        except Exception as error:  # noqa: BLE001 - the outcome is what is looked at
            outcomes[index] = error

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def test_a_document_comes_back_as_it_was_read(service, who):
    read = extraction_of(seller_name="Électricité Éloïse & Fils", total_with_vat="120.00")
    told = documents.get(service, who, upload(service, who, extraction=read))
    assert told.extraction == read
    assert (told.state, told.version, told.ready) == (State.READY, 1, True)
    assert (told.number, told.seller, told.total) == ("F-12", "73282932000074", Decimal("120.00"))
    assert told.created_at.tzinfo is not None


def test_content_is_the_file_as_it_came(service, who):
    told, data = documents.content(service, who, upload(service, who, data=b"%PDF-1.7 whole"))
    assert (told.size, data) == (14, b"%PDF-1.7 whole")


def test_another_structures_document_is_not_there(service, who):
    document = upload(service, who, extraction=extraction_of())
    stranger = principal(service, Role.MANAGER)
    for ask in (
        lambda: documents.get(service, stranger, document),
        lambda: documents.content(service, stranger, document),
        lambda: documents.delete(service, stranger, document),
        lambda: history.of(service, stranger, document),
        lambda: review.corrections(service, stranger, document),
        lambda: review.approve(service, stranger, document, 1),
        lambda: review.correct(service, stranger, document, 1, Correction(fields={"iban": None})),
    ):
        with pytest.raises(NotFound):
            ask()
    assert documents.search(service, stranger).total == 0
    assert documents.get(service, who, document).version == 1


def test_an_administrator_sees_every_structure(service, who):
    document = upload(service, who)
    administrator = principal(service, Role.ADMINISTRATOR)
    assert documents.get(service, administrator, document).id == document
    assert documents.search(service, administrator).total == 1


def test_an_identifier_that_is_none_finds_nothing(service, who):
    for asked in ("", "none", "a\x00b", "é" * 10, "x" * 5000, "\ud800"):
        with pytest.raises(NotFound):
            documents.get(service, who, asked)


def test_a_moved_document_has_its_event_and_a_new_version(service, who):
    document = upload(service, who)
    with service.store.session() as session:
        row = session.get(DocumentRow, document)
        states.move(session, row, State.READING, comment="first try", details={"worker": "1"})
        assert row.version == 2
    told = documents.get(service, who, document)
    (event,) = history.of(service, who, document).states
    assert (told.state, told.version) == (State.READING, 2)
    assert told.updated_at > told.created_at
    assert (event.code, event.comment, event.actor) == ("reading", "first try", None)
    assert event.details == {"from": "received", "to": "reading", "worker": "1"}


def test_a_new_document_can_be_moved_before_it_is_written(service, who):
    with service.store.session() as session:
        row = DocumentRow(structure_id=who.structure_id, name="a", sha256="0", size=1, media_type="application/pdf")
        row.state, row.version = State.RECEIVED, 1
        session.add(row)
        states.move(session, row, State.FAILED, code="damaged_file")
    assert documents.get(service, who, row.id).state is State.FAILED


def test_a_move_that_there_is_not_is_refused_and_leaves_nothing(service, who):
    document = upload(service, who)
    with pytest.raises(WrongState, match="received → deposited"), service.store.session() as session:
        states.move(session, session.get(DocumentRow, document), State.DEPOSITED)
    assert history.of(service, who, document).states == ()


def test_of_many_who_move_one_version_one_comes_through(service, who):
    document = upload(service, who)

    def move():
        with service.store.session() as session:
            states.move(session, session.get(DocumentRow, document), State.READING)

    outcomes = together(*[move] * 6)
    assert outcomes.count(None) == 1
    assert {type(one) for one in outcomes if one is not None} <= {StaleVersion, WrongState}
    assert documents.get(service, who, document).version == 2
    assert len(history.of(service, who, document).states) == 1


def test_what_is_set_on_a_row_is_written_with_its_move(service, who):
    document = upload(service, who)
    with service.store.session() as session:
        row = session.get(DocumentRow, document)
        row.tries += 1
        states.move(session, row, State.READING)
    assert documents.get(service, who, document).tries == 1


def test_a_correction_changes_findings_state_and_columns_and_is_kept(service, who):
    document = upload(service, who, extraction=extraction_of(invoice_number=None))
    before = documents.get(service, who, document)
    assert (before.state, before.ready, before.number) == (State.TO_REVIEW, False, None)
    after = review.correct(service, who, document, 1, Correction(fields={"invoice_number": " F-77 "}))
    assert (after.state, after.ready, after.number, after.version) == (State.READY, True, "F-77", 2)
    assert after == documents.get(service, who, document)
    (kept,) = review.corrections(service, who, document)
    assert (kept.field, kept.old, kept.new, kept.actor) == ("invoice_number", None, "F-77", who.actor)
    told = history.of(service, who, document)
    assert [event.code for event in told.states] == ["ready"]
    assert [(event.code, event.details) for event in told.actions] == [("corrected", {"fields": ["invoice_number"]})]


def test_an_invoice_that_is_spoilt_by_a_correction_is_to_review_again(service, who):
    document = upload(service, who, extraction=extraction_of())
    after = review.correct(service, who, document, 1, Correction(fields={"total_with_vat": "121,00"}))
    assert (after.state, after.ready, after.total) == (State.TO_REVIEW, False, Decimal("121.00"))
    assert any(finding.field for finding in after.findings)


def test_lines_and_vat_rows_that_are_replaced_are_kept_as_they_were(service, who):
    document = upload(service, who, extraction=extraction_of())
    rows = documents.get(service, who, document).extraction.vat_breakdown
    changed = (rows[0].model_copy(update={"tax": Decimal("20.01")}),)
    review.correct(service, who, document, 1, Correction(vat_breakdown=changed))
    (kept,) = review.corrections(service, who, document)
    assert kept.field == "vat_breakdown"
    assert '"tax": "20"' in kept.old
    assert '"tax": "20.01"' in kept.new


def test_a_correction_that_changes_nothing_leaves_no_trace(service, who):
    document = upload(service, who, extraction=extraction_of())
    assert review.correct(service, who, document, 1, Correction()).version == 1
    assert review.corrections(service, who, document) == ()


def test_a_value_that_is_confirmed_as_it_stands_is_kept(service, who):
    document = upload(service, who, extraction=extraction_of())
    after = review.correct(service, who, document, 1, Correction(fields={"invoice_number": "F-12"}))
    assert (after.version, after.extraction.fields["invoice_number"].confidence) == (2, 1.0)
    (kept,) = review.corrections(service, who, document)
    assert (kept.old, kept.new) == ("F-12", "F-12")


def test_a_correction_of_an_old_version_is_told_the_present_one(service, who):
    document = upload(service, who, extraction=extraction_of())
    review.correct(service, who, document, 1, Correction(fields={"invoice_number": "F-13"}))
    with pytest.raises(StaleVersion) as told:
        review.correct(service, who, document, 1, Correction(fields={"invoice_number": "F-14"}))
    assert told.value.current == 2
    assert documents.get(service, who, document).number == "F-13"


def test_of_many_who_correct_one_version_one_comes_through(service, who):
    document = upload(service, who, extraction=extraction_of())
    outcomes = together(
        *[
            lambda number=number: review.correct(
                service, who, document, 1, Correction(fields={"invoice_number": f"F-{number}"})
            )
            for number in range(20, 26)
        ]
    )
    (winner,) = [one for one in outcomes if not isinstance(one, Exception)]
    assert all(isinstance(one, StaleVersion) and one.current == 2 for one in outcomes if one is not winner)
    (kept,) = review.corrections(service, who, document)
    assert kept.new == winner.number == documents.get(service, who, document).number


def test_a_value_that_cannot_be_taken_changes_nothing(service, who):
    document = upload(service, who, extraction=extraction_of())
    with pytest.raises(InvalidCorrection):
        review.correct(service, who, document, 1, Correction(fields={"issue_date": "demain"}))
    assert documents.get(service, who, document).version == 1


def test_only_what_stands_in_review_is_corrected(service, who):
    for state in set(State) - {State.TO_REVIEW, State.READY}:
        document = upload(service, who, state, extraction=extraction_of(), state=state)
        with pytest.raises(WrongState):
            review.correct(service, who, document, 1, Correction(fields={"invoice_number": "F-13"}))


def test_broken_characters_of_a_page_are_kept_out_of_the_columns(service, who):
    document = upload(
        service, who, extraction=extraction_of(invoice_number="F\x00-12", seller_name="A\ud800B" + "c" * 300)
    )
    told = documents.get(service, who, document)
    assert told.number == "F-12"
    assert told.seller_name == "AB" + "c" * 198
    after = review.correct(service, who, document, 1, Correction(fields={"invoice_number": "F-12"}))
    assert after.number == "F-12"


def test_an_invoice_that_is_right_is_approved_by_a_person(service, who):
    document = upload(service, who, extraction=extraction_of(), state=State.TO_REVIEW)
    told = review.approve(service, who, document, 1)
    assert (told.state, told.ready, told.version) == (State.READY, True, 2)
    assert [event.code for event in history.of(service, who, document).actions] == ["approved"]
    with pytest.raises(StaleVersion):
        review.approve(service, who, document, 1)


def test_an_invoice_that_is_blocked_is_not_approved(service, who):
    document = upload(service, who, extraction=extraction_of(invoice_number=None))
    with pytest.raises(NotReady) as told:
        review.approve(service, who, document, 1)
    assert told.value.findings
    assert documents.get(service, who, document).state is State.TO_REVIEW
