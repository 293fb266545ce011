"""The job that reads a document: leased, read in a process of its own, stored in one transaction.

Whatever dies on the way, the store tells what is left to do: a lease that is over is taken by another worker, and what
is stored twice is the same row. A file that can't be read ends as failed, with a reason that a person sees.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from models.extraction import Extraction
from models.lifecycle import EventKind, State
from worker import archives, history, leases, metrics, results, states
from worker.faults import here
from worker.leases import Lease, held
from worker.reader import ReaderFailed, content_of, reader_of
from worker.service import Service
from worker.tasks import Member, ReadFile


def read_document(service: Service, document_id: str) -> None:
    """Read a document that was received; nothing happens where another worker has it or there is nothing to do."""
    lease = leases.take(service, document_id)
    if lease is None:
        return
    here("reading.leased")
    with TemporaryDirectory(prefix="prefacture-") as folder:
        try:
            data = content_of(service.files, lease.sha256)
            found = reader_of(service.settings).run(ReadFile(lease.name, data, Path(folder)))
        except ReaderFailed as error:
            _fail(service, lease, error)
            return
        here("reading.read")
        members = tuple(one for one in found if isinstance(one, Member))
        if members:
            fresh = archives.expand(service, lease, members)
            here("reading.stored")
            for about in fresh:
                service.queue.put("read", about)
            return
    _store(service, lease, tuple(Extraction.model_validate_json(one) for one in found if isinstance(one, str)))


def _store(service: Service, lease: Lease, extractions: tuple[Extraction, ...]) -> None:
    with service.store.session() as session:
        row = held(session, lease)
        if row is None:
            return
        deposits = results.store(session, service.settings, row, extractions)
    here("reading.stored")
    for about in deposits:
        service.queue.put("deposit", about)
    for extraction in extractions:
        metrics.pages(service, extraction.reading, len(extraction.pages))


def _fail(service: Service, lease: Lease, error: ReaderFailed) -> None:
    """Give the file up where it is refused or was tried often enough, else let it wait for another try."""
    with service.store.session() as session:
        row = held(session, lease)
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
