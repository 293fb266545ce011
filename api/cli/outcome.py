"""What became of one invoice that was to be written: where it went, what was added to it, what it lacks."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.finding import Finding, Message
from models.output import Addition, Profile


class State(StrEnum):
    """DRAFT was asked for and is marked; INVALID was judged after writing and bears a draft's name; INCOMPLETE is not
    written.
    """

    WRITTEN = "written"
    DRAFT = "draft"
    INVALID = "invalid"
    INCOMPLETE = "incomplete"


class Outcome(BaseModel):
    """`number` counts the invoices of a file that holds several. `gaps` are what it lacks or what makes it invalid.

    `suffix` is that of the file to write, `path` the file that was written. `unchecked` says which layer of validation
    could not run, and why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    state: State
    invoice_number: str | None = None
    number: int | None = None
    suffix: str = ""
    path: str | None = None
    profile: Profile | None = None
    reason: Message | None = None
    additions: tuple[Addition, ...] = ()
    gaps: tuple[Finding, ...] = ()
    unchecked: tuple[Message, ...] = ()
