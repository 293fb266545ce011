"""The same invoice seen twice: by its file, its number, its amounts; never in another structure."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from models.lifecycle import State
from tests.worker_kit import SIRET, extraction_of, make_service, principal, structure, upload
from worker import checks, duplicates
from worker.store.tables import DocumentRow

SAME = {"number": "F-12", "seller": SIRET, "buyer": "404833048", "issue_date": date(2026, 10, 1), "total": Decimal(120)}


@pytest.fixture
def service(tmp_path):
    opened = make_service(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def who(service):
    return principal(service, structure_id=structure(service))


def seen(service, document):
    with service.store.reading() as session:
        return [(one.name, one.reason) for one in duplicates.of(session, session.get(DocumentRow, document))]


def pair(service, who, **changes):
    upload(service, who, "avant.pdf", **SAME)
    return upload(service, who, "après.pdf", **{**SAME, **changes})


def test_the_same_number_of_the_same_seller_is_a_duplicate(service, who):
    assert seen(service, pair(service, who, total=Decimal(7), issue_date=None)) == [("avant.pdf", "number")]


@pytest.mark.parametrize("seller", [SIRET[:9], "FR44732829320", SIRET[:9] + "00082"])
def test_a_seller_is_known_by_its_siren(service, who, seller):
    assert seen(service, pair(service, who, seller=seller, issue_date=None)) == [("avant.pdf", "number")]


def test_the_same_number_of_another_or_unknown_seller_is_none(service, who):
    assert seen(service, pair(service, who, seller="40483304800022")) == []
    assert seen(service, upload(service, who, "sans.pdf", number="F-12")) == []


def test_the_same_date_total_seller_and_buyer_are_a_duplicate_whatever_the_number(service, who):
    assert seen(service, pair(service, who, number="F-I2")) == [("avant.pdf", "amounts")]
    assert ("avant.pdf", "amounts") in seen(service, upload(service, who, "c.pdf", **{**SAME, "number": None}))


def test_one_price_billed_to_many_on_one_day_is_no_duplicate(service, who):
    assert seen(service, pair(service, who, number="F-13", buyer="552081317")) == []
    assert seen(service, upload(service, who, **{**SAME, "number": "F-14", "issue_date": date(2026, 10, 2)})) == []


def test_the_same_file_elsewhere_is_a_duplicate_and_the_parts_of_one_file_are_none(service, who):
    first = upload(service, who, "a.pdf", b"%PDF-1.4 x", part=1)
    upload(service, who, "a.pdf", b"%PDF-1.4 x", part=2)
    assert seen(service, first) == []
    again = upload(service, who, "copie.pdf", b"%PDF-1.4 x", member="lot/copie.pdf")
    assert seen(service, again) == [("a.pdf", "file")]


def test_other_structures_and_archives_are_not_told_of(service, who):
    stranger = principal(service, structure_id=structure(service, "Autre", "40483304800022"))
    upload(service, stranger, "étranger.pdf", **SAME)
    upload(service, who, "lot.zip", state=State.EXPANDED, **SAME)
    assert seen(service, upload(service, who, "mien.pdf", **SAME)) == []


def findings(service, document, **fields):
    with service.store.reading() as session:
        row = session.get(DocumentRow, document)
        return [(one.rule, one.severity.value) for one in checks.findings(session, row, extraction_of(**fields))]


def test_a_duplicate_warns_and_blocks_once_the_other_is_on_its_way(service, who):
    first = upload(service, who, "avant.pdf", **SAME)
    document = upload(service, who, "après.pdf")
    assert findings(service, document) == [("PF-DUP-SEEN", "warning")]
    for state in (State.DEPOSITING, State.DEPOSITED):
        with service.store.session() as session:
            session.get(DocumentRow, first).state = state
        assert findings(service, document) == [("PF-DUP-DEPOSITED", "blocking")]
        assert findings(service, document, invoice_number="F-13") == [("PF-DUP-SEEN", "warning")]


def test_looking_for_duplicates_walks_no_table(service, who):
    with service.store.reading() as session:
        row = session.get(DocumentRow, upload(service, who, **SAME))
        queries = []
        bind = session.connection()
        execute = bind.execute
        values = duplicates._values(row, duplicates.Likeness.of_row(row))
        for asked in (duplicates._ANY, *(query for _, query in duplicates._EACH)):
            query = asked.params(values).compile(bind, compile_kwargs={"literal_binds": True})
            queries.append(execute(text(f"explain query plan {query}")).all())
    assert len(queries) == 4
    for plan in queries:
        told = " ".join(line.detail for line in plan)
        assert "USING INDEX" in told
        assert "SCAN documents" not in told
