"""Programs that run together: what dies is started again, more and more slowly, and all end together."""

import os
import signal
import sys
import threading
import time

import pytest

from worker import supervisor
from worker.supervisor import Child, Program, Supervisor

PATIENCE = 20.0


def program(code, name="one", **more):
    return Program(name, (sys.executable, "-S", "-c", code), **more)


def run(programs, until):
    """Run a supervisor until something holds; then it is told to stop."""
    one = Supervisor(programs)

    def stop():
        limit = time.monotonic() + PATIENCE
        while not until() and time.monotonic() < limit:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)

    stopper = threading.Thread(target=stop)
    stopper.start()
    one.run()
    stopper.join()
    return one


def writes(path, then="time.sleep(60)"):
    return f"import time, sys\nopen({str(path)!r}, 'a').write('x')\n{then}"


def times(path):
    return len(path.read_text()) if path.exists() else 0


def test_what_dies_is_started_again_and_what_lives_is_left(tmp_path):
    dying, living = tmp_path / "dying", tmp_path / "living"
    programs = [program(writes(dying, "sys.exit(0)")), program(writes(living))]
    run(programs, lambda: times(dying) >= 3)
    assert times(dying) >= 3
    assert times(living) == 1


def test_it_takes_longer_each_time():
    child = Child(program("raise SystemExit(0)"))
    waits = []
    try:
        for _ in range(3):
            child.due = 0
            child.look()
            if child.process is None:
                child.start()
            child.process.wait()
            before = child.delay
            child.look()
            waits.append(before)
    finally:
        child.end(signal.SIGKILL)
        child.ended(PATIENCE)
    assert waits == sorted(set(waits))
    assert child.delay <= supervisor.LONGEST_DELAY


def test_a_program_that_gives_up_is_mended_first(tmp_path):
    mended = tmp_path / "mended"
    code = f"import os, sys, time\nos.path.exists({str(mended)!r}) or sys.exit(3)\ntime.sleep(60)"
    run([program(code, mend=mended.touch)], mended.exists)
    assert mended.exists()


def test_a_program_that_was_killed_is_not_mended(tmp_path):
    path = tmp_path / "path"
    code = writes(path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    run([program(code, mend=lambda: pytest.fail("mended"))], lambda: times(path) >= 2)


def test_what_others_need_ends_last(tmp_path):
    order = tmp_path / "order"
    ready = [tmp_path / "a", tmp_path / "b"]
    code = (
        "import signal, sys, time\n"
        "def end(*_):\n    {pause}\n    open({order!r}, 'a').write({name!r})\n    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\nopen({ready!r}, 'w').close()\ntime.sleep(60)"
    )
    queue = program(code.format(pause="pass", order=str(order), name="queue ", ready=str(ready[0])), last=True)
    worker = program(code.format(pause="time.sleep(0.3)", order=str(order), name="worker ", ready=str(ready[1])))
    run([queue, worker], lambda: all(path.exists() for path in ready))
    assert order.read_text() == "worker queue "


def test_what_does_not_end_in_time_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "DRAIN_SECONDS", 0.3)
    ready = tmp_path / "ready"
    code = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{writes(ready)}"
    one = run([program(code)], ready.exists)
    assert one.children[0].process is None


def test_being_told_twice_at_once_is_being_told_once(tmp_path):
    ready, done = tmp_path / "ready", tmp_path / "done"
    code = (
        "import signal, sys, time\n"
        f"def end(*_):\n    time.sleep(0.5)\n    open({str(done)!r}, 'w').close()\n    sys.exit()\n"
        f"signal.signal(signal.SIGTERM, end)\nopen({str(ready)!r}, 'w').close()\ntime.sleep(60)"
    )

    def told():
        if ready.exists():
            os.kill(os.getpid(), signal.SIGTERM)
        return ready.exists()

    run([program(code)], told)
    assert done.exists()


def test_the_signals_are_given_back(tmp_path):
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGCHLD)
    run([program(writes(tmp_path / "ready"))], (tmp_path / "ready").exists)
    assert before == (
        signal.getsignal(signal.SIGTERM),
        signal.getsignal(signal.SIGINT),
        signal.getsignal(signal.SIGCHLD),
    )
