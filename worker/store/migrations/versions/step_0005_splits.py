"""Files that hold several invoices: how they are split, and which document stands on which pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "splits",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("structure_id", sa.String(36), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("member", sa.String(500), nullable=False),
        sa.Column("stack", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.String(254), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("traits", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structures.id"], name=op.f("fk_splits_structure_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_splits")),
        sa.UniqueConstraint("structure_id", "sha256", "member", name=op.f("uq_splits_structure_id_sha256_member")),
    )
    op.create_table(
        "split_parts",
        sa.Column("document_id", sa.String(36), nullable=False),
        sa.Column("split_id", sa.String(36), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("pages", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_split_parts_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["split_id"], ["splits.id"], name=op.f("fk_split_parts_split_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_split_parts")),
    )
    op.create_index(op.f("ix_split_parts_split_id"), "split_parts", ["split_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("split_parts")
    op.drop_table("splits")
