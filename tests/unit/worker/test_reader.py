import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.worker_tasks import Crash, Eat, Fail, Hang, Map, Refuse, Tell
from worker import reader
from worker.reader import Reader, ReaderFailed
from worker.settings import ServiceSettings


@pytest.fixture(scope="module")
def started():
    opened = Reader(ServiceSettings(job_seconds=10, job_bytes=400 * 2**20))
    yield opened
    opened.close()


def failure(reader_, task):
    with pytest.raises(ReaderFailed) as caught:
        reader_.run(task)
    return caught.value


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_one_process_does_all_tasks_and_leads_a_group_of_its_own(started):
    pid, parent, group = started.run(Tell())
    assert (parent, group) == (os.getpid(), pid)
    assert started.run(Tell()) == (pid, parent, group)


def test_a_crash_costs_one_task_and_the_next_has_a_new_process(started):
    pid = started.run(Tell())[0]
    error = failure(started, Crash())
    assert (error.code, error.refused, error.detail) == ("crashed", False, "signal 11")
    assert started.run(Tell())[0] != pid


def test_a_task_that_takes_too_long_is_ended_with_the_programs_it_started(tmp_path):
    quick = Reader(ServiceSettings(home=tmp_path, job_seconds=1))
    told = tmp_path / "pid"
    error = failure(quick, Hang(str(told)))
    assert (error.code, error.refused) == ("too_slow", False)
    pids = told.read_text().split()
    assert len(pids) == 2
    until(lambda: not any(map(is_running, pids)))
    quick.close()


def test_a_task_that_takes_too_much_memory_is_ended_and_one_that_takes_less_is_not(started):
    assert started.run(Eat(50)) == 50
    assert failure(started, Eat(2000)).code == "too_big"
    assert failure(started, Map()).code == "too_big"
    assert started.run(Eat(1)) == 1


def test_a_refusal_is_told_apart_from_a_defect_and_a_defect_tells_no_text_of_the_invoice(started):
    refused, failed = failure(started, Refuse()), failure(started, Fail())
    assert (refused.code, refused.refused, refused.detail) == ("damaged_file", True, "tronqué")
    assert "endommagé" in refused.message.fr
    assert (failed.code, failed.refused, failed.detail) == ("unexpected_error", False, "LookupError")


def test_a_process_is_replaced_after_many_tasks(started, monkeypatch):
    started.close()
    monkeypatch.setattr(reader, "MOST_TASKS", 2)
    pids = [started.run(Tell())[0] for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_process_that_was_ended_between_tasks_is_replaced(started):
    pid = started.run(Tell())[0]
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_running(pid))
    assert started.run(Tell())[0] != pid


def test_the_process_outlives_the_thread_that_asked_first(started):
    pids = []
    for _ in range(2):
        thread = threading.Thread(target=lambda: pids.append(started.run(Tell())[0]))
        thread.start()
        thread.join()
    assert pids[0] == pids[1] == started.run(Tell())[0]


def test_the_process_ignores_the_signals_that_end_a_service_and_finishes(started):
    pid = started.run(Tell())[0]
    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(pid, number)
    assert started.run(Tell())[0] == pid


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_a_process_in_the_middle_of_a_task_dies_with_its_parent(tmp_path):
    told = tmp_path / "pid"
    program = (
        "from tests.worker_tasks import Hang; from worker.reader import Reader; "
        f"from worker.settings import ServiceSettings; Reader(ServiceSettings()).run(Hang({str(told)!r}))"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[3])
    until(told.exists, 30)
    child, program_of_child = told.read_text().split()
    assert is_running(child)
    parent.kill()
    parent.wait()
    until(lambda: not is_running(child))
    os.kill(int(program_of_child), signal.SIGKILL)  # the test's own, which no kernel ties to anybody
