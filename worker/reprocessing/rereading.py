"""The first part of a run, a document at a time: read again, compared, and nothing changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from models.extraction import Extraction
from models.finding import Message
from models.lifecycle import State
from models.reprocessing import Mode, NewRun, Rereading, RunPlace
from worker import stacks_store
from worker.faults import here
from worker.reader import ReaderFailed
from worker.reprocessing import leasing, readings
from worker.reprocessing.readings import Content
from worker.reprocessing.selecting import QUIET
from worker.reprocessing.showing import Asked, outlook, shown
from worker.service import Service
from worker.store.tables import DocumentRow, ReprocessedRow, ReprocessingRow
from worker.views import KEY_FIELDS

BUSY: Final = Message(
    fr="Ce document était lu ou déposé à ce moment : il reste tel quel.",
    en="This document was being read or deposited at that moment: it stays as it is.",
)
NOT_FOUND: Final = Message(
    fr="Le fichier est lu autrement, et cette facture n'y est plus retrouvée : ouvrez-la pour la comparer à sa page.",
    en="The file is read otherwise, and this invoice is not found in it any more: open it to compare it with its page.",
)


NOTHING_READ: Final = Message(
    fr="Aucun champ principal n'est plus lu dans ce fichier : les valeurs restent. Vérifiez qu'il s'ouvre encore.",
    en="None of the key fields is read in this file any more: the values stay. Check that it still opens.",
)


def read(service: Service, rows: Sequence[ReprocessedRow]) -> tuple[str, ...]:
    """Read and compare documents of one content, which this worker has; those that wait for another try."""
    here("reprocess.leased")
    asked = stacks_store.asked(service, [row.document_id for row in rows])
    groups: dict[tuple[int, ...], list[ReprocessedRow]] = defaultdict(list)
    for row in rows:
        groups[asked.get(row.document_id, stacks_store.ORDINARY).pages].append(row)
    again: list[str] = []
    for pages, some in groups.items():
        again += _one(service, some, pages)
    return tuple(again)


def _one(service: Service, rows: Sequence[ReprocessedRow], pages: tuple[int, ...]) -> tuple[str, ...]:
    with service.store.reading() as session:
        document = session.get(DocumentRow, rows[0].document_id)
        if document is None:
            return ()
        content = Content(document.structure_id, document.name, document.sha256, pages)
    try:
        found, known = readings.read(service, content)
    except ReaderFailed as error:
        return _failed(service, rows, error)
    here("reprocess.read")
    compared = {row.id: _compared(service, row, found, known=known) for row in rows}
    with service.store.session() as session:
        run = leasing.locked(session, rows[0].run_id)
        for row in leasing.held(session, rows).values():
            version, reading, reason = compared[row.id]
            row.version = version
            told(row, reading)
            leasing.settle(row, RunPlace.READ if reading else RunPlace.SET_ASIDE, reason)
        run.engine = readings.engine()
        leasing.advance(session, run)
    here("reprocess.stored")
    return ()


def _compared(
    service: Service, row: ReprocessedRow, found: tuple[Extraction, ...], *, known: bool
) -> tuple[int, Rereading | None, Message | None]:
    """The document's version, and what is told of it or why nothing is."""
    with service.store.reading() as session:
        run = session.get_one(ReprocessingRow, row.run_id)
        document = session.get(DocumentRow, row.document_id)
        if document is None or State(document.state) not in QUIET:
            return 0, None, BUSY
        new = NewRun.model_validate(run.asked)
        told = outlook(session, Mode(run.mode), document, found)
        if told is None:
            return document.version, None, NOT_FOUND
        if told.old and _says(told.old) and not _says(told.read):
            return document.version, None, NOTHING_READ
        asked = Asked(Mode(run.mode), new.deposit_as, readings.engine())
        reading = shown(session, service.settings, asked, document, told)
        return document.version, reading.model_copy(update={"known": known}), None


def _says(extraction: Extraction) -> bool:
    """Whether anything is read that makes an invoice known."""
    return any(name in extraction.fields for name in KEY_FIELDS)


def told(row: ReprocessedRow, reading: Rereading | None) -> None:
    """Keep what is told of a document."""
    row.reading = reading.model_dump(mode="json", exclude_none=True) if reading else None
    row.step = reading.proposal.choice.step.value if reading else None
    row.lacks = reading is not None and reading.proposal.lacks is not None
    row.changed = reading is not None and bool(reading.taken)


def _failed(service: Service, rows: Sequence[ReprocessedRow], error: ReaderFailed) -> tuple[str, ...]:
    """A file that is refused is set aside at once: trying again is no use."""
    tries = 0 if error.refused else service.settings.tries
    with service.store.session() as session:
        run = leasing.locked(session, rows[0].run_id)
        held = leasing.held(session, rows)
        again = tuple(row.id for row in held.values() if leasing.failed(row, error.message, tries))
        leasing.advance(session, run)
    return again
