"""Documents read again: shown first, applied as they were shown, a person's values kept, nothing deposited twice."""

from datetime import timedelta
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select, update

from extractor.identity import engine_version
from models.correction import Correction
from models.lifecycle import EventKind, Role, State
from models.report import Outcome
from models.reprocessing import NewRun, RunPlace, Selection, Stage, Step, StepChoice
from models.service import Principal
from models.service_errors import InvalidRequest, NotFound, StaleVersion, WrongState
from tests.integration.durability_papers import number, paper
from tests.reprocessing_kit import applied, begun, older, only, worked
from tests.worker_kit import extraction_of, make_service, principal, structure, upload
from worker import deposits, documents, history, reading, review, views
from worker.reprocessing import runs, selecting, work
from worker.reprocessing.forgetting import forget
from worker.reprocessing.narrowing import Wanted
from worker.store.tables import DepositRow, DocumentRow, ReprocessedRow, ReprocessingRow, RereadingRow, now


@pytest.fixture
def service(tmp_path):
    service = make_service(tmp_path)
    yield service
    service.close()


@pytest.fixture
def who(service):
    return principal(service, structure_id=structure(service))


def read(service, who, index=1):
    """A document that was read."""
    document = upload(service, who, f"{index}.pdf", paper(index))
    reading.read_documents(service, document)
    return document


def letter():
    """A PDF in which nothing of an invoice is read."""
    kept = BytesIO()
    page = Canvas(kept, invariant=1)
    page.drawString(100, 700, "Bonjour,")
    page.showPage()
    page.save()
    return kept.getvalue()


def fields_of(service, who, document):
    told = documents.get(service, who, document).extraction
    return {name: field.value for name, field in told.fields.items()}


def test_a_dry_run_tells_what_changed_and_changes_nothing(service, who):
    document = read(service, who)
    older(service, document, fields={"due_date": None, "seller_siret": "73282932000075"})
    before = documents.get(service, who, document)
    run = begun(service, who, mode="replace", document_ids=(document,))
    item = only(service, who, run)
    told = {one.field: one for one in item.reading.changes}
    assert (run.stage, run.changed, item.place) == (Stage.SHOWN, 1, RunPlace.READ)
    assert (told["due_date"].old, told["due_date"].new) == (None, "2026-07-12")
    assert told["due_date"].why.fr.startswith("Trouvé maintenant")
    assert "clé de contrôle" in told["seller_siret"].why.fr
    assert documents.get(service, who, document) == before


@pytest.mark.parametrize(
    ("mode", "siret", "due"),
    [
        ("keep", "73282932000075", None),
        ("fill", "73282932000075", "2026-07-12"),
        ("replace", "73282932000074", "2026-07-12"),
    ],
)
def test_modes_keep_fill_and_replace(service, who, mode, siret, due):
    document = read(service, who)
    older(service, document, fields={"due_date": None, "seller_siret": "73282932000075"})
    run = begun(service, who, mode=mode)
    item = only(service, who, run)
    steps = item.reading.possible
    assert steps == (Step.LEAVE, Step.VALUES, Step.DEPOSIT)
    _, version = runs.choose(service, who, run.id, item.id, version=run.version, choice=StepChoice(step=Step.VALUES))
    done = applied(service, who, run.model_copy(update={"version": version}))
    found = fields_of(service, who, document)
    assert (done.stage, found["seller_siret"], found.get("due_date")) == (Stage.DONE, siret, due)


def test_what_a_person_said_stands_in_every_mode_and_is_told(service, who):
    document = read(service, who)
    older(service, document, fields={"seller_siret": "73282932000075"})
    version = documents.get(service, who, document).version
    said = {"purchase_order": "E-PERSONNE", "due_date": None}
    review.correct(service, who, document, version, Correction(fields=said))
    run = begun(service, who, mode="replace")
    item = only(service, who, run)
    told = {one.field: one for one in item.reading.changes}
    assert (told["purchase_order"].old, told["purchase_order"].new) == ("E-PERSONNE", "E26055358")
    assert told["purchase_order"].kept
    assert who.actor in told["purchase_order"].why.fr
    assert told["due_date"].kept
    choice = StepChoice(step=Step.VALUES)
    _, version = runs.choose(service, who, run.id, item.id, version=run.version, choice=choice)
    applied(service, who, run.model_copy(update={"version": version}))
    found = fields_of(service, who, document)
    assert (found["purchase_order"], found.get("due_date"), found["seller_siret"]) == (
        "E-PERSONNE", None, "73282932000074",
    )  # fmt: skip


def test_what_was_changed_since_it_was_shown_is_left_and_told(service, who):
    document = read(service, who)
    older(service, document, fields={"due_date": None})
    run = begun(service, who)
    version = documents.get(service, who, document).version
    review.correct(service, who, document, version, Correction(fields={"contract_reference": "MP-1"}))
    item = only(service, who, run)
    _, version = runs.choose(service, who, run.id, item.id, version=run.version, choice=StepChoice(step=Step.VALUES))
    done = applied(service, who, run.model_copy(update={"version": version}))
    item = only(service, who, done)
    assert (item.place, item.outcome) == (RunPlace.OVERTAKEN, Outcome.SET_ASIDE)
    assert "due_date" not in fields_of(service, who, document)


