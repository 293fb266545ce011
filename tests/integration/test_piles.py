"""Piles of the stack and the way from one document to the next, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from models.lifecycle import State
from models.piles import Pile
from models.service_errors import InvalidRequest, NotFound
from tests.worker_kit import extraction_of, principal, upload
from worker import documents, duplicates, listing, neighbours, piles
from worker.listing import Filters
from worker.store.tables import BatchRow, DocumentRow

DAY = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def service(either_service):
    return either_service


@pytest.fixture
def who(service):
    return principal(service)


def put(service, who, name, minute=0, **more):
    """A document that is like no other, unless `read` says so."""
    read = more.pop("read", {"invoice_number": name, "issue_date": f"2026-01-{minute + 1:02}"})
    extraction = None if read is None else extraction_of(**read)
    return upload(service, who, name, extraction=extraction, created_at=DAY + timedelta(minutes=minute), **more)


def stack(service, who):
    """One of each pile, oldest first."""
    put(service, who, "review", 0, state=State.TO_REVIEW)
    put(service, who, "ready", 1, state=State.READY)
    put(service, who, "going", 2, state=State.DEPOSITING)
    put(service, who, "gone", 3, state=State.DEPOSITED, platform_status="MISE_A_DISPOSITION")
    put(service, who, "stopped", 4, state=State.DEPOSITED, platform_status="A_RECYCLER")
    put(service, who, "back", 5, state=State.TO_REVIEW, platform_status="REJETEE")
    put(service, who, "waiting", 6, read=None)
    put(service, who, "failed", 7, read=None, state=State.FAILED)
    put(service, who, "archive", 8, read=None, state=State.EXPANDED)


PILES = {
    Pile.TO_REVIEW: {"review", "back"},
    Pile.READY: {"ready"},
    Pile.DEPOSITED: {"going", "gone", "stopped"},
    Pile.STOPPED: {"stopped"},
    Pile.DUPLICATES: set(),
    Pile.READING: {"waiting"},
    Pile.FAILED: {"failed"},
    Pile.ALL: {"review", "ready", "going", "gone", "stopped", "back", "waiting", "failed", "archive"},
}


def found(service, who, **asked):
    return {item.name for item in documents.search(service, who, **asked).items}


def test_each_pile_holds_what_there_is_to_do_and_its_count_says_so(service, who):
    stack(service, who)
    stack(service, principal(service))
    assert {pile: found(service, who, pile=pile) for pile in Pile} == PILES
    counted = neighbours.counts(service, who, Filters(pile=Pile.READY)).piles
    assert counted == {pile: len(names) for pile, names in PILES.items()}


def test_counts_are_of_what_the_other_filters_find(service, who):
    with service.store.session() as session:
        batch = BatchRow(structure_id=who.structure_id)
        session.add(batch)
    stack(service, who)
    put(service, who, "of the batch", 9, batch_id=batch.id, state=State.READY)
    counted = neighbours.counts(service, who, Filters(batch_id=batch.id)).piles
    assert {pile: number for pile, number in counted.items() if number} == {Pile.READY: 1, Pile.ALL: 1}
    assert neighbours.counts(service, who, Filters(text="sto")).piles[Pile.STOPPED] == 1


ALIKE = {
    "the same number": {"issue_date": "2026-05-05"},
    "another establishment of the seller": {"seller_siret": "73282932000082", "issue_date": "2026-05-05"},
    "a seller known by its VAT number": {"seller_siret": None, "seller_siren": None, "issue_date": "2026-05-05"},
    "the same amounts": {"invoice_number": "F-99"},
    "the same amounts for an unknown buyer": {"invoice_number": "F-99", "buyer_siren": None},
}
UNLIKE = {
    "another seller": {"seller_siret": "35600000000048", "seller_siren": "356000000", "seller_vat": None},
    "another day": {"invoice_number": "F-99", "issue_date": "2026-05-05"},
    "another buyer": {"invoice_number": "F-99", "buyer_siren": "732829320"},
}


@pytest.mark.parametrize("read", [*ALIKE.values(), *UNLIKE.values()], ids=[*ALIKE, *UNLIKE])
def test_what_is_like_another_is_what_duplicates_tell_of_each(service, who, read):
    first = put(service, who, "first", read={})
    second = put(service, who, "second", 1, read=read)
    put(service, who, "alone", 2, read={"invoice_number": "F-1000", "issue_date": "2026-06-06"})
    with service.store.reading() as session:
        rows = [session.get(DocumentRow, one) for one in (first, second)]
        told = {row.name for row in rows if duplicates.of(session, row)}
    assert found(service, who, pile=Pile.DUPLICATES) == told
    assert told == ({"first", "second"} if read in ALIKE.values() else set())
    assert neighbours.counts(service, who, Filters()).piles[Pile.DUPLICATES] == len(told)


def test_only_what_may_still_be_decided_is_a_duplicate(service, who):
    put(service, who, "gone", read={}, state=State.DEPOSITED)
    put(service, who, "again", 1, read={})
    assert found(service, who, pile=Pile.DUPLICATES) == {"again"}
    put(service, principal(service), "elsewhere", read={})
    assert found(service, who, pile=Pile.DUPLICATES) == {"again"}


def test_what_the_platform_rejected_is_like_another_by_its_number_alone(service, who):
    put(service, who, "rejected", read={}, state=State.DEPOSITED, platform_status="REJETEE")
    put(service, who, "new number", 1, read={"invoice_number": "F-13"})
    assert found(service, who, pile=Pile.DUPLICATES) == set()
    put(service, who, "same number", 2, read={"issue_date": "2026-05-05"})
    assert "same number" in found(service, who, pile=Pile.DUPLICATES)


@pytest.mark.parametrize("sort", [sign + name for name in listing.SORTS for sign in ("", "-")])
def test_neighbours_are_those_of_the_list_in_every_order(service, who, sort):
    for number in range(7):
        read = None if number % 3 == 2 else {"total_with_vat": f"{120 + number // 4}.10"}
        put(service, who, str(number), number // 2, read=read)
    ids = [item.id for item in documents.search(service, who, sort=sort).items]
    for place, document in enumerate(ids):
        told = neighbours.of(service, who, document, Filters(), sort)
        assert told.previous == (ids[place - 1] if place else None)
        assert told.next == (ids[place + 1] if place + 1 < len(ids) else None)
        assert (told.position, told.total) == (place + 1, len(ids))


def test_who_has_finished_a_document_is_told_the_next_that_waits(service, who):
    ids = [put(service, who, str(number), number, state=State.TO_REVIEW) for number in range(4)]
    with service.store.session() as session:
        session.get(DocumentRow, ids[1]).state = State.READY
    told = neighbours.of(service, who, ids[1], Filters(pile=Pile.TO_REVIEW), "created_at")
    assert (told.previous, told.next, told.position, told.total) == (ids[0], ids[2], None, 3)


def test_neighbours_of_what_others_have_are_not_told(service, who):
    theirs = put(service, principal(service), "theirs")
    mine = put(service, who, "mine", 1)
    with pytest.raises(NotFound):
        neighbours.of(service, who, theirs, Filters())
    assert neighbours.of(service, who, mine, Filters()).total == 1
    with pytest.raises(InvalidRequest):
        neighbours.of(service, who, mine, Filters(), "sha256")


def test_looking_for_duplicates_walks_no_table(service, who):
    if not service.store.is_sqlite:
        pytest.skip("PostgreSQL walks a table that is small")
    asked = select(DocumentRow.id).where(
        DocumentRow.structure_id == who.structure_id, piles.condition(Pile.DUPLICATES)
    )
    with service.store.reading() as session:
        told = asked.compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = " ".join(line.detail for line in session.execute(text(f"explain query plan {told}")))
    assert plan.count("USING INDEX") + plan.count("USING COVERING INDEX") == 4, plan
    assert "SCAN" not in plan


def test_counting_reads_an_index_alone(service, who):
    if not service.store.is_sqlite:
        pytest.skip("PostgreSQL walks a table that is small")
    state, status = DocumentRow.state, DocumentRow.platform_status
    asked = select(state, status, func.count()).where(DocumentRow.structure_id == who.structure_id)
    with service.store.reading() as session:
        told = asked.group_by(state, status).compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = " ".join(line.detail for line in session.execute(text(f"explain query plan {told}")))
    assert "USING COVERING INDEX ix_documents_standing" in plan
    assert "TEMP B-TREE" not in plan
