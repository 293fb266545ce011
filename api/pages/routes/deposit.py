"""One invoice on its way: what will be sent, with what is chosen for it; and after that, what becomes of it."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from api.deps import DocumentId, ServiceIn
from api.pages import deposit_choices, following, language, rendering
from api.pages.deposit_choices import Asked
from api.pages.visitors import Looking
from models.deposit import DepositPreview
from models.lifecycle import State
from models.service import DepositView, DocumentView, History
from worker import attachments, deposit_preview, deposits, documents, events, first_reading, history

router = APIRouter(include_in_schema=False)

DRAFTS: Final = frozenset({State.TO_REVIEW, State.READY})
SCRIPT: Final = "script."
_TABLES: Final = MappingProxyType({"vat_breakdown": "vat-table", "lines": "lines-table"})


@router.get("/factures/{document_id}/depot")
def show(
    request: Request, service: ServiceIn, visitor: Looking, document_id: DocumentId, asked: Annotated[Asked, Query()]
) -> Response:
    """The whole page, also where a script wants parts of it anew."""
    who, spoken = visitor.principal, language.of(request)
    after = events.last(service, who)  # before all else: what happens meanwhile is then told by the stream
    document = documents.get(service, who, document_id)
    preview = None
    if document.state in DRAFTS:
        preview = deposit_preview.preview(service, who, document_id, asked.choices)
    sent = deposits.of(service, who, document_id)
    told = history.of(service, who, document_id)
    buyer = _buyer(document, preview)
    return rendering.page(
        request,
        "deposit.html",
        visitor,
        document=document,
        preview=preview,
        asked=asked,
        choices=deposit_choices,
        deposit=_standing(sent),
        gateway=sent[-1].gateway if sent and document.state not in DRAFTS else service.settings.gateway,
        told=told,
        steps=following.steps(document, told, sent),
        label=lambda code: following.label(spoken, code),
        to=following.to(buyer, spoken) if buyer else "",
        attached=attachments.of(service, who, document_id),
        rules=attachments,
        compared=first_reading.compared(service, who, document_id),
        replaced_by=_told_of(told, "replaced_by"),
        replaces=_told_of(told, "replaces"),
        place=_place,
        field_name=lambda field: _field_name(spoken, field),
        iban=_grouped,
        next_try=_next_try(told),
        page_data=_data(document, preview, asked, after),
        script_words=_script_words(spoken),
    )


def _standing(sent: tuple[DepositView, ...]) -> DepositView | None:
    """The deposit that counts: the last one that was not refused."""
    return next((one for one in reversed(sent) if one.state != "refused"), None)


def _buyer(document: DocumentView, preview: DepositPreview | None) -> str:
    if preview is not None and preview.recipient is not None:
        return preview.recipient.name
    return document.buyer_name or document.buyer or ""


def _told_of(told: History, name: str) -> str | None:
    """Another document that the history names."""
    found = [line.details[name] for line in (*told.states, *told.actions) if line.details and name in line.details]
    return str(found[-1]) if found else None


def _place(field: str | None) -> str:
    """Where on the review page a value is put right.

    >>> _place("purchase_order"), _place("lines[2]"), _place(None)
    ('#field-purchase_order', '#lines-table', '')
    """
    name = (field or "").partition("[")[0].partition(".")[0]
    return f"#{_TABLES.get(name, f'field-{name}')}" if name else ""


def _field_name(spoken: language.Language, field: str | None) -> str:
    name = (field or "").partition("[")[0].partition(".")[0]
    return language.words(spoken).get(f"review.field.{name}", name)


def _grouped(iban: str) -> str:
    """An IBAN as it is printed on paper.

    >>> _grouped("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def _next_try(told: History) -> datetime | None:
    """When a deposit that was put off is tried again."""
    last = told.complementary[-1] if told.complementary else None
    if last is None or last.code != "deposit_postponed":
        return None
    return datetime.fromisoformat((last.details or {})["next_at"])


def _data(document: DocumentView, preview: DepositPreview | None, asked: Asked, after: int) -> dict[str, Any]:
    """What the script goes by."""
    return {
        "id": document.id,
        "version": document.version,
        "state": document.state.value,
        "status": document.platform_status,
        "after": after,
        "request": asked.request(preview, document.version) if preview else None,
        "blocked": len(preview.findings) if preview else 0,
        "duplicates": len(preview.duplicates) if preview else 0,
        "rules": {
            "name": attachments.NAME_LENGTH,
            "size": attachments.FILE_LIMIT,
            "types": sorted(attachments.TYPES),
        },
    }


def _script_words(spoken: language.Language) -> dict[str, str]:
    told, start = language.words(spoken), f"deposit.{SCRIPT}"
    return {name.removeprefix(start): said for name, said in told.items() if name.startswith(start)}
