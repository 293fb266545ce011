"""The queue's job about one document of a run.

Whatever dies, the next worker finds the document where it stood: read or not, its values changed or not, its deposit
noted or not.
"""

from __future__ import annotations

from models.reprocessing import RunPlace
from worker.reprocessing import applying, leasing, rereading
from worker.service import Service
from worker.store.tables import ReprocessedRow


def run(service: Service, item_id: str) -> None:
    """Bring a document of a run further; nothing happens where another worker has it."""
    with service.store.session() as session:
        asked = session.get(ReprocessedRow, item_id)
        if asked is None or asked.place not in {*leasing.HELD, *leasing.HELD.values()}:
            return
        run = leasing.locked(session, asked.run_id)
        session.refresh(asked)
        taken = leasing.take(session, service, asked)
        leasing.advance(session, run)  # one that was tried too often may have been the last
    if not taken:
        return
    again = rereading.read(service, taken) if taken[0].place == RunPlace.READING else applying.apply(service, taken[0])
    service.queue.put_all("reprocess", again)
