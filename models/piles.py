"""The stack of documents as a person works through it: its piles, what comes next, and who is on what."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.finding import Finding
from models.service import DocumentSummary


class Pile(StrEnum):
    """Where a person looks for a document: by what there is to do with it."""

    TO_REVIEW = "to_review"
    READY = "ready"
    DEPOSITED = "deposited"  # or on the way to the platform
    STOPPED = "stopped"  # deposited, and rejected, suspended or to be recycled by the platform
    DUPLICATES = "duplicates"  # to review or ready, and like another document
    READING = "reading"  # or waiting to be read
    FAILED = "failed"
    ALL = "all"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PileCounts(_Frozen):
    """How many documents lie in each pile; one may lie in several."""

    piles: dict[Pile, int]


class Neighbours(_Frozen):
    """The documents before and after one in a list; `position` counts from 1, None where it is not of the list."""

    previous: str | None = None
    next: str | None = None
    position: int | None = None
    total: int


class Present(_Frozen):
    """Somebody who has a document open; `own` is the caller, perhaps in another window."""

    document_id: str
    name: str
    own: bool = False


class Presence(_Frozen):
    """Who has which document open at this moment."""

    items: tuple[Present, ...] = ()


class StackLine(_Frozen):
    """A document as the stack shows it: with what forbids its deposit where a person is asked, and who has it open.

    `doubled` tells that it looks like another document.
    """

    document: DocumentSummary
    currency: str | None = None
    against: tuple[Finding, ...] = ()
    doubled: bool = False
    present: tuple[Present, ...] = ()


class StackPage(_Frozen):
    """Part of the stack: `next` is given to ask for what follows."""

    lines: tuple[StackLine, ...]
    total: int
    next: str | None = None
