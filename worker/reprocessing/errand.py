"""What a worker needs to bring one document of a run to its end, and what of that was done already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from models.lifecycle import Role
from models.reprocessing import DepositAs, Mode, NewRun, Step, StepChoice
from models.service import Principal
from worker.reprocessing.ways import lacking
from worker.service import Service
from worker.store.tables import ReprocessedRow, ReprocessingRow


class Progress(BaseModel):
    """What of a step was done already, so that nobody does it twice.

    `valued` is the document's version once its values were written; `asked_after` the last event of its history before
    the platform was asked; `made_id` the document that takes its place.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    valued: int | None = None
    asked_after: int | None = None
    made_id: str | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """One document of a run that is applied; `version` is the document's when it was shown."""

    item_id: str
    run_id: str
    document_id: str
    version: int
    engine: str
    mode: Mode
    deposit_as: DepositAs
    choice: StepChoice
    principal: Principal
    progress: Progress


def errand_of(service: Service, row: ReprocessedRow) -> Errand | None:
    """None where the run is gone."""
    with service.store.reading() as session:
        run = session.get(ReprocessingRow, row.run_id)
        if run is None:
            return None
        return Errand(
            item_id=row.id,
            run_id=run.id,
            document_id=row.document_id,
            version=row.version,
            engine=run.engine,
            mode=Mode(run.mode),
            deposit_as=NewRun.model_validate(run.asked).deposit_as,
            choice=choice_of(row),
            # who applied was asked for their role then; the documents were theirs when the run was made
            principal=Principal(actor=run.applied_by or run.actor, role=Role.REVIEWER, structure_id=run.structure_id),
            progress=Progress.model_validate(row.progress or {}),
        )


def choice_of(row: ReprocessedRow) -> StepChoice:
    """A person's, else the one that was proposed; LEAVE where nothing is known."""
    told = row.choice or ((row.reading or {}).get("proposal") or {}).get("choice")
    return StepChoice.model_validate(told) if told else StepChoice(step=Step.LEAVE)


def possible_for(row: ReprocessedRow) -> list[str]:
    """The steps that may be chosen for a document; LEAVE alone where nothing is known."""
    return (row.reading or {}).get("possible") or [Step.LEAVE.value]


def choose(row: ReprocessedRow, choice: StepChoice, actor: str) -> None:
    """Note a person's choice with what follows from it."""
    row.choice = choice.model_dump(mode="json", exclude_none=True)
    row.chosen_by, row.step, row.lacks = actor, choice.step.value, lacking(choice) is not None


def note(service: Service, errand: Errand, *, deposit_id: str | None = None, **done: Any) -> Errand:  # noqa: ANN401 - fields of Progress
    """Keep what was done, so that nobody does it again."""
    with service.store.session() as session:
        row = session.get(ReprocessedRow, errand.item_id, with_for_update=True)
        if row is None:  # the run was taken away
            return errand
        progress = noted(row, **done)
        row.made_id = progress.made_id
        row.deposit_id = deposit_id or row.deposit_id
    return replace(errand, progress=progress)


def noted(row: ReprocessedRow, **done: Any) -> Progress:  # noqa: ANN401 - as above
    """The same in the caller's transaction: with what is done in it, or not at all."""
    progress = Progress.model_validate({**(row.progress or {}), **done})
    row.progress = progress.model_dump(mode="json", exclude_none=True)
    return progress
