"""Lists, deletions and the stream of events, on SQLite and on PostgreSQL."""

import threading
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from models.lifecycle import EventKind, State
from models.service_errors import InvalidRequest, NotFound, StaleVersion, WrongState
from tests.worker_kit import extraction_of, principal, structure, upload
from worker import documents, history, listing
from worker.store.tables import BatchRow, DepositRow, DocumentRow, EventRow

DAY = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def service(either_service):
    return either_service


@pytest.fixture
def who(service):
    return principal(service)


def names(page):
    return [item.name for item in page.items]


def walk(service, who, **asked):
    """The names of every line of a list, asked for page by page."""
    page = documents.search(service, who, **asked)
    found = names(page)
    while page.next is not None:
        page = documents.search(service, who, cursor=page.next, **asked)
        assert page.items
        found += names(page)
    return found


def several(service, who, count=7):
    """Documents `0`, `1`, …: every second one shares its moment, every third one was not read."""
    for number in range(count):
        read = None if number % 3 == 2 else extraction_of(total_with_vat=f"{120 + number // 4}.10")
        upload(service, who, str(number), extraction=read, created_at=DAY + timedelta(seconds=number // 2))


def test_pages_of_two_give_the_same_list_as_one_page_in_every_order(service, who):
    several(service, who)
    for sort in (sign + name for name in listing.SORTS for sign in ("", "-")):
        whole = names(documents.search(service, who, sort=sort))
        assert sorted(whole) == list("0123456"), sort
        assert walk(service, who, sort=sort, limit=2) == whole, sort


def test_the_total_counts_what_all_pages_hold(service, who):
    several(service, who)
    page = documents.search(service, who, limit=3)
    assert (len(page.items), page.total, page.next is not None) == (3, 7, True)


def test_what_has_no_value_stands_last_either_way(service, who):
    several(service, who)
    assert set(names(documents.search(service, who, sort="total"))[-2:]) == {"2", "5"}
    assert set(names(documents.search(service, who, sort="-total"))[-2:]) == {"2", "5"}
    assert documents.search(service, who, sort="-total").items[0].total == Decimal("121.10")


def test_documents_that_come_in_meanwhile_shift_no_line(service, who):
    several(service, who)
    whole = names(documents.search(service, who))
    page = documents.search(service, who, limit=3)
    for number in range(10, 15):
        upload(service, who, str(number), created_at=DAY + timedelta(hours=1))
    rest = documents.search(service, who, limit=50, cursor=page.next)
    assert names(page) + names(rest) == whole


def test_text_is_looked_for_word_by_word_in_names_and_numbers(service, who):
    upload(service, who, "a", extraction=extraction_of(invoice_number="F-1", seller_name="Électricité Éloïse"))
    upload(service, who, "b", extraction=extraction_of(invoice_number="F-2", seller_name="Dubois Menuiserie"))
    upload(service, who, "travaux 100%.pdf")
    upload(service, who, "travaux 100 ter.pdf")
    upload(service, who, "sous_total")
    assert names(documents.search(service, who, text="éloïse")) == ["a"]
    assert names(documents.search(service, who, text="ÉLECTRICITÉ f-1")) == ["a"]
    assert names(documents.search(service, who, text="éloïse f-2")) == []
    assert names(documents.search(service, who, text="100%")) == ["travaux 100%.pdf"]
    assert names(documents.search(service, who, text="_")) == ["sous_total"]
    assert names(documents.search(service, who, text="\\")) == []
    assert documents.search(service, who, text="  \x00").total == 5


def test_filters_narrow_the_list(service, who):
    with service.store.session() as session:
        batch = BatchRow(structure_id=who.structure_id)
        session.add(batch)
    upload(service, who, "ready", extraction=extraction_of(), created_at=DAY, batch_id=batch.id)
    upload(service, who, "blocked", extraction=extraction_of(invoice_number=None), created_at=DAY + timedelta(days=1))
    upload(service, who, "waiting", created_at=DAY + timedelta(days=2))

    def found(**asked):
        return names(documents.search(service, who, sort="created_at", **asked))

    assert found(state=(State.READY,)) == ["ready"]
    assert found(state=(State.TO_REVIEW, State.RECEIVED)) == ["blocked", "waiting"]
    assert found(ready=True) == ["ready"]
    assert found(ready=False) == ["blocked", "waiting"]
    assert found(seller="732 829 320") == ["ready", "blocked"]
    assert found(seller="73282932000074") == ["ready", "blocked"]
    assert found(seller="73282932000075") == []
    assert found(seller="menuiserie") == ["ready", "blocked"]
    assert found(number="f-12") == ["ready"]
    assert found(number="F-1") == []
    assert found(batch_id=batch.id) == ["ready"]
    assert found(created_from=DAY + timedelta(days=1)) == ["blocked", "waiting"]
    assert found(created_to=DAY + timedelta(days=1)) == ["ready"]


def test_a_moment_of_another_zone_is_the_same_moment(service, who):
    upload(service, who, "a", created_at=DAY)
    paris = datetime.fromisoformat("2026-03-01T01:00:00+01:00")
    assert documents.search(service, who, created_from=paris).total == 1
    assert documents.search(service, who, created_to=paris).total == 0


def cursor_of(text):
    return urlsafe_b64encode(text.encode()).decode()


REFUSED = (
    {"sort": "sha256"},
    {"sort": ""},
    {"limit": 0},
    {"limit": 201},
    {"cursor": ""},
    {"cursor": "é"},
    {"cursor": "!!!!"},
    {"cursor": cursor_of("[1]")},
    {"cursor": cursor_of('["-total", "1.00", "a"]')},
    {"cursor": cursor_of('["-created_at", "hier", "a"]')},
    {"cursor": cursor_of('["-created_at", "0001-01-01T00:00:00+23:00", "a"]')},
    {"cursor": cursor_of('["-created_at", 3, "a"]')},
    {"cursor": cursor_of('["-created_at", {"a": 1}, "a"]')},
    {"sort": "total", "cursor": cursor_of('["total", "NaN", "a"]')},
    {"sort": "total", "cursor": cursor_of('["total", "1E+99999", "a"]')},
    {"sort": "total", "cursor": cursor_of('["total", "un", "a"]')},
    {"sort": "confidence", "cursor": cursor_of('["confidence", NaN, "a"]')},
    {"cursor": cursor_of("[" * 100_000)},
    {"created_from": datetime.fromisoformat("0001-01-01T00:00:00+23:00")},
)


def test_an_order_a_limit_or_a_cursor_that_there_is_not_is_refused(service, who):
    for asked in REFUSED:
        try:
            found = documents.search(service, who, **asked)
        except InvalidRequest:
            continue
        pytest.fail(f"{asked} gave {found}")


def test_a_document_that_is_deleted_is_gone_and_the_stream_tells(service, who):
    document = upload(service, who, "a.pdf", extraction=extraction_of())
    with service.store.session() as session:
        history.note(session, who.structure_id, document, EventKind.COMPLEMENTARY, "seen")
    documents.delete(service, who, document, 1)
    with pytest.raises(NotFound):
        documents.get(service, who, document)
    (event,) = history.since(service, who.structure_id, 0, 10)
    assert (event.code, event.document_id, event.details["document_id"]) == ("deleted", None, document)
    assert event.id > 1


def test_what_is_deposited_or_at_work_is_not_deleted(service, who):
    for state in (State.READING, State.DEPOSITING, State.DEPOSITED):
        document = upload(service, who, state, state=state)
        with pytest.raises(WrongState):
            documents.delete(service, who, document)
        assert documents.get(service, who, document).state is state


def test_an_old_version_is_not_deleted(service, who):
    document = upload(service, who, version=3)
    with pytest.raises(StaleVersion):
        documents.delete(service, who, document, 2)


def test_events_come_in_their_order_after_the_one_that_was_seen(service, who):
    other = structure(service, siret=None)
    with service.store.session() as session:
        rows = [
            history.note(session, who.structure_id, None, EventKind.ACTION, f"a{number}", details={"n": number})
            for number in range(5)
        ]
        history.note(session, other, None, EventKind.ACTION, "elsewhere")
    seen = history.since(service, who.structure_id, rows[1].id, 2)
    assert [event.code for event in seen] == ["a2", "a3"]
    assert seen[0].details == {"n": 2}


def test_a_number_of_an_event_is_never_given_twice(service, who):
    with service.store.session() as session:
        first = history.note(session, who.structure_id, None, EventKind.ACTION, "a").id
    with service.store.session() as session:
        session.delete(session.get(EventRow, first))
    with service.store.session() as session:
        assert history.note(session, who.structure_id, None, EventKind.ACTION, "b").id > first


def test_a_reader_of_the_stream_misses_no_event_of_writers_that_overlap(service, who):
    """Two writers begin, the second ends first: its number must not be seen before the first one's."""
    noted, may_end = threading.Event(), threading.Event()
    seen = []

    def slow():
        with service.store.session() as session:
            history.note(session, who.structure_id, None, EventKind.ACTION, "slow")
            noted.set()
            may_end.wait(30)

    def quick():
        noted.wait(30)
        with service.store.session() as session:
            history.note(session, who.structure_id, None, EventKind.ACTION, "quick")

    threads = [threading.Thread(target=one) for one in (slow, quick)]
    for thread in threads:
        thread.start()
    noted.wait(30)
    threads[1].join(0.3)
    seen += history.since(service, who.structure_id, 0, 10)
    may_end.set()
    for thread in threads:
        thread.join(30)
    seen += history.since(service, who.structure_id, seen[-1].id if seen else 0, 10)
    assert [event.code for event in seen] == ["slow", "quick"]


def test_a_second_deposit_that_is_open_or_done_is_refused_by_the_database(service, who):
    document = upload(service, who)

    def deposit(state):
        with service.store.session() as session:
            session.add(DepositRow(document_id=document, gateway="folder", state=state))

    deposit("refused")
    deposit("noted")
    with pytest.raises(IntegrityError):
        deposit("done")
    deposit("refused")


def test_the_same_file_of_one_structure_is_kept_once_and_no_error_tells_what_it_says(service, who):
    upload(service, who, data=b"%PDF-1.4 same")
    with pytest.raises(IntegrityError) as told:
        upload(service, who, "same", data=b"%PDF-1.4 same", extraction=extraction_of(seller_name="Dubois Menuiserie"))
    assert "Menuiserie" not in str(told.value)
    upload(service, principal(service), data=b"%PDF-1.4 same")


def test_the_history_of_a_document_goes_with_it(service, who):
    document = upload(service, who)
    with service.store.session() as session:
        history.note(session, who.structure_id, document, EventKind.ACTION, "a")
        session.delete(session.get(DocumentRow, document))
    assert history.since(service, who.structure_id, 0, 10) == ()