def test_applying_names_the_run_that_was_shown(service, who):
    document = read(service, who)
    older(service, document, fields={"due_date": None})
    made = runs.create(service, who, NewRun())
    with pytest.raises(WrongState):
        runs.apply(service, who, made.id, made.version)
    worked(service)
    item = only(service, who, made)
    runs.choose(service, who, made.id, item.id, version=1, choice=StepChoice(step=Step.LEAVE))
    with pytest.raises(StaleVersion):
        runs.apply(service, who, made.id, 1)
    done = applied(service, who, runs.get(service, who, made.id))
    assert done.places == {RunPlace.LEFT: 1}


def test_one_content_is_read_once_by_an_engine_whatever_the_run(service, who):
    document = read(service, who)
    older(service, document, fields={"due_date": None})
    begun(service, who)
    with service.store.reading() as session:
        first = session.scalars(select(RereadingRow.at)).one()
    again = begun(service, who, mode="replace")
    with service.store.reading() as session:
        assert session.scalars(select(RereadingRow.at)).one() == first
    assert only(service, who, again).reading.known


def test_a_file_that_cannot_be_read_is_set_aside_and_the_run_goes_on(service, who):
    good, bad = read(service, who), upload(service, who, "bad.pdf", b"%PDF-1.4 nothing", state=State.FAILED)
    run = begun(service, who)
    places = {one.document_id: one for one in runs.items(service, who, run.id).items}
    assert (run.stage, places[good].place, places[bad].place) == (Stage.SHOWN, RunPlace.READ, RunPlace.SET_ASIDE)
    assert places[bad].reason


def test_what_is_not_read_any_more_empties_nothing(service, who):
    document = upload(service, who, "letter.pdf", letter())
    reading.read_documents(service, document)
    with service.store.session() as session:
        row = session.get(DocumentRow, document)
        row.extraction = row.first_extraction = views.stored(extraction_of(sha256=row.sha256))
        row.state = State.TO_REVIEW
    before = documents.get(service, who, document)
    item = only(service, who, begun(service, who, mode="replace"))
    assert (item.place, "plus lu" in item.reason.fr) == (RunPlace.SET_ASIDE, True)
    assert documents.get(service, who, document) == before


def test_a_document_that_fails_three_times_is_set_aside_with_its_reason(service, who):
    document = read(service, who)
    run = runs.create(service, who, NewRun())
    for _ in range(service.settings.tries):
        with service.store.session() as session:  # a worker took it and died
            row = session.scalars(select(ReprocessedRow)).one()
            row.tries += 1
            row.place = RunPlace.READING
            row.leased_until = row.updated_at
    work.run(service, only(service, who, run).id)
    item = only(service, who, run)
    assert (item.place, runs.get(service, who, run.id).stage) == (RunPlace.SET_ASIDE, Stage.SHOWN)
    assert "chaque essai" in item.reason.fr
    assert documents.get(service, who, document).version


def test_a_failed_document_that_can_be_read_now_is_a_document_again(service, who):
    error = {"code": "crashed", "message": {"fr": "Interrompu", "en": "Cut short"}}
    document = upload(service, who, "1.pdf", paper(1), state=State.FAILED, error=error)
    run = begun(service, who)
    item = only(service, who, run)
    assert {one.field for one in item.reading.changes} >= {"invoice_number", "total_with_vat"}
    assert item.choice.step is not Step.LEAVE
    applied(service, who, run)
    told = documents.get(service, who, document)
    assert (told.number, told.error) == (number(1), None)
    assert told.state in {State.TO_REVIEW, State.DEPOSITING}


def test_deposits_are_asked_for_once_whatever_is_cut_off_between(service, who):
    document = read(service, who)
    older(service, document, fields={"due_date": None})
    new = NewRun(mode="fill", deposit_as={"supplements": {"billing_mode": "S1"}})
    made = runs.create(service, who, new)
    worked(service)
    run = runs.get(service, who, made.id)
    item = only(service, who, run)
    assert item.choice.step is Step.DEPOSIT, item.reading.proposal
    runs.apply(service, who, run.id, run.version)
    work.run(service, item.id)
    with service.store.session() as session:  # the worker died before it could say that all is done
        row = session.get(ReprocessedRow, item.id)
        row.place, row.tries, row.leased_until, row.deposit_id = RunPlace.APPLYING, 1, row.updated_at, None
    work.run(service, item.id)
    with service.store.reading() as session:
        [deposit] = session.scalars(select(DepositRow)).all()
    deposits.run(service, deposit.id)
    item = only(service, who, run)
    assert (item.place, item.deposit_id, item.outcome) == (RunPlace.APPLIED, deposit.id, Outcome.DEPOSITED)
    assert fields_of(service, who, document)["due_date"] == "2026-07-12"


