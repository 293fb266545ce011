"""What nobody can use any more: readings of documents that are gone, or by another engine, and runs without documents.

Readings by another engine are kept for a day: while machines are changed one after the other, both engines read.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import and_, delete, or_, select

from worker.reprocessing import readings
from worker.service import Service
from worker.store.tables import DocumentRow, ReprocessedRow, ReprocessingRow, RereadingRow, now

BOTH: Final = timedelta(days=1)


def forget(service: Service) -> int:
    """Remove it; how many rows those were. May be repeated, and cut off anywhere."""
    has_document = (
        select(DocumentRow.id)
        .where(DocumentRow.structure_id == RereadingRow.structure_id, DocumentRow.sha256 == RereadingRow.sha256)
        .exists()
    )
    has_item = select(ReprocessedRow.id).where(ReprocessedRow.run_id == ReprocessingRow.id).exists()
    replaced = and_(RereadingRow.engine != readings.engine(), RereadingRow.at < now() - BOTH)
    with service.store.session() as session:
        read = delete(RereadingRow).where(or_(~has_document, replaced)).returning(RereadingRow.sha256)
        runs = delete(ReprocessingRow).where(~has_item).returning(ReprocessingRow.id)
        return sum(len(session.execute(one).all()) for one in (read, runs))
