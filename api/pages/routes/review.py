"""The review page: an invoice beside its page, corrected until it is ready; before and after that, how it stands."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from api.deps import DocumentId, ServiceIn
from api.pages import assets, language, rendering
from api.pages.visitors import Looking
from models import terms
from models.lifecycle import State
from models.service import DocumentView
from worker import documents, stacks_store

router = APIRouter(include_in_schema=False)

SECTIONS: Final = MappingProxyType(
    {
        "invoice": ("invoice_number", "issue_date", "type_code", "currency", "delivery_date", "billing_period_start",
                    "billing_period_end"),
        "seller": ("seller_name", "seller_siret", "seller_siren", "seller_vat", "seller_address"),
        "buyer": ("buyer_name", "buyer_siret", "buyer_siren", "buyer_vat", "buyer_address"),
        "references": ("buyer_reference", "purchase_order", "contract_reference", "preceding_invoice",
                       "preceding_invoice_date"),
        "amounts": ("total_without_vat", "total_vat", "total_with_vat", "prepaid_amount", "amount_due"),
        "payment": ("due_date", "iban", "bic", "payment_means", "payment_terms"),
    }
)  # fmt: skip
"""The fields of the contract in the order in which a person looks for them."""

RARE: Final = frozenset(
    {
        "billing_period_start", "billing_period_end", "contract_reference", "preceding_invoice",
        "preceding_invoice_date", "seller_siren", "buyer_siren", "buyer_vat", "prepaid_amount", "bic",
    }
)  # fmt: skip
"""Folded away where the invoice has none and no rule asks for it."""

CHOSEN: Final = MappingProxyType(
    {
        "type_code": ("380", "381", "384", "386", "389", "261", "262", "393", "396", "471", "472", "473", "500", "501",
                      "502", "503"),
        "payment_means": ("30", "58", "10", "20", "48", "49", "59", "57", "97", "1", "ZZZ"),
    }
)  # fmt: skip
"""Fields that hold a code, with those that words are known for."""

_WAITING: Final = frozenset({State.RECEIVED, State.READING})
_SCRIPTS: Final = ("review.", "viewer.", "keys.")
_ALONE: Final = frozenset({"js/review/waiting.js", "js/review/reread.js"})  # scripts of other pages


@router.get("/factures/{document_id}")
def review(request: Request, service: ServiceIn, visitor: Looking, document_id: DocumentId) -> Response:
    """The document as it stands: awaited, failed, opened up, or to be looked at."""
    found = documents.get(service, visitor.principal, document_id)
    told: dict[str, Any] = {
        "document": found,
        "data": found.model_dump(mode="json", exclude_none=True),
        "words": _words(request),
    }
    if found.state in _WAITING:
        return rendering.page(request, "review_waiting.html", visitor, **told)
    if found.extraction is None:
        return rendering.page(request, "review_unread.html", visitor, **told)
    return rendering.page(
        request,
        "review.html",
        visitor,
        **told,
        beside=stacks_store.count(service, found),
        sections=SECTIONS,
        rare=_folded(found),
        chosen=CHOSEN,
        terms=terms.TERMS,
        dates=terms.DATES,
        amounts=terms.AMOUNTS,
        user={"user": visitor.principal.user_id},
        modules=_modules(),
    )


def _modules() -> tuple[str, ...]:
    """The page's scripts, all asked for at once: on a slow line each would else wait for the one that names it."""
    return tuple(name for name in assets.below("js/review") if name not in _ALONE)


def _folded(found: DocumentView) -> frozenset[str]:
    """Rare fields that the invoice does not have, and that nobody asks for."""
    asked = {finding.field for finding in found.findings}
    read = found.extraction.fields if found.extraction else {}
    return RARE - read.keys() - asked


def _words(request: Request) -> dict[str, str]:
    """The words that the page's scripts say."""
    spoken = language.of(request)
    told = {**language.words("fr"), **language.words(spoken)}
    return {name: text for name, text in told.items() if name.startswith(_SCRIPTS)}
