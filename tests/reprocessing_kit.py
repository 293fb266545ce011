"""Runs brought to their end without a queue: what the store says is left to do is done here, one after the other."""

from __future__ import annotations

from sqlalchemy import select

from extractor.correction import resolution_of
from extractor.pipeline import conclude
from models.document import Document, Page
from models.reprocessing import NewRun, Selection
from models.resolution import Resolution
from worker import views
from worker.reprocessing import leasing, runs, work
from worker.service import Service
from worker.settings import ServiceSettings
from worker.store.tables import DocumentRow, ReprocessedRow

MOST = 200


def begun(service, who, mode="fill", **selection):
    """A run that is read and shown."""
    made = runs.create(service, who, NewRun(selection=Selection(**selection), mode=mode))
    worked(service)
    return runs.get(service, who, made.id)


def worked(service):
    """Do all that waits."""
    for _ in range(MOST):
        with service.store.reading() as session:
            waits = select(ReprocessedRow.id).where(ReprocessedRow.place.in_(tuple(leasing.HELD)))
            waiting = session.scalars(waits.order_by(ReprocessedRow.position)).all()
        if not waiting:
            return
        work.run(service, waiting[0])
    raise AssertionError("it never ends")


def applied(service, who, run):
    runs.apply(service, who, run.id, run.version)
    worked(service)
    return runs.get(service, who, run.id)


def only(service, who, run):
    """The one document of a run."""
    [item] = runs.items(service, who, run.id).items
    return item


def older(service, document, *, fields=(), engine="prefacture 0.1"):
    """Have a document say what an older engine read: these fields with these values, None for not at all."""
    with service.store.session() as session:
        row = session.get(DocumentRow, document)
        extraction = views.extraction_of(row)
        told = dict(extraction.fields)
        for name, value in dict(fields).items():
            if value is None:
                told.pop(name, None)
            else:
                told[name] = told[name].model_copy(update={"value": value, "confidence": 0.5})
        known = resolution_of(extraction)
        pages = tuple(Page(one, 0.0, 0.0, (), (), ()) for one in extraction.pages)
        said = conclude(
            Document(row.name, row.sha256, pages, extraction.reading),
            Resolution(told, known.vat_breakdown, known.lines, known.mentions, known.adjustments, known.given),
        )
        row.extraction = row.first_extraction = views.stored(said)
        row.engine = engine
        views.summarise(row, said)


def worked_in():
    """All that waits, in the service that the environment names; for processes that are killed."""
    finished(Service.open(ServiceSettings()))


def finished(service):
    """Do all that waits, or whose worker is gone."""
    left = (*leasing.HELD, *leasing.HELD.values())
    for _ in range(MOST):
        with service.store.reading() as session:
            waits = select(ReprocessedRow.id).where(ReprocessedRow.place.in_(left)).order_by(ReprocessedRow.position)
            waiting = session.scalars(waits.limit(1)).one_or_none()
        if waiting is None:
            return
        work.run(service, waiting)
    raise AssertionError("it never ends")
