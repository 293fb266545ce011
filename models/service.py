"""What the service tells of itself: documents, histories, structures. Worker returns these, the API serves them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from models.extraction import Extraction
from models.finding import Finding, Message
from models.lifecycle import EventKind, Role, State, WayOut
from models.rejection import CauseFound


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Principal(_Frozen):
    """Who asks, and in the name of which structure. `actor` is what histories show."""

    actor: str
    role: Role
    structure_id: str
    user_id: str | None = None
    key_id: str | None = None

    def may(self, role: Role) -> bool:
        """Whether this role, or a greater one, is held."""
        order = list(Role)
        return order.index(self.role) >= order.index(role)


class Problem(_Frozen):
    """Why a document could not be read, or was refused."""

    code: str
    message: Message


class DuplicateView(_Frozen):
    """Another document that looks like the same invoice. `reason` is file, number or amounts."""

    document_id: str
    reason: str
    name: str
    number: str | None = None
    state: State


class DocumentSummary(_Frozen):
    """One line of a list. `seller` and `buyer` are SIRET, else SIREN, else VAT number."""

    id: str
    batch_id: str | None = None
    name: str
    part: int = 1
    state: State
    platform_status: str | None = None
    version: int
    ready: bool
    number: str | None = None
    seller: str | None = None
    buyer: str | None = None
    seller_name: str | None = None
    buyer_name: str | None = None
    issue_date: date | None = None
    total: Decimal | None = None
    confidence: float | None = None
    error: Problem | None = None
    created_at: datetime
    updated_at: datetime


class DocumentView(DocumentSummary):
    """A document as a reviewer sees it. `findings` are those of the extraction and those that need the store.

    `ways_out` is what can be done where the platform stopped the invoice, `causes` why it did, the likeliest first.
    """

    sha256: str
    size: int
    media_type: str
    tries: int
    extraction: Extraction | None = None
    findings: tuple[Finding, ...] = ()
    duplicates: tuple[DuplicateView, ...] = ()
    ways_out: tuple[WayOut, ...] = ()
    causes: tuple[CauseFound, ...] = ()


class DocumentPage(_Frozen):
    """Part of a list: `next` is given to ask for what follows."""

    items: tuple[DocumentSummary, ...]
    total: int
    next: str | None = None


class EventView(_Frozen):
    """One line of a history."""

    id: int
    document_id: str | None = None
    kind: EventKind
    code: str
    at: datetime
    actor: str | None = None
    comment: str | None = None
    details: dict[str, Any] | None = None


class History(_Frozen):
    """The three parts of a history, oldest first."""

    states: tuple[EventView, ...] = ()
    complementary: tuple[EventView, ...] = ()
    actions: tuple[EventView, ...] = ()


class CorrectionView(_Frozen):
    """One value that a person changed."""

    field: str
    old: str | None = None
    new: str | None = None
    actor: str
    at: datetime


class AttachmentView(_Frozen):
    """A file that goes with an invoice."""

    id: str
    name: str
    designation: str = ""
    media_type: str
    size: int
    sha256: str
    created_at: datetime


class DepositView(_Frozen):
    """A deposit, and once it is done its certificate."""

    id: str
    document_id: str
    gateway: str
    state: str
    actor: str | None = None
    noted_at: datetime
    done_at: datetime | None = None
    sha256: str | None = None
    platform_id: str | None = None
    certificate: dict[str, Any] | None = None


class BatchView(_Frozen):
    """Files that came together, and how far they are."""

    id: str
    name: str
    created_at: datetime
    total: int
    states: dict[State, int]
    done: bool


class ServiceView(_Frozen):
    """A service of a public body."""

    code: str
    name: str = ""
    active: bool = True
    engagement_required: bool = False


class BankAccountView(_Frozen):
    """An account that a structure is paid on."""

    id: str
    iban: str
    bic: str | None = None
    label: str = ""
    active: bool = True
    preferred: bool = False


class StructureView(_Frozen):
    """A supplier or a public body, with what it demands of an invoice."""

    id: str
    siret: str | None = None
    siren: str | None = None
    name: str
    public: bool = False
    active: bool = True
    straight_through: bool = False
    retention_days: int | None = None
    service_code_required: bool = False
    engagement_required: bool = False
    either_required: bool = False
    services: tuple[ServiceView, ...] = ()


class WebhookView(_Frozen):
    """An address that is told of events; its secret is shown once, when it is made."""

    id: str
    url: str
    active: bool = True
    created_at: datetime
    last_event_id: int = 0
    last_error: str | None = None
    secret: str | None = None


class ApiKeyView(_Frozen):
    """A program's key; `secret` is shown once, when it is made."""

    id: str
    label: str
    prefix: str
    role: Role
    created_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    secret: str | None = None


class Received(_Frozen):
    """What became of one uploaded file. `created` is false where the same file was there already."""

    document: DocumentSummary
    created: bool
