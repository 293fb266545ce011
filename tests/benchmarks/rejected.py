"""A store full of stopped invoices, as a structure has it that changes to a better engine: planted, not deposited.

What stands is what an older engine would have read: without some values, and one amount wrong. Two of three were
refused before they were taken, the others rejected afterwards, each with a reason in words; some values were
confirmed by persons, some files can't be opened any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from itertools import islice

from extractor.correction import resolution_of
from extractor.pipeline import conclude
from models.document import Document, Page
from models.extraction import Extraction
from models.lifecycle import State
from models.resolution import Resolution
from tests.integration.durability_service import SIRET
from worker import deposits, views
from worker.files import Files
from worker.service import Service
from worker.stops import REFUSED
from worker.store.tables import CorrectionRow, DepositRow, DocumentRow, EventRow, StructureRow, new_id

REASONS = (
    "Le numéro d'engagement est absent de la facture.",
    "Code service manquant : merci de préciser le service destinataire.",
    "Montant TTC erroné, la TVA ne correspond pas.",
    "La date d'échéance n'est pas indiquée.",
    "SIRET du destinataire inconnu dans l'annuaire.",
    "Merci de joindre le bon de livraison signé.",
    "Rejet",
    "Engagement juridique soldé ou erroné, voir avec le service achats.",
)
ENGINE = "prefacture 0.0.9"
CONFIRMED, DAMAGED = 10, 200
"""Of so many documents one has a value that a person confirmed, or a file that can't be opened."""
_AT_ONCE = 500
_OPTIONS = {"billing_mode": "S1"}


def plant(service: Service, papers: Sequence[bytes], read: Sequence[Extraction]) -> None:
    """A document for each paper, as it was read."""
    with service.store.reading() as session:
        structure = session.query(StructureRow).filter_by(siret=SIRET).one().id
    waiting = enumerate(zip(papers, read, strict=True))
    while some := list(islice(waiting, _AT_ONCE)):
        with service.store.session() as session:
            for index, (data, extraction) in some:
                row = document(service.files, structure, index, data, extraction)
                session.add(row)
                session.flush()
                session.add_all(history(row, index))


def document(files: Files, structure: str, index: int, data: bytes, extraction: Extraction) -> DocumentRow:
    content = data[: len(data) // 2] + b"%% %d" % index if is_damaged(index) else data
    sha256 = hashlib.sha256(content).hexdigest()
    files.put(BytesIO(content), len(content))
    told = aged(extraction, sha256, confirmed=is_confirmed(index))
    is_rejected = index % 3 == 2
    row = DocumentRow(
        id=new_id(),
        structure_id=structure,
        name=f"facture-{index:05d}.pdf",
        sha256=sha256,
        size=len(content),
        media_type="application/pdf",
        state=State.DEPOSITED if is_rejected else State.TO_REVIEW,
        platform_status="REJETEE" if is_rejected else None,
        engine=ENGINE,
    )
    row.extraction = row.first_extraction = views.stored(told)
    views.summarise(row, told)
    return row


def history(row: DocumentRow, index: int) -> list[object]:
    """What was deposited, what the platform said, and who confirmed what."""
    is_rejected = row.state == State.DEPOSITED
    options = deposits.options_of("cii", None) | {"supplements": _OPTIONS}
    told: list[object] = [
        DepositRow(document_id=row.id, gateway="folder", state="done" if is_rejected else "refused", options=options),
        EventRow(
            structure_id=row.structure_id, document_id=row.id, kind="state",
            code="REJETEE" if is_rejected else REFUSED, comment=REASONS[index % len(REASONS)],
        ),
    ]  # fmt: skip
    if is_confirmed(index):
        told.append(CorrectionRow(document_id=row.id, actor="personne@example.org", field="buyer_name", new="Mairie"))
    return told


def aged(extraction: Extraction, sha256: str, *, confirmed: bool) -> Extraction:
    """The same as an older engine would have told it."""
    fields = {name: one for name, one in extraction.fields.items() if name not in {"due_date", "purchase_order"}}
    fields["total_vat"] = fields["total_vat"].model_copy(update={"value": "1.00", "confidence": 0.4})
    if confirmed:
        fields["buyer_name"] = fields["buyer_name"].model_copy(update={"value": "Mairie", "confidence": 1.0})
    known = resolution_of(extraction)
    pages = tuple(Page(one, 0.0, 0.0, (), (), ()) for one in extraction.pages)
    return conclude(
        Document(extraction.source, sha256, pages, extraction.reading),
        Resolution(fields, known.vat_breakdown, known.lines, known.mentions, known.adjustments, known.given),
    )


def is_confirmed(index: int) -> bool:
    return index % CONFIRMED == 1


def is_damaged(index: int) -> bool:
    return index % DAMAGED == DAMAGED - 1
