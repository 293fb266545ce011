"""Corrections: what a person changes in an extraction, checked at once; and every change that was made."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Response

from api import preconditions
from api.auth import Who
from api.deps import DocumentId, ServiceIn
from models.correction import Correction
from models.deposit import FieldHistory
from models.service import CorrectionView, DocumentView
from worker import first_reading, review

router = APIRouter(prefix="/documents/{document_id}", tags=["documents"])


class Change(Correction):
    """A correction, and the version that it was made on (or `If-Match`)."""

    version: preconditions.Version = None


class Approval(preconditions.Versioned):
    """The version that a person found right (or `If-Match`)."""


_CHANGES = {
    "date": {
        "summary": "Une date et un montant, comme on les écrit en français",
        "value": {"version": 3, "fields": {"issue_date": "12/03/2026", "total_with_vat": "1 234,56"}},
    },
    "emptied": {"summary": "Un champ vidé", "value": {"version": 3, "fields": {"due_date": None}}},
    "pointed_at": {
        "summary": "Une valeur montrée sur la page",
        "value": {
            "version": 3,
            "fields": {"purchase_order": "E26055358"},
            "places": {"purchase_order": {"page": 1, "bbox": [160, 219.7, 204.5, 230.4], "text": "E26055358"}},
        },
    },
    "breakdown": {
        "summary": "La ventilation de TVA remplacée",
        "value": {
            "version": 3,
            "vat_breakdown": [{"rate": "20.00", "base": "100.00", "tax": "20.00", "category": "S", "confidence": 1.0}],
        },
    },
}


@router.patch("", operation_id="correct_document", summary="Corriger", response_model_exclude_none=True)
def correct(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    change: Annotated[Change, Body(openapi_examples=_CHANGES)],
    response: Response,
    if_match: preconditions.IfMatch = None,
) -> DocumentView:
    """The document as it stands after, with its findings checked again. 409 where somebody else was faster."""
    version = preconditions.seen(if_match, change.version)
    correction = Correction.model_validate(change.model_dump(exclude={"version"}))
    found = review.correct(service, who, document_id, version, correction)
    preconditions.tell(response, found.version)
    return found


@router.post("/approve", operation_id="approve_document", summary="Approuver", response_model_exclude_none=True)
def approve(
    *,
    service: ServiceIn,
    who: Who,
    document_id: DocumentId,
    response: Response,
    approval: Annotated[Approval | None, Body(openapi_examples={"version": {"value": {"version": 3}}})] = None,
    if_match: preconditions.IfMatch = None,
) -> DocumentView:
    """A person says that the invoice is right as it is. 422 with `findings` where something forbids its deposit."""
    version = preconditions.seen(if_match, approval.version if approval else None)
    found = review.approve(service, who, document_id, version)
    preconditions.tell(response, found.version)
    return found


@router.get("/corrections", operation_id="list_corrections", summary="Lire les corrections faites")
def corrections(service: ServiceIn, who: Who, document_id: DocumentId) -> tuple[CorrectionView, ...]:
    """Every value that was changed: by whom, when, from what to what; oldest first."""
    return review.corrections(service, who, document_id)


@router.get("/first-reading", operation_id="get_first_reading", summary="Comparer avec la première lecture")
def compared(service: ServiceIn, who: Who, document_id: DocumentId) -> tuple[FieldHistory, ...]:
    """Every field as it was read at first and as it stands now, with who changed it, in the order of the contract."""
    return first_reading.compared(service, who, document_id)
