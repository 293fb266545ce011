"""What is done about a document: proposed from where it stands, why it was stopped, and what is read otherwise now.

Nothing that a platform rejected goes out again as it was: a replacement is deposited at once only where something is
read otherwise and nothing forbids it. What a person must say first is told, and the document is left without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.extraction import Extraction
from models.finding import Message
from models.lifecycle import State
from models.rejection import Cause
from models.reprocessing import Proposal, Step, StepChoice
from worker.reprocessing import ways_words as said
from worker.reprocessing.routing import routed
from worker.reprocessing.stopped import Stop
from worker.settings import ServiceSettings
from worker.standing import ways_out
from worker.store.tables import AttachmentRow, DocumentRow
from worker.views import KEY_FIELDS

MOST_TURNS = 99
"""Numbers that are tried for an invoice that takes the place of another."""
OPEN = (Step.LEAVE, Step.VALUES, Step.DEPOSIT)


@dataclass(frozen=True, slots=True)
class Case:
    """A document, `found` as today's engine reads it with what persons said, `after` as it would stand.

    `changed` tells that `after` has other values than what stands; `blocked` that its deposit is forbidden.
    """

    row: DocumentRow
    old: Extraction | None
    found: Extraction
    after: Extraction
    stop: Stop | None
    changed: bool
    blocked: bool
    doubled: bool

    @property
    def sure(self) -> float:
        """The confidence of the least sure of the key fields; 0 where there is none."""
        fields = self.after.fields
        return min((fields[name].confidence for name in KEY_FIELDS if name in fields), default=0.0)


def possible(session: Session, row: DocumentRow) -> tuple[Step, ...]:
    """What can be done where the document stands."""
    if State(row.state) is State.DEPOSITED:
        return (Step.LEAVE, *(Step(way.value) for way in ways_out(session, row)))
    return OPEN


def proposed(session: Session, settings: ServiceSettings, case: Case) -> Proposal:
    """The step that we would take."""
    if State(case.row.state) is not State.DEPOSITED:
        return _open(settings, case)
    steps = possible(session, case.row)
    cause = case.stop.cause.cause if case.stop else None
    if Step.RECYCLE in steps:
        return _recycled(session, case, cause)
    if Step.COMPLETE in steps:
        return _completed(session, case)
    return _rejected(session, case, steps, cause)


def _rejected(session: Session, case: Case, steps: tuple[Step, ...], cause: Cause | None) -> Proposal:
    if steps == (Step.LEAVE,):
        return Proposal(choice=StepChoice(step=Step.LEAVE), why=said.NOTHING_STOPS)
    if cause is Cause.DUPLICATE:  # what the platform has already is not sent again
        step = Step.ACKNOWLEDGE if Step.ACKNOWLEDGE in steps else Step.LEAVE
        return Proposal(choice=StepChoice(step=step), why=said.DUPLICATE)
    if cause is Cause.NOT_DONE:
        return Proposal(choice=StepChoice(step=Step.LEAVE), why=said.NOT_DONE)
    if Step.REPLACE in steps:
        return _replaced(session, case)
    return Proposal(choice=StepChoice(step=Step.ACKNOWLEDGE), why=said.ACKNOWLEDGE)


def lacking(choice: StepChoice) -> Message | None:
    """What a person must say before this can be done."""
    if choice.step is Step.RECYCLE and not (
        choice.siret or choice.service_code or choice.engagement or choice.contract
    ):
        return said.WHERE_TO
    if choice.step is Step.COMPLETE and not (choice.attachment_ids or choice.comment):
        return said.WITH_WHAT
    if choice.step is Step.REPLACE and choice.deposit and not choice.number:
        return said.WHICH_NUMBER
    return None


def _open(settings: ServiceSettings, case: Case) -> Proposal:
    """Of a document that is not deposited."""
    if case.stop is not None and not case.changed:
        return Proposal(choice=StepChoice(step=Step.LEAVE), why=said.REFUSED_AS_IT_IS)
    if case.blocked or case.doubled:
        why = said.DOUBLED if case.doubled and not case.blocked else said.STILL_BLOCKED
        return Proposal(choice=StepChoice(step=Step.VALUES if case.changed else Step.LEAVE), why=why)
    if case.stop is not None or case.row.state == State.READY:
        return Proposal(choice=StepChoice(step=Step.DEPOSIT), why=said.READY if case.stop is None else said.CORRECTED)
    if case.sure >= settings.straight_through_confidence:
        return Proposal(choice=StepChoice(step=Step.DEPOSIT), why=said.SURE)
    if case.changed:
        return Proposal(choice=StepChoice(step=Step.VALUES), why=said.TO_BE_SEEN)
    return Proposal(choice=StepChoice(step=Step.LEAVE), why=said.UNCHANGED)


def _recycled(session: Session, case: Case, cause: Cause | None) -> Proposal:
    choice, why = routed(session, case.old, case.found, cause)
    return Proposal(choice=choice, why=why, lacks=lacking(choice))


def _completed(session: Session, case: Case) -> Proposal:
    """With what was attached since the suspension: that is what the recipient does not have."""
    ids = _attached_since(session, case.row.id, case.stop.at if case.stop else None)
    choice = StepChoice(step=Step.COMPLETE, attachment_ids=ids)
    return Proposal(choice=choice, why=said.ATTACHED if ids else said.SUSPENDED, lacks=lacking(choice))


def _attached_since(session: Session, document_id: str, since: datetime | None) -> tuple[str, ...]:
    asked = select(AttachmentRow.id).where(AttachmentRow.document_id == document_id)
    if since is not None:
        asked = asked.where(AttachmentRow.created_at > since)
    return tuple(session.scalars(asked.order_by(AttachmentRow.created_at, AttachmentRow.id)))


def _replaced(session: Session, case: Case) -> Proposal:
    goes = case.changed and not case.blocked
    choice = StepChoice(step=Step.REPLACE, number=_next_number(session, case.row), deposit=goes)
    why = said.REPLACED if goes else said.REPLACED_BLOCKED if case.changed else said.REPLACED_UNCHANGED
    return Proposal(choice=choice, why=why, lacks=lacking(choice))


def _next_number(session: Session, row: DocumentRow) -> str | None:
    """The old number with the first suffix that no document of the structure has: to be changed where it misfits."""
    if not row.number:
        return None
    first = [f"{row.number}-R{turn}" for turn in range(1, MOST_TURNS + 1)]
    asked = select(DocumentRow.number).where(
        DocumentRow.structure_id == row.structure_id, DocumentRow.number.in_(first)
    )
    taken = set(session.scalars(asked))
    return next((number for number in first if number not in taken), None)
