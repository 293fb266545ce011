"""Tables of files that are split: which pages make what, who said so, and which document stands on which pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.columns import Base, new_id, now


class SplitRow(Base):
    """One file of a structure: sent as a stack, or split. Without a plan it was not read yet.

    `plan` is a StackPlan, `traits` what is known of each page by which a boundary is judged, `unread` why pages could
    not be read, by their number. `version` counts the changes that persons made; `confirmed_by` is who made the last
    one. While a stack is read, `pages_read` of its `pages` are.
    """

    __tablename__ = "splits"
    __table_args__ = (UniqueConstraint("structure_id", "sha256", "member"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    structure_id: Mapped[str] = mapped_column(ForeignKey("structures.id", ondelete="CASCADE"))
    sha256: Mapped[str] = mapped_column(String(64))
    member: Mapped[str] = mapped_column(String(500), default="")  # path inside an archive
    stack: Mapped[bool] = mapped_column(default=False)  # sent as a scanner's output
    version: Mapped[int] = mapped_column(default=1)
    confirmed_by: Mapped[str | None] = mapped_column(String(254))
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    plan: Mapped[dict[str, Any] | None]
    traits: Mapped[list[Any] | None]
    unread: Mapped[dict[str, Any] | None]
    pages: Mapped[int | None]
    pages_read: Mapped[int | None]


class SplitPartRow(Base):
    """The pages of a split file that a document is read from; `first` is the first page of its part."""

    __tablename__ = "split_parts"
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    split_id: Mapped[str] = mapped_column(ForeignKey("splits.id", ondelete="CASCADE"), index=True)
    first: Mapped[int]
    pages: Mapped[list[Any]]
