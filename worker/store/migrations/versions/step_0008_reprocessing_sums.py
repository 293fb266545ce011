"""What a run comes to is kept beside its documents: their steps as columns, its fields as one sum."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_AT_ONCE = 500
_TABLE = sa.table(
    "reprocessed",
    sa.column("id", sa.String),
    sa.column("run_id", sa.String),
    sa.column("choice", sa.JSON),
    sa.column("reading", sa.JSON),
    sa.column("step", sa.String),
    sa.column("lacks", sa.Boolean),
    sa.column("changed", sa.Boolean),
)
_RUNS = sa.table("reprocessings", sa.column("id", sa.String), sa.column("stage", sa.String), sa.column("sums", sa.JSON))


def upgrade() -> None:
    """Make the columns, and fill them from what was read."""
    op.add_column("reprocessed", sa.Column("step", sa.String(20), nullable=True))
    for name in ("lacks", "changed"):
        op.add_column("reprocessed", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_reprocessed_stage", "reprocessed", ["run_id", "place"])
    op.add_column("reprocessings", sa.Column("sums", sa.JSON(none_as_null=True), nullable=True))
    _fill(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    op.drop_column("reprocessings", "sums")
    op.drop_index("ix_reprocessed_stage", "reprocessed")
    for name in ("changed", "lacks", "step"):
        op.drop_column("reprocessed", name)


def _fill(bind: sa.Connection) -> None:
    sums: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    last = ""
    asked = sa.select(_TABLE.c.id, _TABLE.c.run_id, _TABLE.c.choice, _TABLE.c.reading)
    while rows := bind.execute(asked.where(_TABLE.c.id > last).order_by(_TABLE.c.id).limit(_AT_ONCE)).all():
        for row in rows:
            last = row.id
            reading = _told(row.reading)
            if not reading:
                continue
            changes = reading.get("changes", [])
            for change in changes:
                sums[row.run_id][change["field"].partition("[")[0]][_kind(change)] += 1
            proposal = reading["proposal"]
            choice = _told(row.choice)
            values = {
                "step": (choice or proposal["choice"])["step"],
                "lacks": not choice and "lacks" in proposal,
                "changed": any(not change.get("kept") for change in changes),
            }
            bind.execute(sa.update(_TABLE).where(_TABLE.c.id == row.id).values(**values))
    for run, fields in sums.items():
        told = [{"field": name, **counts} for name, counts in fields.items()]
        known = (_RUNS.c.id == run, _RUNS.c.stage != "reading")
        bind.execute(sa.update(_RUNS).where(*known).values(sums=told))


def _told(value: Any) -> Mapping[str, Any] | None:  # noqa: ANN401 - JSON as the database gives it
    found: Mapping[str, Any] | None = json.loads(value) if isinstance(value, str) else value
    return found


def _kind(change: Mapping[str, Any]) -> str:
    if change.get("kept"):
        return "kept"
    return "found" if change.get("old") is None else "gone" if change.get("new") is None else "changed"
