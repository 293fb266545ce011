"""Why a platform or a public body stopped an invoice: the cause behind a free text, and what can be done about it.

Chorus Pro keeps the reason of a rejection or a suspension as free text, written by people in many ways. The cause is
one of a few; each has a way out of its own.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from models.finding import Message
from models.lifecycle import WayOut


class Cause(StrEnum):
    """What is wrong with a stopped invoice."""

    WRONG_RECIPIENT = "wrong_recipient"  # sent to another body than the one that ordered
    INACTIVE_RECIPIENT = "inactive_recipient"  # the recipient, or its establishment, is closed or not on the platform
    SERVICE = "service"  # service code missing, unknown, closed or not the right one
    ENGAGEMENT = "engagement"  # engagement or order number missing, unknown, closed, or of somebody else
    TOTALS = "totals"  # sums, VAT or prices that do not agree with themselves or with the order
    DUPLICATE = "duplicate"  # this number or this invoice is there already, or was paid
    UNKNOWN_SUPPLIER = "unknown_supplier"  # supplier not known, not the holder of the contract, wrong identifier
    ATTACHMENT = "attachment"  # a supporting paper is missing, unreadable, or of a type that is not taken
    DATE = "date"  # date of issue or delivery missing, impossible, before the order or in the future
    BANK_ACCOUNT = "bank_account"  # IBAN missing, wrong, or not the one that is known
    NOT_DONE = "not_done"  # goods not received, work not done or disputed, nothing ordered
    OTHER = "other"


class CauseFound(BaseModel):
    """A cause read in a text. `confidence` is 0 to 1; `words` are those that tell it, as they stand in the text.

    `advice` says in plain words what to do; `way` is the step that leads out, where there is one by program.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: Cause
    confidence: float = Field(ge=0.0, le=1.0)
    words: tuple[str, ...] = ()
    advice: Message
    way: WayOut | None = None
