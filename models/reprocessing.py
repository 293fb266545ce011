"""Documents read again with today's engine: what was chosen, what would change, what is done about it, how far it is.

    reading → shown (the dry run: nothing is changed yet) → applying → done

A run is shown before it is applied, and what is applied is what was shown: a document that was changed meanwhile is
left as it is and told. What a person confirmed or corrected stands in every mode.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.finding import Message
from models.lifecycle import State
from models.output import Supplements
from models.rejection import Cause, CauseFound
from models.report import Outcome, ValueChange

MOST_DOCUMENTS = 5000
"""Documents of one run."""


ItemOutcome = Literal[Outcome.UNCHANGED, Outcome.CHANGED, Outcome.DEPOSITED, Outcome.SET_ASIDE]
Identifier = Annotated[str, Field(max_length=36)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mode(StrEnum):
    """What becomes of values that were read before; those of a person are kept in each."""

    KEEP = "keep"  # nothing is changed: the run tells what would be
    FILL = "fill"  # what was not read before is filled in
    REPLACE = "replace"  # what is read today stands


class Stage(StrEnum):
    """How far a run is."""

    READING = "reading"
    SHOWN = "shown"  # the dry run is over, a person decides
    APPLYING = "applying"
    DONE = "done"


class RunPlace(StrEnum):
    """How far one document of a run is."""

    WAITING = "waiting"  # for a reader
    READING = "reading"
    READ = "read"
    SET_ASIDE = "set_aside"  # failed too often, or can't be done; its reason says why
    TO_APPLY = "to_apply"
    APPLYING = "applying"
    APPLIED = "applied"
    LEFT = "left"  # nothing was to be done
    OVERTAKEN = "overtaken"  # changed by somebody since it was shown: nothing was done


class Step(StrEnum):
    """What is done for one document when the run is applied."""

    LEAVE = "leave"
    VALUES = "values"  # its values are changed; a person looks at it
    DEPOSIT = "deposit"  # the same, and it is deposited
    RECYCLE = "recycle"  # models.lifecycle.WayOut, for what the platform stopped
    COMPLETE = "complete"
    ACKNOWLEDGE = "acknowledge"
    REPLACE = "replace"  # a new invoice with a new number takes its place


class Selection(_Frozen):
    """Which documents are meant; all conditions hold together, an empty one means any.

    `reason` is looked for in what the platform said last; `supplier` is a number or part of a name; days are those of
    reception, both included. `engine` read it, of a version alone any build did; `outdated`: by any but today's.
    """

    states: tuple[State, ...] = ()
    platform_statuses: tuple[Annotated[str, Field(max_length=60)], ...] = Field(default=(), max_length=40)
    reason: str | None = Field(default=None, max_length=200)
    causes: tuple[Cause, ...] = ()
    received_from: date | None = None
    received_to: date | None = None
    supplier: str | None = Field(default=None, max_length=200)
    confidence_below: float | None = Field(default=None, ge=0.0, le=1.0)
    engine: str | None = Field(default=None, max_length=40)
    outdated: bool = False
    document_ids: tuple[Identifier, ...] = Field(default=(), max_length=MOST_DOCUMENTS)


class Selected(_Frozen):
    """How many documents a selection holds, before anything is done; `too_many` where a run takes fewer."""

    count: int
    states: dict[State, int] = Field(default_factory=dict)
    platform_statuses: dict[str, int] = Field(default_factory=dict)
    causes: dict[Cause, int] = Field(default_factory=dict)
    too_many: bool = False


class DepositAs(_Frozen):
    """As which file invoices are deposited that were not before; the others go as they did."""

    kind: Literal["facturx", "cii", "ubl", "chorus"] = "facturx"
    supplements: Supplements = Supplements()


class StepChoice(_Frozen):
    """What is to be done for a document. What a step does not need is not looked at.

    Recycling takes `siret`, `service_code`, `engagement`, `contract`; completing `attachment_ids`; replacing `number`.
    `deposit` tells whether a replacement is deposited at once.
    """

    step: Step
    siret: str | None = Field(default=None, pattern=r"^\d{14}$")
    service_code: str | None = Field(default=None, max_length=100)
    engagement: str | None = Field(default=None, max_length=50)
    contract: str | None = Field(default=None, max_length=50)
    number: str | None = Field(default=None, max_length=100)
    attachment_ids: tuple[Identifier, ...] = Field(default=(), max_length=100)
    comment: str | None = Field(default=None, max_length=2000)
    deposit: bool = True


class Proposal(_Frozen):
    """The step that we would take and why; `lacks` is what a person must say first, else the document is left."""

    choice: StepChoice
    why: Message
    lacks: Message | None = None


class Rereading(_Frozen):
    """What today's engine made of a document, beside what stands. Confidences are the least of the key fields."""

    changes: tuple[ValueChange, ...] = ()
    proposal: Proposal
    cause: CauseFound | None = None
    said: str | None = None  # what the platform said when it stopped the invoice
    currency: str | None = None
    confidence_before: float | None = None
    confidence_after: float | None = None
    ready_before: bool = False
    ready_after: bool = False
    findings: tuple[str, ...] = ()  # rules that would forbid the deposit
    pages: tuple[int, ...] = ()
    fields_read: int = 0
    engine_before: str | None = None
    known: bool = False  # read by this engine before: the result was at hand
    possible: tuple[Step, ...] = (Step.LEAVE,)

    @property
    def taken(self) -> tuple[ValueChange, ...]:
        """The changes that applying makes."""
        return tuple(one for one in self.changes if not one.kept)


