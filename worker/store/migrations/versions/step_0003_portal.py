"""The embedded portal: its invoices, their history, files and flows, its numbers and tokens; deposits are followed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "portal_numbers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_numbers")),
        sa.UniqueConstraint("kind", "ref", name=op.f("uq_portal_numbers_kind_ref")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "portal_flows",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("structure_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("syntax", sa.String(length=60), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("errors", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structures.id"], name=op.f("fk_portal_flows_structure_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_portal_flows_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_flows")),
        sa.UniqueConstraint("number", name=op.f("uq_portal_flows_number")),
    )
    op.create_index(op.f("ix_portal_flows_state"), "portal_flows", ["state"], unique=False)
    op.create_index(op.f("ix_portal_flows_structure_id"), "portal_flows", ["structure_id"], unique=False)
    op.create_table(
        "portal_invoices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("supplier_id", sa.String(length=36), nullable=False),
        sa.Column("recipient_id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("flow_id", sa.String(length=36), nullable=True),
        sa.Column("key", sa.String(length=60), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deposited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("frame", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("vat_kind", sa.String(length=40), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("issue_date", sa.Date(), nullable=True),
        sa.Column("engagement", sa.String(length=50), nullable=True),
        sa.Column("contract", sa.String(length=50), nullable=True),
        sa.Column("preceding", sa.String(length=20), nullable=True),
        sa.Column("payment_mode", sa.String(length=20), nullable=True),
        sa.Column("net", sa.Numeric(precision=19, scale=6), nullable=True),
        sa.Column("vat", sa.Numeric(precision=19, scale=6), nullable=True),
        sa.Column("gross", sa.Numeric(precision=19, scale=6), nullable=True),
        sa.Column("discount", sa.Numeric(precision=19, scale=6), nullable=True),
        sa.Column("due", sa.Numeric(precision=19, scale=6), nullable=True),
        sa.Column("certificate", sa.String(length=64), nullable=False),
        sa.Column("rejection_handled", sa.Boolean(), nullable=False),
        sa.Column("downloaded", sa.Boolean(), nullable=False),
        sa.Column("mandate_number", sa.String(length=100), nullable=True),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("request", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_accounts.id"], name=op.f("fk_portal_invoices_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["flow_id"], ["portal_flows.id"], name=op.f("fk_portal_invoices_flow_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["structures.id"], name=op.f("fk_portal_invoices_recipient_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["services.id"], name=op.f("fk_portal_invoices_service_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["structures.id"], name=op.f("fk_portal_invoices_supplier_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_portal_invoices_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_invoices")),
        sa.UniqueConstraint("key", name=op.f("uq_portal_invoices_key")),
        sa.UniqueConstraint("supplier_id", "number", name=op.f("uq_portal_invoices_supplier_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_portal_invoices_flow_id"), "portal_invoices", ["flow_id"], unique=False)
    op.create_index(
        "ix_portal_invoices_recipient", "portal_invoices", ["recipient_id", "deposited_at", "id"], unique=False
    )
    op.create_index(op.f("ix_portal_invoices_status"), "portal_invoices", ["status"], unique=False)
    op.create_index(
        "ix_portal_invoices_supplier", "portal_invoices", ["supplier_id", "deposited_at", "id"], unique=False
    )
    op.create_table(
        "portal_tokens",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=36), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name=op.f("fk_portal_tokens_key_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_portal_tokens")),
    )
    op.create_index(op.f("ix_portal_tokens_expires_at"), "portal_tokens", ["expires_at"], unique=False)
    op.create_index(op.f("ix_portal_tokens_key_id"), "portal_tokens", ["key_id"], unique=False)
    op.create_table(
        "portal_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["portal_invoices.id"], name=op.f("fk_portal_entries_invoice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_portal_entries_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_portal_entries_invoice", "portal_entries", ["invoice_id", "id"], unique=False)
    op.create_table(
        "portal_files",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("structure_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("invoice_id", sa.Integer(), nullable=True),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("designation", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=True),
        sa.Column("line_number", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("extension", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["portal_invoices.id"], name=op.f("fk_portal_files_invoice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structures.id"], name=op.f("fk_portal_files_structure_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_portal_files_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_files")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_portal_files_invoice_id"), "portal_files", ["invoice_id"], unique=False)
    op.create_index(op.f("ix_portal_files_structure_id"), "portal_files", ["structure_id"], unique=False)
    op.add_column("deposits", sa.Column("follow_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("deposits", sa.Column("followed", sa.JSON(), nullable=True))
    op.create_index(op.f("ix_deposits_follow_at"), "deposits", ["follow_at"], unique=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("deposits") as deposits:
        deposits.drop_index(op.f("ix_deposits_follow_at"))
        deposits.drop_column("followed")
        deposits.drop_column("follow_at")
    op.drop_table("portal_tokens")
    op.drop_table("portal_files")
    op.drop_table("portal_entries")
    op.drop_table("portal_invoices")
    op.drop_table("portal_flows")
    op.drop_table("portal_numbers")
