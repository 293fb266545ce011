"""The job that reads documents: leased, read in a process of its own, stored in one transaction.

Whatever dies on the way, the store tells what is left to do: a lease that is over is taken by another worker, and what
is stored twice is the same row. A file that can't be read ends as failed, with a reason that a person sees.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from models.extraction import Extraction
from models.lifecycle import EventKind, State
from worker import archives, history, leases, logs, metrics, results, stacks_reading, stacks_store, states
from worker.faults import here
from worker.first_bytes import ARCHIVES
from worker.leases import Lease, held
from worker.page_files import PageFiles
from worker.reader import ReaderFailed, content_of, local_of, reader_of
from worker.service import Service
from worker.stacks_tasks import Proposed, ReadPart
from worker.tasks import Member, ReadFile

_Read = tuple[str | Proposed, ...]


def read_documents(service: Service, *document_ids: str) -> None:
    """Read documents that were received; nothing happens where another worker has them or there is nothing to do.

    They are leased together, and what was read is stored together. Where one takes long, what is read is stored
    meanwhile, and those that wait behind it go back to the queue.
    """
    _Bundle(service, leases.take(service, *document_ids)).run()


class _Bundle:
    """Documents of one lease: those that wait, and those that were read and are not stored yet."""

    def __init__(self, service: Service, taken: Sequence[Lease]) -> None:
        self.service = service
        self.waiting = deque(taken)
        self.asked = stacks_store.asked(service, [one.document_id for one in taken]) if taken else {}
        self.read: list[tuple[Lease, _Read]] = []  # as JSON: validated together, while it is warm

    def run(self) -> None:
        here("reading.leased")
        try:
            while self.waiting:
                lease = self.waiting.popleft()
                with logs.document(lease.document_id):
                    self._one(lease)
        finally:
            self._settle()

    def _one(self, lease: Lease) -> None:
        try:
            found = self._found(lease)
        except ReaderFailed as error:
            _fail(self.service, lease, error)
            return
        here("reading.read")
        if found:
            self.read.append((lease, found))

    def _found(self, lease: Lease) -> _Read:
        """One extraction as JSON for each invoice of a file; nothing of an archive, or a stack whose invoices wait."""
        reader = reader_of(self.service.settings)
        kept = PageFiles.of(self.service.settings)
        asked = self.asked.get(lease.document_id, stacks_store.ORDINARY)
        if asked.pages:
            with local_of(self.service.files, lease.sha256) as path:
                return reader.run(ReadPart(lease.name, path, lease.sha256, kept, asked.pages), slow=self._wait)
        if lease.media_type not in ARCHIVES and asked.stack:
            self._wait()
            found = stacks_reading.read(self.service, lease)
            if found is not None:
                return found
        data = content_of(self.service.files, lease.sha256)
        if lease.media_type not in ARCHIVES:
            read = reader.run(ReadFile(lease.name, data, pages=kept), slow=self._wait)
            return tuple(one for one in read if not isinstance(one, Member))
        with TemporaryDirectory(prefix="prefacture-") as folder:
            read = reader.run(ReadFile(lease.name, data, Path(folder), kept), slow=self._wait)
            members = tuple(one for one in read if isinstance(one, Member))
            if not members:
                return tuple(one for one in read if not isinstance(one, Member))
            here("reading.read")
            fresh = archives.expand(self.service, lease, members)
            here("reading.stored")
            self.service.queue.put_all("read", fresh)
            return ()

    def _wait(self) -> None:
        """Another one takes long: what is read is stored, what is not begun is somebody else's to read."""
        self._settle()
        waiting, self.waiting = tuple(self.waiting), deque()
        if waiting:
            self.service.queue.put_all("read", leases.hand_back(self.service, waiting))

    def _settle(self) -> None:
        read, self.read = self.read, []
        if read:
            _store(self.service, [(lease, tuple(map(_validated, found))) for lease, found in read])


def _validated(found: str | Proposed) -> Extraction | Proposed:
    return Extraction.model_validate_json(found) if isinstance(found, str) else found


def _store(service: Service, read: Sequence[tuple[Lease, tuple[Extraction | Proposed, ...]]]) -> None:
    found = {lease.document_id: tuple(one for one in of if isinstance(one, Extraction)) for lease, of in read}
    plans = {lease.document_id: one for lease, of in read for one in of if isinstance(one, Proposed)}
    with service.store.session() as session:
        rows = held(session, [lease for lease, _ in read])
        asked = results.store(session, service.settings, [(row, found[row.id]) for row in rows.values()])
        for row in rows.values():
            if row.id in plans:
                stacks_store.keep(session, row, plans[row.id])
    here("reading.stored")
    for about in asked:
        service.queue.put("deposit", about)
    metrics.pages(service, ((one.reading, len(one.pages)) for of in found.values() for one in of))


def _fail(service: Service, lease: Lease, error: ReaderFailed) -> None:
    """Give the file up where it is refused or was tried often enough, else let it wait for another try."""
    with service.store.session() as session:
        row = held(session, [lease]).get(lease.document_id)
        if row is None:
            return
        row.leased_until = None
        said = error.message.model_dump()
        if not error.refused and row.tries < service.settings.tries:
            details = {"code": error.code, "message": said, "tries": row.tries}
            history.note(session, row.structure_id, row.id, EventKind.COMPLEMENTARY, "reading_failed", details=details)
            states.move(session, row, State.RECEIVED, code="read_again")
            again = True
        else:
            row.error = {"code": error.code, "message": said}
            details = {"code": error.code, "message": said, "tries": row.tries, "detail": error.detail}
            states.move(session, row, State.FAILED, code=error.code, comment=error.message.fr, details=details)
            again = False
    if again:
        service.queue.put("read", lease.document_id)