class ItemView(_Frozen):
    """One document of a run. `choice` is a person's, else what was proposed; `chosen_by` is who that was."""

    id: str
    document_id: str
    document_version: int
    name: str
    state: State
    platform_status: str | None = None
    number: str | None = None
    seller_name: str | None = None
    buyer_name: str | None = None
    total: Decimal | None = None
    place: RunPlace
    outcome: ItemOutcome | None = None
    reading: Rereading | None = None
    choice: StepChoice | None = None
    chosen_by: str | None = None
    tries: int = 0
    reason: Message | None = None
    made_id: str | None = None
    deposit_id: str | None = None
    deposit_state: str | None = None


class ItemPage(_Frozen):
    """Part of a run's documents: `next` is given to ask for what follows."""

    items: tuple[ItemView, ...]
    total: int
    next: str | None = None


class FieldSum(_Frozen):
    """In how many documents a field is found now, changed, no longer read, or kept although it was read otherwise."""

    field: str
    found: int = 0
    changed: int = 0
    gone: int = 0
    kept: int = 0


class RunView(_Frozen):
    """A run as a whole. `version` counts changes of choices: who applies must have seen the last one."""

    id: str
    title: str
    stage: Stage
    mode: Mode
    version: int
    engine: str
    actor: str
    created_at: datetime
    shown_at: datetime | None = None
    applied_at: datetime | None = None
    applied_by: str | None = None
    ended_at: datetime | None = None
    selection: Selection
    deposit_as: DepositAs
    total: int
    places: dict[RunPlace, int] = Field(default_factory=dict)
    steps: dict[Step, int] = Field(default_factory=dict)
    lacking: int = 0
    changed: int = 0
    unchanged: int = 0
    deposits: dict[str, int] = Field(default_factory=dict)
    fields: tuple[FieldSum, ...] = ()


class RunPage(_Frozen):
    """Runs, the newest first."""

    items: tuple[RunView, ...]


class NewRun(_Frozen):
    """A run to be made: it reads and shows, and changes nothing."""

    selection: Selection = Selection()
    mode: Mode = Mode.FILL
    title: str = Field(default="", max_length=200)
    deposit_as: DepositAs = DepositAs()
