"""The outcome of one extraction: what the command line prints, what is stored and what the API returns."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from models.document import Reading
from models.field import Adjustment, Field, LegalMention, LineItem, VatRow
from models.finding import Finding
from models.invoice import Invoice
from models.resolution import Given


class Extraction(BaseModel):
    """One invoice found in a file. `pages` are numbers from 1; `ready` means that no finding blocks its deposit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    sha256: str
    pages: tuple[int, ...]
    reading: Reading
    fields: dict[str, Field]
    vat_breakdown: tuple[VatRow, ...] = ()
    lines: tuple[LineItem, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    mentions: tuple[LegalMention, ...] = ()
    given: Given | None = None
    invoice: Invoice
    findings: tuple[Finding, ...] = ()
    ready: bool = False

    def to_json(self) -> str:
        """One line of JSON, as `--format jsonl` prints it: absent values are left out, amounts are text."""
        return self.model_dump_json(exclude_none=True)
