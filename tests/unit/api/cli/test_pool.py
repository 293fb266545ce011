import json

import pytest

from api.cli.inputs import Task
from api.cli.pool import Pool, in_order
from tests.unit.api.cli.readers import echo


def read(*names, jobs=2, timeout=None):
    with Pool(jobs, timeout, echo) as pool:
        return [line for _, line in in_order(pool.read([Task(name) for name in names])) if line is not None]


def code(line):
    return json.loads(line.text)["error"]["code"]


@pytest.mark.parametrize("jobs", [1, 2, 8])
def test_lines_come_in_the_order_of_the_files(jobs):
    assert [line.text for line in read("first", "b", "c", "d", jobs=jobs)] == ["first", "b", "c", "d"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_reader_that_dies_costs_its_file_only(jobs):
    a, crashed, *others = read("a", "crash", "c", "d", jobs=jobs)
    assert crashed.failed
    assert code(crashed) == "reader_crashed"
    assert [line.text for line in (a, *others)] == ["a", "c", "d"]


def test_every_reader_may_die():
    assert [code(line) for line in read("crash", "crash", "crash")] == ["reader_crashed"] * 3


def test_a_file_that_takes_too_long_costs_itself_only():
    a, late, c = read("a", "slow", "c", timeout=4)
    assert code(late) == "took_too_long"
    assert [a.text, c.text] == ["a", "c"]


def test_nothing_to_read_gives_nothing():
    assert read() == []


def test_no_process_is_left_behind():
    with Pool(1, None, echo) as pool:
        next(pool.read([Task("first"), Task("b")]))
        process = pool.readers[0].process
    assert not process.is_alive()
