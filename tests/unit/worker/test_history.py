"""A history tells of what a person did, not of the pauses that they made while they typed."""

from datetime import UTC, datetime, timedelta

from models.lifecycle import EventKind
from models.service import EventView
from worker.history import PAUSE, in_one_go

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def line(number, seconds, *fields, actor="a@example.org", code="corrected"):
    return EventView(
        id=number, kind=EventKind.ACTION, code=code, at=NOON + timedelta(seconds=seconds), actor=actor,
        details={"fields": list(fields)} if fields else None,
    )  # fmt: skip


def told(*lines):
    return [(one.id, (one.details or {}).get("corrections", 1)) for one in in_one_go(lines)]


def test_a_field_that_is_typed_with_pauses_is_one_line_the_last():
    typed = [line(number, number, "due_date") for number in range(1, 5)]
    assert told(*typed) == [(4, 4)]
    assert [one.at for one in in_one_go(typed)] == [typed[-1].at]


def test_what_is_another_field_another_person_or_another_hour_is_a_line_of_its_own():
    later = PAUSE.total_seconds() + 1
    assert told(line(1, 0, "due_date"), line(2, 1, "iban")) == [(1, 1), (2, 1)]
    assert told(line(1, 0, "due_date"), line(2, 1, "due_date", actor="b@example.org")) == [(1, 1), (2, 1)]
    assert told(line(1, 0, "due_date"), line(2, later, "due_date")) == [(1, 1), (2, 1)]
    assert told(line(1, 0, "due_date", "iban"), line(2, 1, "due_date", "iban")) == [(1, 1), (2, 1)]
    assert told(line(1, 0, "due_date"), line(2, 1, code="approved"), line(3, 2, "due_date")) == [(1, 1), (2, 1), (3, 1)]


def test_other_lines_stay_as_they_are_and_nothing_is_nothing():
    lines = [line(1, 0, code="recycled"), line(2, 1, code="recycled")]
    assert list(in_one_go(lines)) == lines
    assert list(in_one_go([])) == []
