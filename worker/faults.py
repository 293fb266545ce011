"""Faults planted on purpose, to prove what a crash does: no effect unless `PREFACTURE_FAULT` names a folder.

Code that must survive a crash says `here("upload.stored")` where it could be cut off. When the folder holds a file of
that name, the process does what the file says: `kill` ends it at once as SIGKILL does, `crash` as a fault in a library
would, `hang` waits for ever, `eat` takes memory. The file is taken away first, so that each strikes once; one that
begins with `always` stays. Points are listed in `POINTS`; those that are about a file end in its name.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

VARIABLE = "PREFACTURE_FAULT"
POINTS = (
    "upload.stored",  # the file is on disk, its row is not written
    "upload.recorded",  # the row is written, nothing is in the queue
    "reading.leased",  # a worker has the document
    "reading.read",  # read, nothing written
    "reading.stored",  # written
    "correction.made",  # corrected, not committed
    "correction.stored",  # committed, not answered
    "deposit.requested",  # asked for, nothing is in the queue
    "deposit.noted",  # a worker has the deposit, its file is not written yet
    "deposit.written",  # about to be sent
    "deposit.sent",  # the gateway has it, we have not noted that it has
    "deposit.settled",  # written
    "reprocess.leased",  # a worker has a document of a run
    "reprocess.read",  # read again, nothing compared
    "reprocess.stored",  # what would change is written
    "reprocess.valued",  # its values are changed, or the platform is about to be asked
    "reprocess.applied",  # done, not noted as done
    "flow.received",  # kept and noted, nothing is in the queue
    "flow.opened",  # a worker has the flow and knows its files, none is deposited
    "flow.deposited",  # one invoice of it is on the portal
    "digitise.page",  # about to be read: ends in its number
    "digitise.written",  # complete under another name, about to get its own: ends in that
    "stack.page",  # a page of a stack is about to be read: ends in its number
    "stack.read",  # all pages of a stack are kept
    "stack.planned",  # its parts are known, none is noted
    "stack.shared",  # its invoices have their documents, none is in the queue
)
_MOST = 64  # pieces eaten of 128 MiB each: a machine without limits survives
_PIECE = 128 * 2**20


def here(point: str) -> None:
    """Come to grief here, when that was asked for."""
    if folder := os.environ.get(VARIABLE):
        _strike(Path(folder) / Path(point).name)


def _strike(asked: Path) -> None:
    try:
        words = asked.read_text(encoding="utf-8").split()
        if "always" not in words:
            asked.unlink()  # of several processes, one gets it
    except OSError:
        return
    if "kill" in words:
        os.kill(os.getpid(), signal.SIGKILL)
    if "crash" in words:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "eat" in words:
        eaten = []
        for _ in range(_MOST):
            eaten.append(b"\1" * _PIECE)
            time.sleep(0.02)
        raise MemoryError
    if "hang" in words:
        while True:
            time.sleep(60)
