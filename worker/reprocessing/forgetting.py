"""What documents that are gone leave behind: readings of their contents, and runs that have none of theirs any more."""

from __future__ import annotations

from sqlalchemy import delete, select

from worker.service import Service
from worker.store.tables import DocumentRow, ReprocessedRow, ReprocessingRow, RereadingRow


def forget(service: Service) -> int:
    """Remove it; how many rows those were. May be repeated, and cut off anywhere."""
    has_document = (
        select(DocumentRow.id)
        .where(DocumentRow.structure_id == RereadingRow.structure_id, DocumentRow.sha256 == RereadingRow.sha256)
        .exists()
    )
    has_item = select(ReprocessedRow.id).where(ReprocessedRow.run_id == ReprocessingRow.id).exists()
    with service.store.session() as session:
        readings = delete(RereadingRow).where(~has_document).returning(RereadingRow.sha256)
        runs = delete(ReprocessingRow).where(~has_item).returning(ReprocessingRow.id)
        return sum(len(session.execute(one).all()) for one in (readings, runs))
