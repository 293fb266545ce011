"""What was read at first beside what stands now: where an invoice came back, that tells whether a reading was at fault.

Who changed a value is the last one to have corrected it; a value that changed with another (a total with its parts) has
nobody's name.
"""

from __future__ import annotations

from sqlalchemy import select

from models import terms
from models.deposit import FieldHistory
from models.extraction import Extraction
from models.service import Principal
from worker import views
from worker.service import Service
from worker.store.tables import CorrectionRow
from worker.visibility import document_row


def compared(service: Service, principal: Principal, document_id: str) -> tuple[FieldHistory, ...]:
    """Every field that has, or had, a value, in the order of the contract. Raises NotFound."""
    with service.store.reading() as session:
        row = document_row(session, principal, document_id)
        now = views.extraction_of(row)
        first = None if row.first_extraction is None else Extraction.model_validate(row.first_extraction)
        said = select(CorrectionRow.field, CorrectionRow.actor).where(CorrectionRow.document_id == row.id)
        actors = {line.field: line.actor for line in session.execute(said.order_by(CorrectionRow.id))}
    old, new = (_values(one) for one in (first, now))
    return tuple(
        FieldHistory(
            field=name,
            first=old.get(name),
            now=new.get(name),
            actor=actors.get(name) if old.get(name) != new.get(name) else None,
        )
        for name in terms.TERMS
        if name in old or name in new
    )


def _values(extraction: Extraction | None) -> dict[str, str]:
    return {name: field.value for name, field in extraction.fields.items()} if extraction else {}
