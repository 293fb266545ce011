"""Tables of the embedded portal: invoices as it has them, their history, files, flows, and its own numbers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.columns import Base, new_id, now


class PortalNumberRow(Base):
    """The whole number by which the portal calls a structure, service, account or user; `ref` is our identifier."""

    __tablename__ = "portal_numbers"
    __table_args__ = (UniqueConstraint("kind", "ref"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(20))  # structure, service, account, user, flow
    ref: Mapped[str] = mapped_column(String(36))


class PortalTokenRow(Base):
    """An access token given to a program; only its SHA-256 is kept."""

    __tablename__ = "portal_tokens"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("api_keys.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PortalFlowRow(Base):
    """A file of invoices as data; `errors` what its report tells. `leased_until` as a document's."""

    __tablename__ = "portal_flows"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(40), unique=True)  # numeroFluxDepot
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    syntax: Mapped[str] = mapped_column(String(60))
    signed: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(60), index=True)  # models.portal.FlowState
    state_at: Mapped[datetime] = mapped_column(default=now)
    received_at: Mapped[datetime] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    errors: Mapped[dict[str, Any] | None]  # worker.portal.flow_errors.Outcome


class PortalInvoiceRow(Base):
    """An invoice on the portal. `request` is all that its deposit told; `key` its depositor's own, never used twice."""

    __tablename__ = "portal_invoices"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        Index("ix_portal_invoices_supplier", "supplier_id", "deposited_at", "id"),
        Index("ix_portal_invoices_recipient", "recipient_id", "deposited_at", "id"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)  # identifiantFactureCPP
    supplier_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"))
    service_id: Mapped[str | None] = mapped_column(ForeignKey("services.id", ondelete="SET NULL"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("bank_accounts.id", ondelete="SET NULL"))
    flow_id: Mapped[str | None] = mapped_column(ForeignKey("portal_flows.id", ondelete="SET NULL"), index=True)
    key: Mapped[str | None] = mapped_column(String(60), unique=True)
    number: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(60), index=True)  # models.portal.Status
    status_at: Mapped[datetime] = mapped_column(default=now)
    deposited_at: Mapped[datetime] = mapped_column(default=now)
    mode: Mapped[str] = mapped_column(String(40))  # modeDepot
    frame: Mapped[str] = mapped_column(String(60))  # codeCadreFacturation
    kind: Mapped[str] = mapped_column(String(20))  # FACTURE, AVOIR
    vat_kind: Mapped[str | None] = mapped_column(String(40))  # typeTva
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    issue_date: Mapped[date | None] = mapped_column(Date)
    engagement: Mapped[str | None] = mapped_column(String(50))  # numeroBonCommande
    contract: Mapped[str | None] = mapped_column(String(50))  # numeroMarche
    preceding: Mapped[str | None] = mapped_column(String(20))  # numeroFactureOrigine
    payment_mode: Mapped[str | None] = mapped_column(String(20))
    net: Mapped[Decimal | None] = mapped_column(Numeric(19, 6))
    vat: Mapped[Decimal | None] = mapped_column(Numeric(19, 6))
    gross: Mapped[Decimal | None] = mapped_column(Numeric(19, 6))
    discount: Mapped[Decimal | None] = mapped_column(Numeric(19, 6))
    due: Mapped[Decimal | None] = mapped_column(Numeric(19, 6))
    certificate: Mapped[str] = mapped_column(String(64))  # empreinteCertificatDepot: SHA-256 of what was deposited
    rejection_handled: Mapped[bool] = mapped_column(default=False)
    downloaded: Mapped[bool] = mapped_column(default=False)
    mandate_number: Mapped[str | None] = mapped_column(String(100))  # numeroDPMandat
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    comment: Mapped[str | None] = mapped_column(Text)
    request: Mapped[dict[str, Any] | None]  # lines, VAT rows, what else soumettre took


class PortalEntryRow(Base):
    """One line of an invoice's history on the portal, in one of its three parts."""

    __tablename__ = "portal_entries"
    __table_args__ = (Index("ix_portal_entries_invoice", "invoice_id", "id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("portal_invoices.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))  # models.portal.EntryKind
    code: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    comment: Mapped[str | None] = mapped_column(Text)


class PortalFileRow(Base):
    """A file that a structure has put on the portal: an invoice's PDF or an attachment once `invoice_id` is set."""

    __tablename__ = "portal_files"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)  # pieceJointeId
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("portal_invoices.id", ondelete="CASCADE"), index=True)
    main: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(String(255))
    designation: Mapped[str] = mapped_column(String(100), default="")
    kind: Mapped[str | None] = mapped_column(String(30))  # pieceJointeComplementaireType
    line_number: Mapped[int | None]
    media_type: Mapped[str] = mapped_column(String(100))
    extension: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
