"""Documents are counted by state and the platform's word, without a look at the documents themselves."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_documents_standing", "documents", ["structure_id", "state", "platform_status", "created_at", "id"]
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_documents_standing", table_name="documents")