def test_a_run_is_summed_up_and_shown_in_parts(service, who):
    ids = [read(service, who, index) for index in (1, 2, 3, 4)]
    for one in ids[:3]:
        older(service, one, fields={"due_date": None})
    run = begun(service, who)
    asked = [one.choice.step for one in runs.items(service, who, run.id).items]
    assert (run.total, run.changed, run.unchanged, run.places) == (4, 3, 1, {RunPlace.READ: 4})
    assert run.steps == {step: asked.count(step) for step in asked}
    assert [(one.field, one.found) for one in run.fields] == [("due_date", 3)]
    first = runs.items(service, who, run.id).items[0]
    _, version = runs.choose(service, who, run.id, first.id, version=1, choice=StepChoice(step=Step.LEAVE))
    left = runs.items(service, who, run.id, wanted=Wanted(Step.LEAVE), limit=1)
    assert left.items[0].id == first.id
    rest = runs.items(service, who, run.id, wanted=Wanted(Step.LEAVE), limit=1, cursor=left.next) if left.next else left
    assert (left.total, rest.next) == (runs.get(service, who, run.id).steps[Step.LEAVE], None)
    named = [runs.items(service, who, run.id, wanted=Wanted(text=text)).total for text in ("2.PDF", number(3), "_")]
    assert named == [1, 1, 0]
    assert runs.items(service, who, run.id, wanted=Wanted(lacking=True)).items == ()
    done = applied(service, who, run.model_copy(update={"version": version}))
    assert (done.places[RunPlace.LEFT], done.total, done.fields) == (left.total, 4, run.fields)


def test_what_another_engine_read_is_not_written(service, who):
    document = read(service, who)
    older(service, document, fields={"due_date": None})
    run = begun(service, who)
    runs.apply(service, who, run.id, run.version)
    with service.store.session() as session:  # as if the engine was replaced meanwhile
        session.execute(update(ReprocessingRow).values(engine="prefacture 0.1"))
    worked(service)
    item = only(service, who, run)
    assert (item.place, "moteur a été remplacé" in item.reason.fr) == (RunPlace.OVERTAKEN, True)
    assert "due_date" not in fields_of(service, who, document)


def test_selections_are_by_what_is_known_of_documents(service, who):
    documents_of = [read(service, who, index) for index in (1, 2, 3)]
    older(service, documents_of[0], engine="prefacture 0.1")
    with service.store.session() as session:
        session.get(DocumentRow, documents_of[1]).confidence = 0.4
        session.get(DocumentRow, documents_of[2]).seller_name = "Autre Vendeur"

    def found(**selection):
        return selecting.count(service, who, Selection(**selection)).count

    assert found() == 3
    assert (found(engine="prefacture 0.1"), found(engine="0.1"), found(outdated=True)) == (1, 1, 1)
    version, _, build = engine_version().partition("+")
    assert (found(engine=version), found(engine=engine_version()), found(engine=f"{version}+0{build}")) == (2, 2, 0)
    older(service, documents_of[0], engine=f"{version}+0{build}")  # the same version, of another day
    assert (found(engine=version), found(outdated=True)) == (3, 1)
    assert (found(confidence_below=0.5), found(supplier="autre"), found(supplier="732829320")) == (1, 1, 3)
    assert (found(received_from="2020-01-01", received_to="2020-01-02"), found(states=[State.FAILED])) == (0, 0)
    assert found(document_ids=documents_of[:2]) == 2
    with pytest.raises(InvalidRequest):
        runs.create(service, who, NewRun(selection=Selection(states=(State.FAILED,))))


def test_a_supplier_reprocesses_what_they_sent_themselves(service, who):
    mine = Principal(actor="fournisseur@example.org", role=Role.SUPPLIER, structure_id=who.structure_id)
    other = principal(service, Role.MANAGER)
    document = read(service, who)
    assert selecting.count(service, mine, Selection()).count == 0
    with service.store.session() as session:
        history.note(session, who.structure_id, document, EventKind.STATE, State.RECEIVED, actor=mine.actor)
    assert selecting.count(service, mine, Selection()).count == 1
    assert selecting.count(service, other, Selection(document_ids=(document,))).count == 0
    run = begun(service, who)
    for stranger in (mine, other):
        with pytest.raises(NotFound):
            runs.get(service, stranger, run.id)


def test_what_was_read_goes_with_its_document(service, who):
    document = read(service, who)
    begun(service, who)
    assert forget(service) == 0
    documents.delete(service, who, document)
    assert forget(service) == 2  # the reading, and the run that has no document any more
    assert runs.page(service, who).items == ()


def test_what_another_engine_read_is_forgotten_once_all_machines_have_the_new_one(service, who):
    read(service, who)
    begun(service, who)
    for age, gone in ((timedelta(0), 0), (timedelta(days=2), 1)):
        with service.store.session() as session:
            session.execute(update(RereadingRow).values(engine="prefacture 0.1", at=now() - age))
        assert forget(service) == gone
