"""How invoices are printed, and what can be written of them; loads nothing, so that `--help` is quick."""

from enum import StrEnum

from models import codes


class Format(StrEnum):
    """A table for a person, JSON lines or one JSON array for a program."""

    TABLE = "table"
    JSONL = "jsonl"
    JSON = "json"


OUTPUTS = ("facturx", "cii", "ubl", "chorus", "csv", "xlsx")
"""The kinds of `models.output.OutputKind`."""

BILLING_MODES = tuple(sorted(codes.BILLING_MODES))
"""BT-23 as BR-FR-08 allows it."""
