"""How far the reading of a stack is, and which of its pages can't be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("splits", sa.Column("unread", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("splits", sa.Column("pages", sa.Integer(), nullable=True))
    op.add_column("splits", sa.Column("pages_read", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("splits") as table:
        for name in ("pages_read", "pages", "unread"):
            table.drop_column(name)
