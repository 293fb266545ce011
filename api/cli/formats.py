"""How invoices are printed, and what can be written of them; loads nothing, so that `--help` is quick."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

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

FRAMES: Mapping[str, str] = MappingProxyType(
    {
        "A1": "A1_FACTURE_FOURNISSEUR",
        "A2": "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE",
        "A9": "A9_FACTURE_SOUSTRAITANT",
        "A12": "A12_FACTURE_COTRAITANT",
    }
)
"""The frames of a simple invoice at Chorus Pro, by the short name that people use."""
