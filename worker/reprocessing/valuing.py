"""The values that were shown are written into a document, and it is deposited: each once, wherever it is cut off."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.correction import correct
from models.correction import Correction
from models.extraction import Extraction
from models.lifecycle import EventKind, State
from models.output import Supplements
from models.reprocessing import Mode, Step
from models.service_errors import NotFound, StaleVersion, WrongState
from worker import checks, deposits, history, results, stacks_store, states, views
from worker.reprocessing import merging, readings
from worker.reprocessing.errand import Errand, note, noted
from worker.reprocessing.readings import Content
from worker.reprocessing.selecting import QUIET
from worker.reprocessing.showing import Outlook, options_of, outlook
from worker.service import Service
from worker.store.tables import CorrectionRow, DepositRow, DocumentRow, ReprocessedRow
from worker.visibility import document_row

LIVE = ("noted", "sent", "done")
"""States of a deposit that stands."""


class OtherEngine(StaleVersion):
    """What would be written was read by an engine that is not today's any more."""


def take(service: Service, errand: Errand) -> int:
    """Write the values into the document; its version then. Raises NotFound, StaleVersion, WrongState."""
    if errand.progress.valued is not None:
        return errand.progress.valued
    read = _read(service, errand)
    straight: tuple[str, ...] = ()
    with service.store.session() as session:
        row = document_row(session, errand.principal, errand.document_id, lock=True)
        if row.version != errand.version:
            raise StaleVersion(row.version)
        if State(row.state) not in QUIET or row.state == State.DEPOSITED:
            raise WrongState(row.state)
        told = outlook(session, errand.mode, row, read)
        if told is None:
            raise NotFound(row.id)
        if told.old is None:
            straight = _first(session, service, row, read)
        elif told.after != told.old:
            _write(session, errand, row, told)
        noted(session.get_one(ReprocessedRow, errand.item_id), valued=row.version)
        version = row.version
    for about in straight:
        service.queue.put("deposit", about)
    return version


def take_into(service: Service, errand: Errand, made_id: str) -> int:
    """Write the values, and the new number, into the document that takes the place of a rejected one; as `take`."""
    if errand.progress.valued is not None:
        return errand.progress.valued
    read = _read(service, errand)
    with service.store.session() as session:
        old = document_row(session, errand.principal, errand.document_id)
        row = document_row(session, errand.principal, made_id, lock=True)
        if row.version != 1:
            raise StaleVersion(row.version)  # a person was faster
        told = outlook(session, errand.mode, old, read)
        if told is None or told.old is None:
            raise NotFound(old.id)
        number = errand.choice.number
        after = correct(told.after, Correction(fields={"invoice_number": number}))
        if number:
            session.add(
                CorrectionRow(
                    document_id=row.id, actor=errand.principal.actor, field="invoice_number", old=None, new=number
                )
            )
        _put(session, errand, row, after, first=told.read)
        noted(session.get_one(ReprocessedRow, errand.item_id), valued=row.version)
        return row.version


def deposit(service: Service, errand: Errand, document_id: str, version: int) -> None:
    """Ask for the deposit, unless one stands. Raises what `worker.deposits.request` does."""
    with service.store.reading() as session:
        row = document_row(session, errand.principal, document_id)
        stands = select(DepositRow.id).where(DepositRow.document_id == row.id, DepositRow.state.in_(LIVE))
        there = session.scalar(stands)
        original = document_row(session, errand.principal, errand.document_id)
        extraction = views.extraction_of(row)
        options = options_of(session, original, extraction, errand.deposit_as) if extraction else {}
    if there is None:
        there = deposits.request(
            service,
            errand.principal,
            document_id,
            version,
            kind=str(options.get("kind", errand.deposit_as.kind)),
            supplements=Supplements.model_validate(options.get("supplements", {})),
        ).id
    note(service, errand, deposit_id=there)


def _read(service: Service, errand: Errand) -> tuple[Extraction, ...]:
    """What was read when the run was shown; another engine's word would not be what was shown."""
    asked = stacks_store.asked(service, [errand.document_id])
    with service.store.reading() as session:
        row = document_row(session, errand.principal, errand.document_id)
        pages = asked.get(row.id, stacks_store.ORDINARY).pages
        content = Content(row.structure_id, row.name, row.sha256, pages)
    read = readings.kept(service, content, errand.engine)
    if read is None or errand.engine != readings.engine():
        raise OtherEngine(errand.version)
    return read


def _first(session: Session, service: Service, row: DocumentRow, read: tuple[Extraction, ...]) -> tuple[str, ...]:
    """A document that could not be read before is stored as any that is read."""
    for state in (State.RECEIVED, State.READING):
        states.move(session, row, state, code="read_again")
    found = read if row.part == 1 else read[row.part - 1 : row.part]
    return results.store(session, service.settings, [(row, found)])


def _write(session: Session, errand: Errand, row: DocumentRow, told: Outlook) -> None:
    """`first_extraction` stays what was read, without what persons said: figures are told from it."""
    first = None if row.first_extraction is None else Extraction.model_validate(row.first_extraction)
    _put(session, errand, row, told.after, first=merging.merged(first, told.read, errand.mode, ()))


def _put(session: Session, errand: Errand, row: DocumentRow, after: Extraction, *, first: Extraction) -> None:
    row.extraction, row.first_extraction = views.stored(after), views.stored(first)
    if errand.mode is not Mode.KEEP:
        row.engine = errand.engine
    views.summarise(row, after, checks.findings(session, row, after))
    details = {"run": errand.run_id, "mode": errand.mode.value, "engine": errand.engine}
    history.note(
        session, row.structure_id, row.id, EventKind.ACTION, "reprocessed",
        actor=errand.principal.actor, details=details,
    )  # fmt: skip
    stays = row.state == State.READY and row.ready and errand.choice.step is not Step.VALUES
    if stays or row.state == State.TO_REVIEW:
        states.change(session, row)
    else:
        states.move(session, row, State.TO_REVIEW, actor=errand.principal.actor)
