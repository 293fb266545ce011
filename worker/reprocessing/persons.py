"""What persons said of a document: values that they confirmed, corrected or emptied, which nothing read anew changes.

An approval of the whole invoice is none of each value: it is the confirmed or corrected ones that stand.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.extraction import Extraction
from models.field import Origin
from worker.store.tables import CorrectionRow

UNNAMED = ""


def said(session: Session, document_id: str, extraction: Extraction | None) -> Mapping[str, str]:
    """Who spoke last on each field or table that a person spoke on; UNNAMED where only the value tells so."""
    if extraction is None:
        return {}
    found = {name: UNNAMED for name, field in extraction.fields.items() if field.origin is Origin.REVIEWED}
    if any(row.origin is Origin.REVIEWED for row in extraction.vat_breakdown):
        found["vat_breakdown"] = UNNAMED
    if any(row.origin is Origin.REVIEWED for row in extraction.lines):
        found["lines"] = UNNAMED
    lines = select(CorrectionRow.field, CorrectionRow.actor).where(CorrectionRow.document_id == document_id)
    for line in session.execute(lines.order_by(CorrectionRow.id)):
        found[line.field] = line.actor
    return found
