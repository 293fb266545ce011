"""What a process of the service is to the others: it does not outlive the one that started it, however that ended.

Linux tells a process of its parent's death by a signal it has asked for (prctl(2), PR_SET_PDEATHSIG); the wish survives
exec, so that programs that know nothing of it are bound too:

    python -m worker.bound PROGRAM [ARGUMENT…]
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import Final

PARENT: Final = "PREFACTURE_PARENT"  # the parent's number, as it knows it
GARBAGE: Final = 100_000
"""Objects made before Python looks for cycles: reading makes many and few cycles; measured, a tenth of the time."""
_PR_SET_PDEATHSIG: Final = 1


def end_with_parent(number: signal.Signals) -> None:
    """Have this process sent a signal when its parent ends; a parent that has ended already ends it now."""
    if sys.platform != "linux":
        return
    ask_for_signal(number)
    parent = os.environ.pop(PARENT, None)
    if parent and os.getppid() != int(parent):
        sys.exit(1)


def ask_for_signal(number: signal.Signals) -> None:
    """Ask Linux to send this process a signal when the thread that started it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number))


def spare_garbage() -> None:
    """Look for cycles of objects more rarely, and never among those that are there already, as modules are."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


def environment() -> dict[str, str]:
    """The environment of a bound child of this process."""
    return {**os.environ, PARENT: str(os.getpid())}


def command(arguments: Sequence[str]) -> list[str]:
    """The command that runs another program bound to the process that starts it."""
    return [sys.executable, "-m", "worker.bound", *arguments]


if __name__ == "__main__":
    end_with_parent(signal.SIGKILL)
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - the arguments are those of `command`
