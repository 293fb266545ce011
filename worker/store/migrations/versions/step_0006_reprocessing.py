"""Documents read again with today's engine: runs, their documents, and readings kept by content and engine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "reprocessings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("structure_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.String(length=254), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structures.id"], name=op.f("fk_reprocessings_structure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reprocessings")),
    )
    op.create_index("ix_reprocessings_list", "reprocessings", ["structure_id", "created_at", "id"])
    op.create_table(
        "reprocessed",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("chosen_by", sa.String(length=254), nullable=True),
        sa.Column("choice", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("progress", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("made_id", sa.String(length=36), nullable=True),
        sa.Column("deposit_id", sa.String(length=36), nullable=True),
        sa.Column("reading", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["reprocessings.id"], name=op.f("fk_reprocessed_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_reprocessed_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reprocessed")),
        sa.UniqueConstraint("run_id", "document_id", name=op.f("uq_reprocessed_run_id_document_id")),
    )
    op.create_index(op.f("ix_reprocessed_document_id"), "reprocessed", ["document_id"])
    op.create_index("ix_reprocessed_work", "reprocessed", ["place", "leased_until"])
    op.create_index("ix_reprocessed_order", "reprocessed", ["run_id", "position"])
    op.create_table(
        "rereadings",
        sa.Column("structure_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("extractions", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structures.id"], name=op.f("fk_rereadings_structure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("structure_id", "sha256", "engine", "part", name=op.f("pk_rereadings")),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("rereadings", "reprocessed", "reprocessings"):
        op.drop_table(table)
