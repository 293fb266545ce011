"""An example of every answer, made of the models themselves so that none is out of date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from api import reprocessing_examples
from models.accounts import AuditPage, AuditView, MembershipView, MemberView, SessionView, UserView
from models.deposit import FieldHistory
from models.directory import Imported, RecipientList, RecipientView
from models.document import Reading
from models.extraction import Extraction
from models.field import Field, Origin, Place, VatRow
from models.finding import Finding, Message, Severity
from models.invoice import Invoice
from models.lifecycle import EventKind, Role, State
from models.operations import BatchPage, EventPage, Readiness, ServicePart
from models.pages import PageList, PageView, PageWord, PageWords, RegionText
from models.piles import Neighbours, Pile, PileCounts, Presence, Present
from models.service import (
    ApiKeyView,
    AttachmentView,
    BankAccountView,
    BatchView,
    CorrectionView,
    DepositView,
    DocumentPage,
    DocumentSummary,
    DocumentView,
    EventView,
    History,
    Principal,
    ServiceView,
    StructureView,
    WebhookView,
)
from models.split import SplitPage, SplitPart, SplitView
from models.stack import PartKind, Sign
from models.statistics import (
    ConfidenceBand,
    Delay,
    FieldCorrections,
    Reason,
    Statistics,
    StraightThrough,
    Stretch,
    Week,
)
from models.upload import FileReceipt, Outcome, Receipt

_AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
_ID = "6f1c2d3e-8a51-4f0e-9a55-0d7e0c0f4a11"
_OTHER = "0b7c8a52-5a2f-4f0a-9f0e-3d2a6c1b9e77"
_SIRET = "73282932000074"
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_CLAIRE = "claire@exemple.fr"

_DOCUMENT: dict[str, Any] = {
    "id": _ID,
    "name": "facture-118.pdf",
    "state": State.TO_REVIEW,
    "version": 3,
    "ready": False,
    "number": "F-2026-118",
    "seller": _SIRET,
    "seller_name": "Dubois Menuiserie",
    "issue_date": date(2026, 3, 10),
    "total": Decimal("120.00"),
    "confidence": 0.98,
    "created_at": _AT,
    "updated_at": _AT,
}
_FINDING = Finding(
    rule="BR-CO-25",
    severity=Severity.BLOCKING,
    field="due_date",
    message=Message(
        fr="Il manque la date d'échéance : ajoutez-la, ou les conditions de paiement.",
        en="The due date is missing: add it, or the payment terms.",
    ),
    reference="EN 16931, BR-CO-25",
)


def _extraction() -> Extraction:
    place = Place(page=1, bbox=(412.1, 88.0, 489.7, 99.4), text="F-2026-118")
    number = Field(value="F-2026-118", confidence=0.98, term="BT-1", origin=Origin.EXTRACTED, provenance=place)
    row = VatRow(rate=Decimal("20.00"), base=Decimal("100.00"), tax=Decimal("20.00"), category="S", confidence=0.98)
    return Extraction(
        source="facture-118.pdf",
        sha256=_SHA256,
        pages=(1,),
        reading=Reading.TEXT_LAYER,
        fields={"invoice_number": number},
        vat_breakdown=(row,),
        invoice=Invoice(number="F-2026-118"),
        findings=(_FINDING,),
    )


@cache
def examples() -> dict[str, Any]:
    """Examples as JSON, by the name of their schema."""
    all_of_them = (*_documents(), *_others(), *reprocessing_examples.examples())
    return {type(one).__name__: one.model_dump(mode="json", exclude_none=True) for one in all_of_them}


def _documents() -> tuple[BaseModel, ...]:
    summary = DocumentSummary(**_DOCUMENT)
    whole = DocumentView(
        **_DOCUMENT,
        sha256=_SHA256,
        size=48_210,
        media_type="application/pdf",
        tries=1,
        extraction=_extraction(),
        findings=(_FINDING,),
    )
    state = EventView(id=41, document_id=_ID, kind=EventKind.STATE, code="to_review", at=_AT)
    action = EventView(id=42, document_id=_ID, kind=EventKind.ACTION, code="corrected", at=_AT, actor=_CLAIRE)
    deposit = DepositView(
        id=_OTHER,
        document_id=_ID,
        gateway="folder",
        state="done",
        actor=_CLAIRE,
        noted_at=_AT,
        done_at=_AT + timedelta(seconds=4),
        sha256=_SHA256,
        platform_id="2026-000118",
        certificate={"at": "2026-03-12T09:30:04Z", "sha256": _SHA256, "platform_id": "2026-000118"},
    )
    attachment = AttachmentView(
        id=_OTHER, name="bon.pdf", media_type="application/pdf", size=9_120, sha256=_SHA256, created_at=_AT
    )
    sheet = PageView(number=1, width=595.28, height=841.89, reading=Reading.TEXT_LAYER)
    word = PageWord(text="F-2026-118", bbox=(412.1, 88.0, 489.7, 99.4))
    received = summary.model_copy(update={"state": State.RECEIVED, "version": 1})
    return (
        summary,
        whole,
        deposit,
        attachment,
        action,
        DocumentPage(items=(summary,), total=1),
        Receipt(files=(FileReceipt(name="facture-118.pdf", outcome=Outcome.CREATED, document=received),)),
        History(states=(state,), actions=(action,)),
        CorrectionView(field="issue_date", old=None, new="2026-03-12", actor=_CLAIRE, at=_AT),
        FieldHistory(field="issue_date", first=None, now="2026-03-12", actor=_CLAIRE),
        EventPage(items=(state,), last=41),
        Neighbours(previous=None, next=_OTHER, position=1, total=12),
        PileCounts(piles={Pile.TO_REVIEW: 12, Pile.READY: 3}),
        Presence(items=(Present(document_id=_ID, name="Claire Fontaine"),)),
        PageList(items=(sheet,)),
        PageWords(**sheet.model_dump(), words=(word,)),
        RegionText(text="F-2026-118", source="ocr", words=(word,)),
        _split(summary),
    )


def _split(made: DocumentSummary) -> SplitView:
    there = f"/api/v1/documents/{_ID}/pages/1.png?width="
    small, large = f"{there}200", f"{there}1200"
    sheet = SplitPage(number=1, width=595.28, height=841.89, reading=Reading.OCR, thumbnail=small, picture=large)
    part = SplitPart(kind=PartKind.INVOICE, pages=(1,), signs=(Sign.FIRST_PAGE,), number="F-2026-118", document=made)
    return SplitView(document_id=_ID, name="pile.pdf", version=1, stack=True, pages=(sheet,), parts=(part,))


def _figures() -> Statistics:
    states = {State.DEPOSITED: 10, State.TO_REVIEW: 2}
    return Statistics(
        first_day=date(2026, 3, 9),
        last_day=date(2026, 3, 15),
        received=12,
        read=12,
        states=states,
        weeks=(Week(monday=date(2026, 3, 9), states=states, total=12),),
        straight_through=StraightThrough(deposited=10, untouched=8, automatic=3),
        corrections=(FieldCorrections(field="purchase_order", changed=1, completed=1, read=12),),
        reasons=(Reason(status="REJETEE", text="Numéro d'engagement inconnu", documents=1),),
        delays=(Delay(stretch=Stretch.UNTIL_READY, documents=10, median=95.0, nine_tenths=5400.0),),
        confidence=(ConfidenceBand(least=0.99, accepted=10, untouched=8),),
    )


def _others() -> tuple[BaseModel, ...]:
    batch = BatchView(id=_OTHER, name="Courrier de mars", created_at=_AT, total=2, states={State.READY: 2}, done=True)
    service = ServiceView(code="VOIRIE", name="Service de la voirie", engagement_required=True)
    recipient = RecipientView(siret=_SIRET, name="Commune d'Exemple", services=(service,))
    membership = MembershipView(structure_id=_OTHER, name="Dubois Menuiserie", siret=_SIRET, role=Role.MANAGER)
    user = UserView(id=_ID, email=_CLAIRE, name="Claire", structures=(membership,))
    line = AuditView(id=7, at=_AT, actor=_CLAIRE, action="key_created", target="pf_a1b2 Comptabilité")
    return (
        batch,
        service,
        recipient,
        user,
        BatchPage(items=(batch,)),
        RecipientList(items=(recipient,)),
        Imported(rows=2, created=1, updated=1),
        StructureView(id=_OTHER, siret=_SIRET, siren=_SIRET[:9], name="Dubois Menuiserie"),
        BankAccountView(id=_OTHER, iban="FR7630006000011234567890189", label="Compte courant"),
        WebhookView(id=_OTHER, url="https://exemple.fr/prefacture", created_at=_AT),
        ApiKeyView(id=_OTHER, label="Comptabilité", prefix="pf_a1b2c3d4", role=Role.SUPPLIER, created_at=_AT),
        MemberView(user_id=_ID, email=_CLAIRE, role=Role.REVIEWER, password=None),
        SessionView(user=user, structure_id=_OTHER, role=Role.MANAGER, csrf="jeton", expires_at=_AT),
        AuditPage(items=(line,)),
        Principal(actor=_CLAIRE, role=Role.MANAGER, structure_id=_OTHER, user_id=_ID),
        _figures(),
        Readiness(ready=True, parts=(ServicePart(name="store", ok=True),)),
    )
