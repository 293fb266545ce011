"""Tables of documents, their history and deposits. The store is the truth: the queue only says what may be done."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.columns import Base, new_id, now


class BatchRow(Base):
    """Files that came together."""

    __tablename__ = "batches"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class DocumentRow(Base):
    """One invoice, or a file that is not read yet. A file with several invoices has a row for each (`part` from 1).

    `version` counts changes: who writes must know the last one. `extraction` is what stands now, `first_extraction`
    what was read. `leased_until` is when a worker that went silent is taken for dead.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("structure_id", "sha256", "member", "part"),
        Index("ix_documents_list", "structure_id", "created_at", "id"),
        Index("ix_documents_work", "state", "leased_until"),
        Index("ix_documents_state", "structure_id", "state", "created_at", "id"),
        Index("ix_documents_standing", "structure_id", "state", "platform_status", "created_at", "id"),
        Index("ix_documents_number", "structure_id", "number", "seller"),
        Index("ix_documents_amount", "structure_id", "issue_date", "total", "seller"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"))
    batch_id: Mapped[str | None] = mapped_column(ForeignKey("batches.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    member: Mapped[str] = mapped_column(String(500), default="")  # path inside an archive
    part: Mapped[int] = mapped_column(default=1)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(20), default="received")
    platform_status: Mapped[str | None] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(default=1)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]  # code, message {fr, en}
    engine: Mapped[str | None] = mapped_column(String(40))
    number: Mapped[str | None] = mapped_column(String(100))
    seller: Mapped[str | None] = mapped_column(String(20))  # SIRET, else SIREN, else VAT number
    buyer: Mapped[str | None] = mapped_column(String(20))
    seller_name: Mapped[str | None] = mapped_column(String(200))
    buyer_name: Mapped[str | None] = mapped_column(String(200))
    issue_date: Mapped[date | None] = mapped_column(Date)
    total: Mapped[Decimal | None] = mapped_column(Numeric(19, 2))
    confidence: Mapped[float | None]
    ready: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    extraction: Mapped[dict[str, Any] | None]  # the long ones last: SQLite reads a row from its start
    first_extraction: Mapped[dict[str, Any] | None]


class CorrectionRow(Base):
    """One value changed by a person: who, when, from, to."""

    __tablename__ = "corrections"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    actor: Mapped[str] = mapped_column(String(254))
    at: Mapped[datetime] = mapped_column(default=now)
    field: Mapped[str] = mapped_column(String(60))
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)


class EventRow(Base):
    """One line of a document's history, and of the structure's stream of events: `id` only grows."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_stream", "structure_id", "id"),
        {"sqlite_autoincrement": True},  # SQLite would give the number of a deleted row again
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"))
    document_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # models.lifecycle.EventKind
    code: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(default=now)
    actor: Mapped[str | None] = mapped_column(String(254))
    comment: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any] | None]


class AttachmentRow(Base):
    """A file that goes with an invoice."""

    __tablename__ = "attachments"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(50))
    designation: Mapped[str] = mapped_column(String(100), default="")
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)


class DepositRow(Base):
    """One deposit of a document: noted before it is sent, settled after. One per document is open or done at a time."""

    __tablename__ = "deposits"
    __table_args__ = (
        Index(
            "ux_deposits_live",
            "document_id",
            unique=True,  # the database itself refuses a second one
            sqlite_where=text("state <> 'refused'"),
            postgresql_where=text("state <> 'refused'"),
        ),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    gateway: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="noted")  # noted, sent, done, refused
    options: Mapped[dict[str, Any] | None]
    actor: Mapped[str | None] = mapped_column(String(254))
    noted_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))  # of what was sent
    platform_id: Mapped[str | None] = mapped_column(String(60))
    certificate: Mapped[dict[str, Any] | None]
    follow_at: Mapped[datetime | None] = mapped_column(index=True)  # when the platform is asked what became of it
    followed: Mapped[dict[str, Any] | None]  # what a gateway keeps between two questions


class WebhookRow(Base):
    """An address that is told of events; `secret` signs what is sent."""

    __tablename__ = "webhooks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(100))
    active: Mapped[bool] = mapped_column(default=True)
    last_event_id: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)


class IdempotencyRow(Base):
    """The answer once given to a request with an `Idempotency-Key`."""

    __tablename__ = "idempotency_keys"
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))  # SHA-256 of what was asked
    status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now)
