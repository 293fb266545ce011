"""A stack on its way through a worker: opened, read page by page, split; what is done already is not done again.

The worker holds no page: its reader process does, one at a time. A page that ends the reader, or the worker, a few
times is given up and stands unread in its place; the others go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from models.finding import Message
from models.stack import StackPlan
from worker import leases, stacks_papers, stacks_store, stacks_trouble
from worker.digitising.order import Scan
from worker.faults import here
from worker.leases import Lease
from worker.page_files import PageFiles
from worker.reader import Reader, ReaderFailed, local_of, reader_of
from worker.service import Service
from worker.stacks_tasks import OpenStack, PlanStack, Proposed, ReadPart, ReadStackPage

GO: Final = 0.6
"""Of the time that a job may take, the share after which a long stack is put back: its pages so far are kept."""
TELL_SECONDS: Final = 1.0
"""Between two words to the store of how far a stack is."""
FATAL: Final = frozenset({"missing_engine", "no_room"})
"""Failures that no other page would escape."""
INTERRUPTED: Final = Message(
    fr="La lecture de cette page a été interrompue à chaque essai.",
    en="Reading this page was cut short at every try.",
)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The time for one go is over: `read` pages of the file are kept."""

    read: int


def read(service: Service, lease: Lease) -> tuple[str, ...] | None:
    """Go on with a stack, and share out its invoices once its pages are read; its lease is prolonged meanwhile.

    None of a file that is data: it is read as any other. One extraction as JSON of papers without an invoice among
    them. Raises ReaderFailed.
    """
    reader, files = reader_of(service.settings), PageFiles.of(service.settings)
    with local_of(service.files, lease.sha256) as path:
        opened = reader.run(OpenStack(lease.name, path, lease.sha256, files))
        if opened is None or opened[0].data:
            return None
        scan, known = opened
        sheets = Sheets(reader, files, scan, known, service.settings.tries)
        seconds = service.settings.job_seconds * GO
        if not sheets.read(seconds, lambda kept: stacks_store.progress(service, lease, kept, scan.pages)):
            service.queue.put_all("read", leases.hand_back(service, [lease]))
            return ()
        here("stack.read")
        found = reader.run(PlanStack(scan, files))
        plan = StackPlan.model_validate_json(found.plan)
        if not any(part.kept for part in plan.invoices):
            numbers = tuple(number for part in plan.parts for number in part.kept)
            return reader.run(ReadPart(lease.name, path, lease.sha256, files, numbers))
        papers = stacks_papers.cut_sure(service, lease.name, path, lease.sha256, plan)
    here("stack.planned")
    fresh = stacks_store.share_out(service, lease, found, papers)
    here("stack.shared")
    service.queue.put_all("read", fresh)
    return ()


def propose(service: Service, name: str, sha256: str, seconds: float) -> Proposed | Unfinished:
    """How a file that is one document could be split. Raises ReaderFailed."""
    reader, files = reader_of(service.settings), PageFiles.of(service.settings)
    with local_of(service.files, sha256) as path:
        opened = reader.run(OpenStack(name, path, sha256, files))
        assert opened is not None  # it has pages
        scan, known = opened
        read = len(known)

        def told(kept: int) -> bool:
            nonlocal read
            read = kept
            return True

        if not Sheets(reader, files, scan, known, 1).read(seconds, told):
            return Unfinished(read)
        return reader.run(PlanStack(scan, files))


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages of one file on their way to disk, without those `known`; one may end `tries` times who reads it."""

    reader: Reader
    files: PageFiles
    scan: Scan
    known: frozenset[int]
    tries: int

    def read(self, seconds: float, told: Callable[[int], bool]) -> bool:
        """Whether all are kept now, or given up; False where the time is over, or where `told` says so.

        `told` gets how many are: after the first, then now and then, and before a page that was cut off before. Raises
        ReaderFailed for what is FATAL.
        """
        sha256, count = self.scan.sha256, self.scan.pages
        done = self.known | stacks_trouble.failures(self.files, sha256).keys()
        waiting = [number for number in range(1, count + 1) if number not in done]
        until, tell_at = time.monotonic() + seconds, 0.0
        for left, number in zip(reversed(range(len(waiting))), waiting, strict=True):
            cut_off = stacks_trouble.tried(self.files, sha256, number)
            if cut_off and not told(count - left - 1):  # its own tries are counted, not the stack's
                return False
            self._page(number)
            if time.monotonic() >= tell_at or not left:
                tell_at = time.monotonic() + TELL_SECONDS
                if not told(count - left):
                    return False
            if left and time.monotonic() > until:
                return False
        return True

    def _page(self, number: int) -> None:
        sha256, why = self.scan.sha256, INTERRUPTED
        while stacks_trouble.tried(self.files, sha256, number) < self.tries:
            stacks_trouble.begin(self.files, sha256, number)
            try:
                self.reader.run(ReadStackPage(self.scan, number, self.files))
            except ReaderFailed as error:
                if error.code in FATAL:
                    raise
                why = error.message
                if error.refused:
                    break
            else:
                stacks_trouble.done(self.files, sha256, number)
                return
        stacks_trouble.give_up(self.files, sha256, number, why)
