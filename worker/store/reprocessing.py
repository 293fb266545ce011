"""Tables of documents that are read again: runs, their documents, and readings kept by content and engine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.columns import Base, new_id, now


class ReprocessingRow(Base):
    """A run. `stage` is models.reprocessing.Stage, `version` counts changes of choices.

    `sums` (models.reprocessing.FieldSum) are reckoned once, when the last document is read.
    """

    __tablename__ = "reprocessings"
    __table_args__ = (Index("ix_reprocessings_list", "structure_id", "created_at", "id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200), default="")
    stage: Mapped[str] = mapped_column(String(20), default="reading")
    mode: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    engine: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    shown_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[str | None] = mapped_column(String(254))
    ended_at: Mapped[datetime | None]
    asked: Mapped[dict[str, Any]]  # models.reprocessing.NewRun
    sums: Mapped[list[Any] | None]


class ReprocessedRow(Base):
    """A document of a run. `version` is the document's when it was compared; `leased_until` as a document's.

    `step` is what would be done, `lacks` whether a person must say a word first, `changed` whether values would change.
    """

    __tablename__ = "reprocessed"
    __table_args__ = (
        UniqueConstraint("run_id", "document_id"),
        Index("ix_reprocessed_work", "place", "leased_until"),
        Index("ix_reprocessed_order", "run_id", "position"),
        Index("ix_reprocessed_stage", "run_id", "place"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    run_id: Mapped[str] = mapped_column(ForeignKey("reprocessings.id", ondelete="CASCADE"))
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(20), default="waiting")
    version: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=now)
    step: Mapped[str | None] = mapped_column(String(20))
    lacks: Mapped[bool] = mapped_column(default=False)
    changed: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[dict[str, Any] | None]  # fr, en
    chosen_by: Mapped[str | None] = mapped_column(String(254))
    choice: Mapped[dict[str, Any] | None]  # models.reprocessing.Choice
    progress: Mapped[dict[str, Any] | None]  # models.reprocessing.Progress
    made_id: Mapped[str | None] = mapped_column(String(36))
    deposit_id: Mapped[str | None] = mapped_column(String(36))
    reading: Mapped[dict[str, Any] | None]  # models.reprocessing.Reading; long, so last


class RereadingRow(Base):
    """What a version of the engine read in a content, kept so that it is read once, whatever the run.

    `part` is empty for a whole file, else the SHA-256 of the pages that were read.
    """

    __tablename__ = "rereadings"
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    engine: Mapped[str] = mapped_column(String(40), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True, default="")
    at: Mapped[datetime] = mapped_column(default=now)
    seconds: Mapped[float] = mapped_column(default=0.0)
    extractions: Mapped[list[Any]]
