"""What a run over many files or documents came to: the figures a manager reads, and one line for each invoice.

Written as a page (HTML), a workbook (XLSX) and machine-readable lines (JSONL) by `worker.reports`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from models.finding import Message


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RunKind(StrEnum):
    """What was done."""

    DIGITISE = "digitise"
    REPROCESS = "reprocess"


class Outcome(StrEnum):
    """What became of one invoice, or of a file that gave none."""

    COMPLETE = "complete"  # nothing forbids its deposit
    TO_REVIEW = "to_review"  # a person is asked
    UNCHANGED = "unchanged"  # read again with the same values
    CHANGED = "changed"  # read again with other values
    DEPOSITED = "deposited"
    SET_ASIDE = "set_aside"  # could not be read, or failed too often; its reason says why


class ValueChange(_Frozen):
    """One field read otherwise than before. `why` says what makes the difference, in words of a person.

    `kept` tells that the old value stands, `confirmed` that it does because a person had said so.
    """

    field: str
    old: str | None = None
    new: str | None = None
    why: Message
    kept: bool = False
    confirmed: bool = False


class RunLine(_Frozen):
    """One invoice of a run. `confidence` is the least of its key fields, 0 to 1; `cause` that of its rejection."""

    source: str
    pages: tuple[int, ...] = ()
    outcome: Outcome
    number: str | None = None
    seller: str | None = None
    buyer: str | None = None
    total: Decimal | None = None
    currency: str | None = None  # of its amounts, ISO 4217
    confidence: float | None = None
    findings: tuple[str, ...] = ()  # rules that forbid the deposit
    fields_read: int = 0
    changes: tuple[ValueChange, ...] = ()
    cause: str | None = None
    way_out: str | None = None
    reason: Message | None = None
    files: tuple[str, ...] = ()  # what was written for it, relative to the report


class RunReport(_Frozen):
    """A run as a whole. `seconds` is the time that it took, `pages` those it read, of which `blank` held nothing.

    `minutes_by_hand` is what typing one invoice takes, by which the time saved is reckoned; it is told in the report.
    """

    kind: RunKind
    title: str
    began_at: datetime
    seconds: float = Field(ge=0)
    files: int = 0
    pages: int = 0
    blank: int = 0
    separators: int = 0
    attachments: int = 0
    lines: tuple[RunLine, ...] = ()
    minutes_by_hand: float = 4.0
    engine: str = ""
