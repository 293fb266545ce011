"""Figures of a structure's invoices over a period: how many, how sure, corrected, refused, how fast.

All of them are of the documents received in the period, whatever happened to them since, so that every share is a share
of the same whole. Days are those of Paris.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.lifecycle import State
from models.rejection import Cause


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stretch(StrEnum):
    """A part of a document's way whose time is measured."""

    UNTIL_READY = "until_ready"  # from its reception
    UNTIL_DEPOSITED = "until_deposited"  # from when it was ready
    UNTIL_PAID = "until_paid"  # from its deposit to the word of the platform that it is paid


class Week(_Frozen):
    """What was received in a week, by the state in which it stands now; `monday` begins the week."""

    monday: date
    states: dict[State, int]
    total: int


class StraightThrough(_Frozen):
    """Deposited documents: how many without a value that a person changed, how many with nobody asked at all."""

    deposited: int = 0
    untouched: int = 0
    automatic: int = 0


class FieldCorrections(_Frozen):
    """In how many documents a person changed what was read of a field, or filled in what was not."""

    field: str
    changed: int
    completed: int
    read: int

    @property
    def corrected(self) -> int:
        return self.changed + self.completed


class Reason(_Frozen):
    """Why platforms stopped invoices: a status, the words that came with it, and in how many documents.

    `cause` is what the words tell; None where there are none.
    """

    status: str
    text: str
    documents: int
    cause: Cause | None = None


class CauseCount(_Frozen):
    """A cause that stopped invoices, whatever words it came in, and in how many documents."""

    cause: Cause
    documents: int


class Delay(_Frozen):
    """How long a stretch took: half of the documents took at most `median` seconds, nine of ten `nine_tenths`."""

    stretch: Stretch
    documents: int
    median: float | None = None
    nine_tenths: float | None = None


class ConfidenceBand(_Frozen):
    """Accepted documents that were read with a confidence of at least `least`: how many stayed as they were read."""

    least: float
    accepted: int
    untouched: int


class Statistics(_Frozen):
    """All figures of a period; `read` counts documents in which an invoice was read."""

    first_day: date
    last_day: date
    received: int
    read: int
    states: dict[State, int]
    weeks: tuple[Week, ...]
    straight_through: StraightThrough
    corrections: tuple[FieldCorrections, ...]
    reasons: tuple[Reason, ...]
    causes: tuple[CauseCount, ...] = ()
    delays: tuple[Delay, ...]
    confidence: tuple[ConfidenceBand, ...]
