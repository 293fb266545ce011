"""One step for many documents of a run at once: what thousands lack is said in one word."""

from __future__ import annotations

from sqlalchemy import select

from models.reprocessing import RunPlace, RunView, StepChoice
from models.service import Principal
from models.service_errors import InvalidRequest
from worker.reprocessing import errand, runs, viewing
from worker.reprocessing.narrowing import Wanted
from worker.service import Service
from worker.store.tables import DocumentRow, ReprocessedRow


def choose_all(
    service: Service, principal: Principal, run_id: str, *, version: int, wanted: Wanted, choice: StepChoice
) -> tuple[RunView, int]:
    """The run with that step for all that are wanted and where it is possible, and how many those are.

    What is each document's own stays: the number of what takes its place, the papers attached to it. Raises NotFound,
    StaleVersion, WrongState, InvalidRequest for a number, which no two invoices share.
    """
    if choice.number is not None or choice.attachment_ids:
        raise InvalidRequest("number, attachment_ids : propres à chaque facture, choisissez-les une à une")
    with service.store.session() as session:
        run = runs.seen(session, principal, run_id, version)
        asked = (
            select(ReprocessedRow)
            .join(DocumentRow, DocumentRow.id == ReprocessedRow.document_id)
            .where(ReprocessedRow.run_id == run.id, ReprocessedRow.place == RunPlace.READ, *wanted.conditions())
            .order_by(ReprocessedRow.position)
        )
        taken = 0
        for item in session.scalars(asked).all():
            if choice.step.value in errand.possible_for(item):
                _chosen(item, choice, principal.actor)
                taken += 1
        run.version += 1
        session.flush()
        return viewing.run_view(session, run), taken


def _chosen(item: ReprocessedRow, choice: StepChoice, actor: str) -> None:
    before = errand.choice_of(item)
    if before.step is choice.step:
        own = {"number": before.number, "attachment_ids": before.attachment_ids}
        choice = choice.model_copy(update=own)
    errand.choose(item, choice, actor)
