"""Programs that run together: started, started again when they end, and ended together.

A program that dies is started again at once, and more and more slowly while it goes on dying. What is told to stop gets
time to finish what it does; what takes longer is killed: the store knows what is left to do. The programs end with this
process, even where it has no time to tell them (`worker.bound`).
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Final

from worker import bound, logs

FIRST_DELAY: Final = 0.2
LONGEST_DELAY: Final = 10.0
STEADY_SECONDS: Final = 20.0  # what has run so long may be started again at once
DRAIN_SECONDS: Final = 20.0
ONCE_SECONDS: Final = 1.0  # signals so close are one: make hands on what its whole group was sent
_LOOK_SECONDS: Final = 5.0
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `mend` is called when it gave up by itself, before it is started again; `last` to be ended."""

    name: str
    command: Sequence[str]
    handles: tuple[int, ...] = ()  # open files that it is given
    mend: Callable[[], None] | None = None
    last: bool = False


class Child:
    """A program, and the process that runs it now."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.delay = 0.0
        self.due = 0.0  # when it may be started

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.program.command,
            stdin=subprocess.DEVNULL,
            env=bound.environment(),
            pass_fds=self.program.handles,
            process_group=0,  # Ctrl-C is for us to hand on
        )

    def look(self) -> None:
        """Start what is due; note what has ended."""
        if self.process is None:
            if time.monotonic() >= self.due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.process = None
        if time.monotonic() - self.started > STEADY_SECONDS:
            self.delay = 0.0
        logs.get("supervisor").warning("program_ended", program=self.program.name, code=code, again_in=self.delay)
        self.due = time.monotonic() + self.delay
        self.delay = min(LONGEST_DELAY, max(FIRST_DELAY, 2 * self.delay))
        if code > 0 and self.program.mend is not None:
            self.program.mend()
        self.look()

    def end(self, number: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(number)

    def ended(self, seconds: float) -> bool:
        """Wait for its end."""
        if self.process is not None:
            try:
                self.process.wait(max(0.0, seconds))
            except subprocess.TimeoutExpired:
                return False
            self.process = None
        return True


class Supervisor:
    """Runs programs until SIGTERM or Ctrl-C; a second one does not wait for what is under way."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.children = [Child(program) for program in programs]
        self.asked = 0  # to stop, how many times
        self.asked_at = 0.0

    def run(self) -> None:
        """Runs in the main thread, whose signals it takes meanwhile."""
        told, tell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        before = {number: signal.signal(number, self._signalled) for number in _SIGNALS}
        waker = signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
        try:
            while not self.asked:
                for child in self.children:
                    child.look()
                _wait(told, self._pause())
        finally:
            self._end()
            signal.set_wakeup_fd(waker)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(told)
            os.close(tell)

    def _pause(self) -> float:
        """Seconds until something is due; the end of a process wakes us before."""
        due = [child.due - time.monotonic() for child in self.children if child.process is None]
        return max(0.0, min([_LOOK_SECONDS, *due]))

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGCHLD and time.monotonic() > self.asked_at + ONCE_SECONDS:
            self.asked, self.asked_at = self.asked + 1, time.monotonic()

    def _end(self) -> None:
        """Those that serve and work end before those that they need."""
        for last in (False, True):
            left = [child for child in self.children if child.program.last is last]
            for child in left:
                child.end(signal.SIGTERM)
            until, asked = time.monotonic() + DRAIN_SECONDS, self.asked
            while left := [child for child in left if not child.ended(0.05)]:
                if time.monotonic() > until or self.asked > max(1, asked):
                    for child in left:
                        child.end(signal.SIGKILL)


def _wait(told: int, seconds: float) -> None:
    ready, _, _ = select.select([told], [], [], seconds)
    if ready:
        os.read(told, 4096)
